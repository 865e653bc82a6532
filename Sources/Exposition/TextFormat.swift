import Bytes
import Metrics

/// What is the same for all series of a family: the lines before them, and the text around their labels and values.
struct FamilyText {
    /// One line of each series, its pieces as ranges of `pieces`: lines are read once a series, and holding arrays they
    /// would spend more time on reference counts than on bytes.
    struct Line {
        /// What stands before the labels: `x_bucket{`.
        var opening: Range<Int>
        /// What stands between the labels and the value: `,le="0.1"} `.
        var closing: Range<Int>
        /// What stands before the value of a series without labels: `x_bucket{le="0.1"} `.
        var bare: Range<Int>
        /// Which of the series' values it shows; nil for the moment when the series began.
        var value: Int?
    }

    /// The HELP and TYPE lines.
    private(set) var header: [UInt8] = []
    private(set) var lines: [Line] = []
    /// The pieces of all lines, one behind the other, and `copyOverrun` bytes more.
    private(set) var pieces: [UInt8] = []
    /// How many values a series has.
    let stride: Int
    /// What the lines of a series take at most beside its labels.
    private var fixedBytes = 0

    /// What the lines of a series take at most if its labels take `count` bytes.
    func maximumBytes(labels count: Int) -> Int { fixedBytes + lines.count * count }

    /// The text of a family; `created` says whether OpenMetrics has `_created` lines. O(help + bounds).
    init(_ family: Snapshot.Family, format: ExpositionFormat, created: Bool) {
        stride = family.stride
        let name = familyName(family, format)
        let type = format == .text && family.type == .info ? MetricType.gauge : family.type
        header = Array("# HELP \(name) \(escaped(family.help, format))\n# TYPE \(name) \(type.rawValue)\n".utf8)
        switch family.type {
        case .gauge: addLine(name, value: 0)
        case .counter: addLine(format == .text ? name : name + "_total", value: 0)
        case .info: addLine(format == .text ? name : name + "_info", value: 0)
        case .histogram: addHistogram(name, family.bounds, format)
        }
        if format == .openMetrics && created && (family.type == .counter || family.type == .histogram) {
            addLine(name + "_created", value: nil)
        }
        pieces.append(contentsOf: repeatElement(0, count: copyOverrun))
    }

    private mutating func addHistogram(_ name: String, _ bounds: [Double], _ format: ExpositionFormat) {
        for (place, bound) in bounds.enumerated() { addLine(name + "_bucket", boundLabel(bound), value: place) }
        addLine(name + "_bucket", "le=\"+Inf\"", value: bounds.count)
        // With negative bounds the sum is no counter, and OpenMetrics forbids it: then the count must go with it.
        if format == .text || bounds.first ?? 0 >= 0 {
            addLine(name + "_sum", value: bounds.count + 1)
            addLine(name + "_count", value: bounds.count)
        }
    }

    private mutating func addLine(_ name: String, _ label: String = "", value: Int?) {
        lines.append(
            Line(
                opening: piece(name + "{"), closing: piece(label.isEmpty ? "} " : ",\(label)} "),
                bare: piece(label.isEmpty ? name + " " : "\(name){\(label)} "), value: value))
        fixedBytes += name.utf8.count + label.utf8.count + "{,} \n".utf8.count + numberRoom
    }

    private mutating func piece(_ text: String) -> Range<Int> {
        let start = pieces.count
        pieces.append(contentsOf: text.utf8)
        return start..<pieces.count
    }
}

/// The line at the end of OpenMetrics.
let endOfExposition = Array("# EOF\n".utf8)

/// The name in HELP and TYPE: in OpenMetrics, a counter and an info have their suffix on the samples only.
private func familyName(_ family: Snapshot.Family, _ format: ExpositionFormat) -> String {
    let suffix: String
    switch (format, family.type) {
    case (.openMetrics, .counter): suffix = "_total"
    case (.openMetrics, .info): suffix = "_info"
    default: return family.name
    }
    return family.name.hasSuffix(suffix) ? String(family.name.dropLast(suffix.count)) : family.name
}

/// A bound as a label, spelled as OpenMetrics spells its canonical numbers and as Prometheus 3 normalizes them (`0.1`,
/// `1.0`, `1e+06`), in both formats: so a series does not depend on the format it was scraped in.
private func boundLabel(_ bound: Double) -> String {
    let text = bound.description
    guard bound.magnitude >= 1e6, !text.contains("e") else { return "le=\"\(text)\"" }
    var digits = Substring(bound.magnitude.description)
    if digits.hasSuffix(".0") { digits.removeLast(2) }
    let exponent = digits.prefix { $0 != "." }.count - 1
    digits.removeAll { $0 == "." }
    while digits.last == "0" { digits.removeLast() }
    let mantissa = digits.count == 1 ? "\(digits)" : "\(digits.prefix(1)).\(digits.dropFirst())"
    return "le=\"\(bound < 0 ? "-" : "")\(mantissa)e+\(exponent < 10 ? "0" : "")\(exponent)\""
}

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
