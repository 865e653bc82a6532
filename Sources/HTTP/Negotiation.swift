/// Chooses the format that the value of an Accept header asks for (RFC 9110, 12.5.1). O(n).
///
/// Each format has the quality of the most specific range that matches it, and the better one wins; at equal quality,
/// the one asked for more specifically. Text is the answer in all other cases: without a header, to a browser, and
/// where nothing is acceptable, because a readable answer is of more use than a 406. Ranges that cannot be read are
/// passed over. A version that we do not write (OpenMetrics 0.0.1) is not matched; parameters that change nothing here
/// (`escaping`) do not matter.
package func negotiate(accept: String?) -> ExpositionFormat {
    guard let accept else { return .text }
    let ranges = split(Substring(accept), at: UInt8(ascii: ",")).compactMap(MediaRange.init)
    let openMetrics = preference(for: .openMetrics, in: ranges)
    return openMetrics.quality > 0 && openMetrics > preference(for: .text, in: ranges) ? .openMetrics : .text
}

/// Whether a body may or must be compressed.
package enum Compression: Equatable, Sendable {
    /// It is not wanted.
    case none
    /// It is welcome, where it is worth the effort.
    case welcome
    /// The body is not wanted without.
    case required
}

/// Reads the value of an Accept-Encoding header (RFC 9110, 12.5.3). O(n).
///
/// Gzip (also by its old name `x-gzip`) or `*` asks for it, unless `identity` is liked better. Where nothing that we have
/// is acceptable the body goes as it is, for the same reason as in `negotiate(accept:)`.
package func negotiate(acceptEncoding: String?) -> Compression {
    var (gzip, identity, rest): (Int?, Int?, Int?)
    for element in split(Substring(acceptEncoding ?? ""), at: UInt8(ascii: ",")) {
        let parts = split(element, at: UInt8(ascii: ";"))
        var quality = 1000
        for part in parts.dropFirst() where part.lowercased().hasPrefix("q=") {
            quality = thousandths(String(part.dropFirst(2))) ?? 0
        }
        switch parts[0].lowercased() {
        case "gzip", "x-gzip": gzip = max(gzip ?? 0, quality)
        case "identity": identity = quality
        case "*": rest = quality
        default: break
        }
    }
    let wanted = gzip ?? rest ?? 0
    // Who does not speak of identity accepts it, but would rather have what is listed.
    let plain = identity ?? rest ?? 1
    if wanted == 0 || wanted < plain { return .none }
    return plain == 0 ? .required : .welcome
}

/// How much a format is wanted.
private struct Preference: Comparable {
    /// Thousandths; 0 is "not acceptable".
    var quality = 0
    /// 0 while no range matches, then 1 for `*/*` and up.
    var specificity = 0

    static func < (left: Preference, right: Preference) -> Bool {
        (left.quality, left.specificity) < (right.quality, right.specificity)
    }
}

private func preference(for format: ExpositionFormat, in ranges: [MediaRange]) -> Preference {
    var best = Preference()
    for range in ranges {
        let specificity = range.specificity(for: format)
        if specificity > best.specificity { best = Preference(quality: range.quality, specificity: specificity) }
    }
    return best
}

/// One element of an Accept header.
private struct MediaRange {
    let type: String
    let subtype: String
    let version: String?
    let charset: String?
    let quality: Int

    /// Returns nil if `text` is no media range.
    init?(_ text: Substring) {
        let parts = split(text, at: UInt8(ascii: ";"))
        let names = parts[0].utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
        type = Substring(names[0]).lowercased()
        subtype = Substring(names[1]).lowercased()
        if type == "*" && subtype != "*" { return nil }
        var (version, charset, quality): (String?, String?, Int) = (nil, nil, 1000)
        for part in parts.dropFirst() where !part.isEmpty {
            guard let equals = part.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let value = unquoted(part[part.utf8.index(after: equals)...])
            switch part[..<equals].lowercased() {
            case "version": version = value
            case "charset": charset = value.lowercased()
            case "q":
                guard let thousandths = thousandths(value) else { return nil }
                quality = thousandths
            default: break
            }
        }
        (self.version, self.charset, self.quality) = (version, charset, quality)
    }

    /// 0 if the range does not match the format, else more the closer it describes it.
    func specificity(for format: ExpositionFormat) -> Int {
        let wanted = format.mediaType
        guard version ?? wanted.version == wanted.version, charset ?? "utf-8" == "utf-8" else { return 0 }
        let parameters = (version == nil ? 0 : 1) + (charset == nil ? 0 : 1)
        if type == "*" { return 1 + parameters }
        guard type == wanted.type else { return 0 }
        if subtype == "*" { return 4 + parameters }
        return subtype == wanted.subtype ? 7 + parameters : 0
    }
}

/// Reads a qvalue: `0`, `0.25`, `1.000`.
private func thousandths(_ text: String) -> Int? {
    let digits = Array(text.utf8)
    guard 1...5 ~= digits.count, digits.count == 1 || digits[1] == UInt8(ascii: ".") else { return nil }
    var sum = 0
    for (place, weight) in [(0, 1000), (2, 100), (3, 10), (4, 1)] where place < digits.count {
        guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digits[place] else { return nil }
        sum += Int(digits[place] - UInt8(ascii: "0")) * weight
    }
    return sum <= 1000 ? sum : nil
}

/// Splits at each `separator` outside of quoted strings, and trims spaces and tabs.
private func split(_ text: Substring, at separator: UInt8) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var (isQuoted, isEscaped) = (false, false)
    var after = start
    while after < text.endIndex {
        let index = after
        after = text.utf8.index(after: index)
        switch text.utf8[index] {
        case _ where isEscaped: isEscaped = false
        case UInt8(ascii: "\\") where isQuoted: isEscaped = true
        case UInt8(ascii: "\""): isQuoted.toggle()
        case separator where !isQuoted:
            parts.append(trimmed(text[start..<index]))
            start = after
        default: break
        }
    }
    parts.append(trimmed(text[start...]))
    return parts
}

private func trimmed(_ text: Substring) -> Substring {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var bytes = text.utf8.drop(while: isBlank)
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return Substring(bytes)
}

/// The text of a token or of a quoted string.
private func unquoted(_ text: Substring) -> String {
    let quote = UInt8(ascii: "\"")
    guard text.utf8.count >= 2, text.utf8.first == quote, text.utf8.last == quote else { return String(text) }
    var (result, isEscaped) = ("", false)
    for character in text.dropFirst().dropLast() {
        if character == "\\" && !isEscaped {
            isEscaped = true
        } else {
            result.append(character)
            isEscaped = false
        }
    }
    return result
}
