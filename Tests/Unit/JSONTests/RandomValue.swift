import JSON
import TestSupport

/// A value drawn from a seed, and texts that are nearly JSON.
struct RandomValue {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func value(depth: Int = 0) -> JSONValue {
        switch count(0...(depth < 5 ? 8 : 5)) {
        case 0: return .null
        case 1: return .boolean(count(0...1) == 1)
        case 2, 3: return .number(number())
        case 4, 5: return .string(string())
        case 6: return .array((0..<count(0...4)).map { _ in value(depth: depth + 1) })
        default:
            var keys: Set<String> = []
            let members = (0..<count(0...4)).map { _ in
                JSONObject.Member(key: string(), value: value(depth: depth + 1))
            }
            return .object(JSONObject(members.filter { keys.insert($0.key).inserted }))
        }
    }

    /// The text of a value with a few bytes replaced, left out or added.
    mutating func mutated() -> [UInt8] {
        var bytes = Array(value().text.utf8)
        let pieces =
            Array(##"{}[]:,"\/u0019.eE+-dD8tfn\##t 'é"##.utf8) + [0x0A, 0x0D, 0x00, 0x1F, 0xFF, 0xED, 0xA0, 0x80]
        for _ in 0..<count(1...3) {
            let place = count(0...bytes.count)
            let end = min(bytes.count, place + count(0...2))
            bytes.replaceSubrange(
                place..<end, with: (0..<count(0...2)).map { _ in pieces[count(0...pieces.count - 1)] })
        }
        return bytes
    }

    private mutating func number() -> JSONNumber {
        switch count(0...3) {
        case 0: JSONNumber(count(-20...20))
        case 1: JSONNumber(UInt64.random(in: 0 ... .max, using: &generator))
        case 2: JSONNumber(Double(count(-1_000_000...1_000_000)) / 1000) ?? JSONNumber(0)
        default: JSONNumber(Double(bitPattern: UInt64.random(in: 0 ... .max, using: &generator))) ?? JSONNumber(0)
        }
    }

    private mutating func string() -> String {
        let scalars: [Unicode.Scalar] = ["a", "b", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "\u{7F}", "é", "\u{301}"]
        var view = String.UnicodeScalarView()
        for _ in 0..<count(0...6) {
            let code = UInt32(count(0...0x10FFFF))
            view.append(count(0...3) > 0 ? scalars[count(0...scalars.count - 1)] : Unicode.Scalar(code) ?? "\u{FFFD}")
        }
        return String(view)
    }

    private mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
}
