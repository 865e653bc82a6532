/// Finds the time in the name of a file by a pattern such as `sales-%Y-%m-%d.csv`, in which `*` is any text.
///
/// A pattern with slashes also reads the names of folders: `%Y/%m/%d.csv`. The ending `.gz` of a file may be missing in
/// the pattern.
package struct FileNameTime: Sendable {
    /// The pattern. Its stars are literals there.
    package let format: TimeFormat
    /// The tokens between two stars.
    private let parts: [PatternReader]
    private let folders: Int

    /// Reads a pattern. Throws unless it has a date with a year.
    package init(_ text: String) throws(FormatError) {
        format = try TimeFormat(text)
        guard case .pattern(let tokens) = format.kind, format.hasDate, !format.lacksYear else {
            throw FormatError(
                format: text, problem: "no date with a year", wanted: "a pattern such as sales-%Y-%m-%d.csv",
                position: nil)
        }
        let star = TimeFormat.Token.literal(UInt8(ascii: "*"))
        parts = tokens.split(separator: star, omittingEmptySubsequences: false).map { PatternReader(Array($0)) }
        folders = tokens.filter { $0 == .literal(UInt8(ascii: "/")) }.count
    }

    /// Whether the name has a day, so that it completes times without a date.
    package var hasDay: Bool {
        guard case .pattern(let tokens) = format.kind else { return false }
        return tokens.contains { token in
            switch token {
            case .day, .dayOfYear, .isoWeekday, .unixSeconds: true
            default: false
            }
        }
    }

    /// The instant in the name of the file at `path`, as local time in `zone`; nil if the name does not have the
    /// pattern, or the instant is out of range.
    package func instant(in path: String, _ zone: Zone) -> Instant? {
        let name = path.utf8.split(separator: UInt8(ascii: "/")).suffix(folders + 1).joined(separator: [0x2F])
        let bytes = Array(name)
        if let instant = instant(bytes, bytes.count, zone) { return instant }
        let ending = Array(".gz".utf8)
        return bytes.suffix(3) == ending[...] ? instant(bytes, bytes.count - 3, zone) : nil
    }

    private func instant(_ bytes: [UInt8], _ end: Int, _ zone: Zone) -> Instant? {
        var fields = TimeFields()
        var clock = LocalClock(zone, twice: .first, names: [])
        guard read(0, bytes.span, 0, end, &fields), let (seconds, nanoseconds) = fields.time(&clock, nil, bytes.span)
        else { return nil }
        return Instant(seconds: seconds, nanoseconds: nanoseconds)
    }

    /// Reads the parts from number `part` on. A star takes as little text as possible.
    private func read(
        _ part: Int, _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ fields: inout TimeFields
    ) -> Bool {
        let isLast = part + 1 == parts.count
        for at in part == 0 ? start...start : start...end {
            guard let next = parts[part].prefix(bytes, at..<end, &fields) else { continue }
            if isLast ? next == end : read(part + 1, bytes, next, end, &fields) { return true }
        }
        return false
    }
}
