/// Finds the times in a PromQL expression. It is a lexer with just enough grammar to distinguish a window from a label
/// matcher, and the keyword `offset` from a metric of that name.
struct PromQLScanner {
    /// A finding, with its byte range in the expression.
    enum Finding: Equatable {
        /// The duration of a range or subquery.
        case window(Range<Int>)
        case step(Range<Int>)
        case offset(Range<Int>)
        /// A duration in the place of a number.
        case number(Range<Int>)
        /// The name of a function that reads the wall clock, in a call.
        case clockFunction(Range<Int>)
        /// The name of a function with an argument in seconds, in a call.
        case secondsArgument(Range<Int>)
        /// A window or offset that is not a plain duration.
        case unreadable(Range<Int>, String)
        /// The expression ends inside the part that begins here.
        case unfinished(Int, String)
    }

    private static let clockFunctions = [
        "time", "timestamp", "minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month",
        "year",
    ]

    private let bytes: [UInt8]
    private var at = 0
    private var findings: [Finding] = []
    private var names: [String] = []
    /// Whether the previous token may end an operand. Only after an operand, `offset` is a keyword.
    private var isAfterOperand = false

    /// Returns the findings in the order of `expression`, and its words outside of strings and matchers, but for names
    /// of functions: the metrics, and others. O(n).
    static func scan(_ expression: [UInt8]) -> (findings: [Finding], names: [String]) {
        var scanner = PromQLScanner(bytes: expression)
        scanner.scan()
        return (scanner.findings, scanner.names)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func scan() {
        while true {
            skipSpace()
            guard at < bytes.count else { return }
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
                skipString()
                isAfterOperand = true
            case UInt8(ascii: "{"):
                skipMatchers()
                isAfterOperand = true
            case UInt8(ascii: "["):
                scanWindow()
                isAfterOperand = true
            case _ where isNameStart(byte):
                scanName()
            case _ where isDigit(byte) || byte == UInt8(ascii: "."):
                scanNumber()
                isAfterOperand = true
            default:
                at += 1
                isAfterOperand = byte == UInt8(ascii: ")")
            }
        }
    }

    /// Reads a name, keyword, function or aggregation.
    private mutating func scanName() {
        let range = take { isNameStart($0) || isDigit($0) }
        let name = String(decoding: bytes[range], as: UTF8.self)
        if name.lowercased() == "offset" && isAfterOperand {
            scanOffset()
            return
        }
        skipSpace()
        isAfterOperand = true
        guard at < bytes.count, bytes[at] == UInt8(ascii: "(") else {
            names.append(name)
            return
        }
        if Self.clockFunctions.contains(name) { findings.append(.clockFunction(range)) }
        if name == "predict_linear" { findings.append(.secondsArgument(range)) }
    }

    /// Reads the duration after the keyword `offset`.
    private mutating func scanOffset() {
        skipSpace()
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
            at += 1
            skipSpace()
        }
        guard at < bytes.count else { return }
        if isDigit(bytes[at]) {
            let range = take(isNumberPart)
            findings.append(milliseconds(bytes[range]) == nil ? .unreadable(range, "an offset") : .offset(range))
        } else if bytes[at] == UInt8(ascii: "(") || isNameStart(bytes[at]) {
            let name = take { isNameStart($0) || isDigit($0) }
            skipSpace()
            findings.append(
                .unreadable(name.lowerBound..<(takeParentheses()?.upperBound ?? name.upperBound), "an offset"))
        }
        isAfterOperand = true
    }

    /// Takes the expression in parentheses that begins here; nil if none begins here.
    private mutating func takeParentheses() -> Range<Int>? {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "(") else { return nil }
        let start = at
        var depth = 0
        repeat {
            if bytes[at] == UInt8(ascii: "(") { depth += 1 }
            if bytes[at] == UInt8(ascii: ")") { depth -= 1 }
            at += 1
        } while depth > 0 && at < bytes.count
        return start..<at
    }

    /// Reads `[10m]`, `[1h:5m]` or `[1h:]`.
    private mutating func scanWindow() {
        let start = at
        guard let end = bytes[at...].firstIndex(of: UInt8(ascii: "]")) else {
            findings.append(.unfinished(start, "a window without ]"))
            at = bytes.count
            return
        }
        at += 1
        skipSpace()
        let window = take(isNumberPart)
        var found = [Finding.window(window)]
        var areDurations = milliseconds(bytes[window]) != nil
        skipSpace()
        if at < end, bytes[at] == UInt8(ascii: ":") {
            at += 1
            skipSpace()
            let step = take(isNumberPart)
            if !step.isEmpty {
                found.append(.step(step))
                areDurations = areDurations && milliseconds(bytes[step]) != nil
            }
            skipSpace()
        }
        findings += areDurations && at == end ? found : [.unreadable(start + 1..<end, "a window")]
        at = end + 1
    }

    /// Reads a number, with the sign of its exponent, or a duration.
    private mutating func scanNumber() {
        let range = take(isNumberPart)
        let last = bytes[range.upperBound - 1] | 0x20
        let isHexadecimal = bytes[range].dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
        if last == UInt8(ascii: "e") && !isHexadecimal, at < bytes.count, [0x2B, 0x2D].contains(bytes[at]) {
            at += 1
            _ = take(isDigit)
        } else if !isDigit(last), milliseconds(bytes[range]) != nil {
            findings.append(.number(range))
        }
    }

    /// Skips label matchers and the closing brace.
    private mutating func skipMatchers() {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "}") {
            switch bytes[at] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): skipString()
            case UInt8(ascii: "#"): skipSpace()
            default: at += 1
            }
        }
        if at == bytes.count { findings.append(.unfinished(start, "label matchers without }")) }
        at = min(at + 1, bytes.count)
    }

    private mutating func skipString() {
        let (start, quote) = (at, bytes[at])
        at += 1
        while at < bytes.count, bytes[at] != quote {
            at += bytes[at] == UInt8(ascii: "\\") && quote != UInt8(ascii: "`") ? 2 : 1
        }
        if at >= bytes.count { findings.append(.unfinished(start, "a string without its closing quote")) }
        at = min(at + 1, bytes.count)
    }

    /// Skips white space and comments.
    private mutating func skipSpace() {
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): at += 1
            case UInt8(ascii: "#"): while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
            default: return
            }
        }
    }

    private mutating func take(_ belongs: (UInt8) -> Bool) -> Range<Int> {
        let start = at
        while at < bytes.count, belongs(bytes[at]) { at += 1 }
        return start..<at
    }
}

private func isNameStart(_ byte: UInt8) -> Bool { isLetter(byte) || byte == UInt8(ascii: ":") }

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

private func isNumberPart(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: ".") }

func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
}
