import JSON

/// A fault lies in the text or just behind it. An accepted text is no deeper than allowed, has each key once, and is
/// read as the same value when it is written again.
func fuzzJSON(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let maximumDepth = input.below(8)
    let text = input.all()
    do throws(JSONError) {
        let value = try JSONValue(parsing: text, maximumDepth: maximumDepth)
        check(depth(value) <= maximumDepth, "\(depth(value)) arrays and objects inside each other")
        checkNumbers(value)
        let written = value.text
        check(try JSONValue(parsing: Array(written.utf8), maximumDepth: maximumDepth) == value, "written as \(written)")
        check(
            !written.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "control characters: \(written)")
    } catch {
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        check(1...lines.count ~= error.line, "\(error) in \(lines.count) lines")
        check(1...lines[error.line - 1].count + 1 ~= error.column, "\(error) is outside of its line")
        check(has(error.description, ": got ") && has(error.description, "; want "), "\(error)")
        check(!error.description.utf8.contains { $0 < 0x20 }, "a control character in: \(error)")
    }
}

private func depth(_ value: JSONValue) -> Int {
    switch value {
    case .null, .boolean, .number, .string: 0
    case .array(let values): 1 + (values.map(depth).max() ?? 0)
    case .object(let object): 1 + (object.members.map { depth($0.value) }.max() ?? 0)
    }
}

private func checkNumbers(_ value: JSONValue) {
    switch value {
    case .null, .boolean, .string: break
    case .number(let number):
        check(number.double.map(\.isFinite) ?? true, "\(number.text) is not finite")
        if let integer = number.integer(as: Int64.self) {
            check(number.double == Double(integer), "\(number.text) is \(integer)")
        }
    case .array(let values): values.forEach(checkNumbers)
    case .object(let object):
        check(Set(object.members.map(\.key)).count == object.members.count, "a key twice")
        for member in object.members { checkNumbers(member.value) }
    }
}
