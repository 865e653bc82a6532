import JSON
import Synthesis

/// The cells that the body of `POST /transactions` and its kin sets: columns by name, or in the objects in which
/// answers have them.
struct RecordRequest {
    /// Texts by the numbers of the columns.
    private(set) var cells: [(column: Int, text: String)] = []
    private let form: RowForm

    /// Bytes of a text.
    static let maximumBytes = 1000
    /// The largest number.
    static let largest = 1e15

    /// Reads a body for records of this form.
    init(_ body: JSONObject, _ form: RowForm) throws(ControlFault) {
        self.form = form
        for member in body.members { try read(member) }
    }

    private mutating func read(_ member: JSONObject.Member) throws(ControlFault) {
        guard case .object(let inner) = member.value, let group = form.groups.first(where: { $0.key == member.key })
        else {
            return try set(member.key, member.key, member.value)
        }
        for part in inner.members {
            guard let column = group.columns.first(where: { $0.key == part.key })?.column else {
                throw ControlFault(
                    unknown: "\(group.key).\(part.key)", as: "column",
                    among: group.columns.map { "\(group.key).\($0.key)" })
            }
            try set(column, "\(group.key).\(part.key)", part.value)
        }
    }

    private mutating func set(_ name: String, _ path: String, _ value: JSONValue) throws(ControlFault) {
        guard let column = form.names.firstIndex(of: name), name != timeColumn else {
            throw ControlFault(unknown: path, as: "column", among: form.names.filter { $0 != timeColumn })
        }
        if cells.contains(where: { $0.column == column }) {
            throw ControlFault("got column \(name) twice; want it once")
        }
        cells.append((column, try text(value, form.forms[column], path)))
    }

    private func text(_ value: JSONValue, _ form: ColumnForm, _ path: String) throws(ControlFault) -> String {
        if case .null = value { return "" }
        switch form {
        case .number:
            guard case .number(let number) = value, let double = number.double, abs(double) <= Self.largest else {
                throw ControlFault(path, value, want: "a number from -1e15 to 1e15")
            }
            // Cells are plain decimal numbers.
            return number.text.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") } ? Self.decimal(double) : number.text
        case .boolean:
            guard case .boolean(let boolean) = value else { throw ControlFault(path, value, want: "true or false") }
            return boolean ? "true" : "false"
        case .text:
            let text: String
            switch value {
            case .string(let string): text = string
            case .number(let number): text = number.text
            case .boolean(let boolean): text = boolean ? "true" : "false"
            default: throw ControlFault(path, value, want: "a text")
            }
            guard text.utf8.count <= Self.maximumBytes, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw ControlFault(
                    path, value, want: "a text of at most \(Self.maximumBytes) bytes without control characters")
            }
            return text
        }
    }

    /// A number with at most nine digits behind the point.
    private static func decimal(_ number: Double) -> String {
        let whole = number.rounded(.towardZero)
        let part = Int64(((number - whole).magnitude * 1e9).rounded())
        let sign = number < 0 && whole == 0 ? "-" : ""
        if part == 0 || part == 1_000_000_000 { return "\(Int64(number.rounded()))" }
        let digits = "\(part)"
        return "\(sign)\(Int64(whole))." + String(repeating: "0", count: 9 - digits.utf8.count) + digits
    }
}
