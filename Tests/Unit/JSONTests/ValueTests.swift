import JSON
import Testing

@Suite struct ValueTests {
    @Test func `an object is written in the order in which it was built`() {
        let value = JSONValue.object([
            "b": .number(JSONNumber(1)), "a": .array([.null, .boolean(true), .boolean(false)]), "c": .object([:]),
            "": .string("x"),
        ])
        #expect(value.text == #"{"b":1,"a":[null,true,false],"c":{},"":"x"}"#)
    }

    @Test func `a key's value is found`() {
        let object: JSONObject = ["a": .null, "é": .boolean(true)]
        #expect(object["a"] == .null)
        #expect(object["e\u{301}"] == .boolean(true))
        #expect(object["b"] == nil)
    }

    @Test func `an object that is built with a key twice ends the program`() async {
        await #expect(processExitsWith: .failure) {
            _ = JSONObject([.init(key: "a", value: .null), .init(key: "a", value: .null)])
        }
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0.0"), (60, "60"), (-1, "-1"), (0.5, "0.5"), (1e14, "100000000000000"),
            (0x1p53, "9007199254740992"),
            (-1e17, "-1e+17"), (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
        ] as [(Double, String)])
    func `a Double is written so that it reads back`(number: Double, text: String) throws {
        let written = try #require(JSONNumber(number))
        #expect(written.text == text)
        #expect(written.double == number)
        #expect(reading(text) == text)
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan]) func `other Doubles are no JSON`(number: Double) {
        #expect(JSONNumber(number) == nil)
    }

    @Test(arguments: [
        ("9007199254740993", 9_007_199_254_740_993), ("-9223372036854775808", Int64.min), ("-0", 0),
        ("9223372036854775808", nil), ("1.0", nil), ("1e3", nil),
    ])
    func `an integer is exact or refused`(text: String, integer: Int64?) throws {
        #expect(try number(text).integer(as: Int64.self) == integer)
    }

    @Test func `an integer may be as large as its type`() throws {
        #expect(try number("18446744073709551615").integer(as: UInt64.self) == .max)
        #expect(try number("-1").integer(as: UInt64.self) == nil)
        #expect(try number("256").integer(as: UInt8.self) == nil)
        #expect(JSONNumber(UInt64.max).text == "18446744073709551615")
    }

    @Test(arguments: [("1e400", nil), ("-1e400", nil), ("1e-400", 0), ("9007199254740993", 9_007_199_254_740_992)])
    func `a number beyond the range of Double has none`(text: String, double: Double?) throws {
        #expect(try number(text).double == double)
    }

    private func number(_ text: String) throws -> JSONNumber {
        guard case .number(let number) = try JSONValue(parsing: Array(text.utf8)) else { throw NoNumber() }
        return number
    }

    private struct NoNumber: Error {}

    @Test(arguments: [
        ("a/b", #""a/b""#), ("\"\\\n\r\t", #""\"\\\n\r\t""#),
        ("\u{8}\u{C}\u{0}\u{1F}\u{7F}", #""\u0008\u000c\u0000\u001f\u007f""#),
        ("é🚲\u{2028}", "\"é🚲\u{2028}\""),
    ])
    func `a string is quoted`(text: String, written: String) {
        #expect(quoted(text) == written)
    }
}
