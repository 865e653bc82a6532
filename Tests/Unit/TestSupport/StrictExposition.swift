/// A strict parser of expositions, which accepts only the lines that an exporter may write. Written from the
/// specifications of the formats, independently of the code in `Sources`.
package struct StrictExposition {
    /// A line that is not allowed, and the reason.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        /// The line, from 1.
        package let line: Int
        /// What is wrong with it.
        package let problem: String
        /// `line: problem`.
        package var description: String { "\(line): \(problem)" }
    }

    /// One line with a value.
    package struct Sample: Equatable {
        /// The name with its suffix.
        package var name: String
        /// The labels in the order of the line, with `le`.
        package var labels: [Label]
        /// The value as it is written.
        package var number: String
        /// The value.
        package var value: Double

        /// The labels without `le`. Samples with the same group belong to one metric.
        package var group: [Label] { labels.filter { $0.name != "le" } }
        /// The value of `le`, if the sample has it.
        package var bound: String? { labels.first { $0.name == "le" }?.value }
    }

    /// A label with its unescaped value.
    package struct Label: Hashable {
        /// The name.
        package var name: String
        /// The value.
        package var value: String

        /// A label as given.
        package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    /// A family with all of its samples, in order.
    package struct Family: Equatable {
        /// The name in HELP and TYPE.
        package var name: String
        /// The help, unescaped.
        package var help: String
        /// The type.
        package var type: String
        /// Its lines.
        package var samples: [Sample]
    }

    /// The families, in order.
    package private(set) var families: [Family] = []
    private let isOpenMetrics: Bool
    private var line = 0
    private var help: (name: String, text: String)?
    private var hasEnded = false

    /// Reads a whole exposition, or throws its first fault.
    package init(_ bytes: [UInt8], openMetrics: Bool) throws(Fault) {
        isOpenMetrics = openMetrics
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Fault(line: 0, problem: "no UTF-8") }
        guard bytes.isEmpty ? !openMetrics : bytes.last == 0x0A else {
            throw Fault(line: 0, problem: "no line feed at the end")
        }
        for text in bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) where !bytes.isEmpty {
            line += 1
            if hasEnded { throw fault("text behind # EOF") }
            try read(Array(text))
        }
        if help != nil { throw fault("HELP without TYPE") }
        if openMetrics && !hasEnded { throw fault("no # EOF") }
        try endFamily()
        if let clash = Self.clash(families) { throw fault("two families have samples named \(clash)") }
    }

    private func fault(_ problem: String) -> Fault { Fault(line: line, problem: problem) }

    private mutating func read(_ text: [UInt8]) throws(Fault) {
        if text.isEmpty { throw fault("an empty line") }
        guard text[0] == UInt8(ascii: "#") else { return try readSample(text) }
        if text.elementsEqual("# EOF".utf8), isOpenMetrics {
            hasEnded = true
            return
        }
        let words = text.split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4, words[0].count == 1 else { throw fault("a comment that is no HELP and no TYPE") }
        let name = String(decoding: words[2], as: UTF8.self)
        guard Self.isName(name, colons: true) else { throw fault("the metric name \(name)") }
        switch String(decoding: words[1], as: UTF8.self) {
        case "HELP":
            guard help == nil else { throw fault("HELP twice") }
            try endFamily()
            guard let text = unescaped(words[3], quotes: isOpenMetrics) else { throw fault("HELP with an odd escape") }
            help = (name, text)
        case "TYPE": try begin(name, type: String(decoding: words[3], as: UTF8.self))
        default: throw fault("a comment that is no HELP and no TYPE")
        }
    }

    private mutating func begin(_ name: String, type: String) throws(Fault) {
        guard let (helpName, text) = help, helpName == name else { throw fault("TYPE without its HELP before it") }
        help = nil
        let types = ["counter", "gauge", "histogram"] + (isOpenMetrics ? ["info"] : [])
        guard types.contains(type) else { throw fault("the type \(type)") }
        if families.contains(where: { $0.name == name }) { throw fault("the family \(name) again") }
        families.append(Family(name: name, help: text, type: type, samples: []))
    }

    private mutating func readSample(_ text: [UInt8]) throws(Fault) {
        if help != nil { throw fault("a sample behind HELP") }
        guard let last = families.indices.last else { throw fault("a sample before any family") }
        var at = text.firstIndex { $0 == UInt8(ascii: "{") || $0 == 0x20 } ?? text.count
        let name = String(decoding: text[..<at], as: UTF8.self)
        guard Self.isName(name, colons: true) else { throw fault("the metric name \(name)") }
        var labels: [Label] = []
        if at < text.count, text[at] == UInt8(ascii: "{") { labels = try readLabels(text, &at) }
        guard at < text.count, text[at] == 0x20 else { throw fault("no blank before the value") }
        let number = String(decoding: text[(at + 1)...], as: UTF8.self)
        guard let value = Self.number(number) else { throw fault("the value \"\(number)\"") }
        let sample = Sample(name: name, labels: labels, number: number, value: value)
        if families[last].samples.contains(where: { $0.name == name && $0.labels == labels }) {
            throw fault("a series twice")
        }
        families[last].samples.append(sample)
    }

    /// Reads the labels from the opening brace at `at`. Moves `at` behind the closing brace.
    private func readLabels(_ text: [UInt8], _ at: inout Int) throws(Fault) -> [Label] {
        var labels: [Label] = []
        repeat {
            at += 1
            guard let equals = text[at...].firstIndex(of: UInt8(ascii: "=")) else { throw fault("a label without =") }
            let name = String(decoding: text[at..<equals], as: UTF8.self)
            guard Self.isName(name, colons: false) else { throw fault("the label name \(name)") }
            if labels.contains(where: { $0.name == name }) { throw fault("the label \(name) twice") }
            at = equals + 1
            guard at < text.count, text[at] == UInt8(ascii: "\"") else { throw fault("a label value without quotes") }
            let start = at + 1
            repeat {
                at += at < text.count && text[at] == UInt8(ascii: "\\") ? 2 : 1
            } while at < text.count
                && text[at] != UInt8(ascii: "\"")
            guard at < text.count, let value = unescaped(text[start..<at], quotes: true) else {
                throw fault("a label value without end, or with an odd escape")
            }
            labels.append(Label(name, value))
            at += 1
        } while at < text.count && text[at] == UInt8(ascii: ",")
        guard at < text.count, text[at] == UInt8(ascii: "}") else { throw fault("no } behind the labels") }
        at += 1
        return labels
    }

    private mutating func endFamily() throws(Fault) {
        guard let family = families.last else { return }
        if let problem = family.problem(isOpenMetrics: isOpenMetrics) { throw fault("\(family.name): \(problem)") }
    }

    private func unescaped(_ text: ArraySlice<UInt8>, quotes: Bool) -> String? {
        var (result, rest): ([UInt8], ArraySlice<UInt8>) = ([], text)
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") && quotes { return nil }
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "\"") where quotes: result.append(UInt8(ascii: "\""))
            default: return nil
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension StrictExposition {
    private static func isName(_ text: String, colons: Bool) -> Bool {
        let isPart = { (byte: UInt8) in
            byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == 0x5F || colons && byte == 0x3A
        }
        guard let first = text.utf8.first, isPart(first) else { return false }
        return text.utf8.allSatisfy { isPart($0) || 0x30...0x39 ~= $0 }
    }

    /// A number as both formats, Go and Python read it: decimal, or one of `NaN`, `+Inf` and `-Inf`.
    static func number(_ text: String) -> Double? {
        switch text {
        case "NaN": return .nan
        case "+Inf": return .infinity
        case "-Inf": return -.infinity
        default: break
        }
        // -?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        guard passDigits(&rest) else { return nil }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard passDigits(&rest) else { return nil }
        }
        if rest.first == UInt8(ascii: "e") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard passDigits(&rest) else { return nil }
        }
        return rest.isEmpty ? Double(text) : nil
    }

    private static func passDigits(_ text: inout ArraySlice<UInt8>) -> Bool {
        let digits = text.prefix { 0x30...0x39 ~= $0 }
        text = text.dropFirst(digits.count)
        return !digits.isEmpty
    }

    /// A name that two families have in common, among the names of families and of their samples.
    private static func clash(_ families: [Family]) -> String? {
        var names: Set<String> = []
        for family in families {
            for name in Set(family.samples.map(\.name) + [family.name]) where !names.insert(name).inserted {
                return name
            }
        }
        return nil
    }
}
