import Bytes
import Metrics

/// The text that all series of a family share: the lines before them, and the text around their labels and values.
struct FamilyText {
    /// One line of each series. Its pieces are ranges of `pieces`, not arrays: the renderer copies a line once a
    /// series, and would spend more time on reference counts than on bytes.
    struct Line {
        /// The text before the labels: `x_bucket{`.
        var opening: Range<Int>
        /// The text between the labels and the value: `,le="0.1"} `.
        var closing: Range<Int>
        /// The text before the value of a series without labels: `x_bucket{le="0.1"} `.
        var bare: Range<Int>
        /// Which of the series' values it shows; nil for the start time of the series.
        var value: Int?

        /// Writes what stands before the value, with the labels in `labels` of `chunk`, and returns its end.
        @inline(__always)
        func write(
            _ pieces: Span<UInt8>, _ chunk: Span<UInt8>, _ labels: Range<Int>, to target: inout MutableSpan<UInt8>,
            at start: Int
        ) -> Int {
            if labels.isEmpty { return copy(pieces, bare, to: &target, at: start) }
            let name = copy(pieces, opening, to: &target, at: start)
            return copy(pieces, closing, to: &target, at: copy(chunk, labels, to: &target, at: name))
        }
    }

    /// The HELP and TYPE lines.
    private(set) var header: [UInt8] = []
    private(set) var lines: [Line] = []
    /// The pieces of all lines, one after the other, and `copyOverrun` more bytes.
    private(set) var pieces: [UInt8] = []
    /// How many values a series has.
    let stride: Int
    /// The most that the lines of a series take beside its labels.
    private var fixedBytes = 0

    /// The most that the lines of a series take if its labels take `count` bytes.
    func maximumBytes(labels count: Int) -> Int { fixedBytes + lines.count * count }

    /// The text of a family. `includesCreated` asks for the `_created` lines of OpenMetrics. `history` are labels that
    /// each line of a history gets, also the lines that OpenMetrics forbids: a store takes them. O(help + bounds).
    init(_ family: Snapshot.Family, format: ExpositionFormat, includesCreated: Bool, history: String? = nil) {
        stride = family.stride
        let isOpenMetrics = format == .openMetrics
        let name = isOpenMetrics ? family.baseName : family.name
        let type = !isOpenMetrics && family.type == .info ? MetricType.gauge : family.type
        for part in ["# HELP ", name, " ", escaped(family.help, format), "\n# TYPE ", name, " ", type.rawValue, "\n"] {
            header.append(contentsOf: part.utf8)
        }
        // With negative bounds the sum is no counter. OpenMetrics then forbids the sum, and the count with it.
        let leavesOutSum = isOpenMetrics && family.bounds.first ?? 0 < 0 && history == nil
        for line in family.sampleLines {
            if line.value == nil && !(isOpenMetrics && includesCreated) { continue }
            if line.value != nil && line.bound == nil && leavesOutSum { continue }
            // In text a counter or an info has one name for header and lines.
            let isNamed = !isOpenMetrics && line.suffix == family.type.suffix
            addLine(
                name, isNamed ? "" : line.suffix, line.bound.map { "le=\"\(boundText($0))\"" }, history ?? "",
                line.value)
        }
        pieces.append(contentsOf: repeatElement(0, count: copyOverrun))
    }

    private mutating func addLine(
        _ name: String, _ suffix: String, _ bound: String?, _ history: String, _ value: Int?
    ) {
        let opening = piece(name, suffix, "{")
        let fixed = [bound ?? "", history].filter { !$0.isEmpty }.joined(separator: ",")
        let (closing, bare): (Range<Int>, Range<Int>)
        if fixed.isEmpty {
            (closing, bare) = (piece("} "), piece(name, suffix, " "))
        } else {
            (closing, bare) = (piece(",", fixed, "} "), piece(name, suffix, "{", fixed, "} "))
        }
        lines.append(Line(opening: opening, closing: closing, bare: bare, value: value))
        fixedBytes += opening.count + closing.count + "\n".utf8.count + numberRoom
    }

    private mutating func piece(_ parts: String...) -> Range<Int> {
        let start = pieces.count
        for part in parts { pieces.append(contentsOf: part.utf8) }
        return start..<pieces.count
    }
}

/// The last line of OpenMetrics.
let endOfExposition = Array("# EOF\n".utf8)

private func escaped(_ help: String, _ format: ExpositionFormat) -> String {
    let isPlain = help.utf8.allSatisfy {
        $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\"")
    }
    if isPlain { return help }
    var text = ""
    for scalar in help.unicodeScalars {
        switch scalar {
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\"" where format == .openMetrics: text += "\\\""
        default: text.unicodeScalars.append(scalar)
        }
    }
    return text
}
