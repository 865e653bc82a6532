import TestSupport
import Testing

@testable import CSV

private func read(_ text: String, _ format: NumberFormat = NumberFormat()) -> Double? {
    let bytes = Array(text.utf8)
    return format.read(bytes.span, bytes.indices)
}

@Suite struct NumberFormatTests {
    @Test(
        arguments: [
            ("0", 0), ("7", 7), ("116", 116), ("-3", -3), ("+3", 3), ("1.5", 1.5), (".5", 0.5),
            ("5.", 5), ("-0.25", -0.25),
            ("1e3", 1000), ("1E-2", 0.01), ("2.5e+1", 25), (" 12 ", 12), ("\t12", 12), ("00012", 12),
            ("999999999999999", 999_999_999_999_999), ("9007199254740993", 9_007_199_254_740_992),
            ("123456789012345678901234567890", 1.2345678901234568e29), ("0.1", 0.1), ("1e308", 1e308), ("1e-400", 0),
            ("0.000000000000000000000000000001", 1e-30), ("179.99999999999999999999", 180),
        ] as [(String, Double)])
    func `numbers`(_ text: String, _ wanted: Double) { #expect(read(text) == wanted) }

    @Test(arguments: [
        "", " ", "-", "+", ".", "e5", "1e", "1e+", "1.5.2", "12O", "1,5", "1 2", "0x10", "nan", "inf", "NaN",
        "Infinity",
        "1e400", "--1", "1-", "१२", "1_000",
    ])
    func `texts that are not numbers`(_ text: String) { #expect(read(text) == nil) }

    @Test func `only the declared decimal and group marks are allowed`() {
        var format = NumberFormat()
        format.decimal = UInt8(ascii: ",")
        format.group = UInt8(ascii: ".")
        #expect(read("1.234.567,5", format) == 1_234_567.5)
        #expect(read("1234,5", format) == 1234.5)
        for text in ["1,234.5", "1..2", ".1", "1.", "1,2,3"] { #expect(read(text, format) == nil) }
    }

    @Test(
        arguments: [
            ("1.234", 1234), ("-12.345.678", -12_345_678), ("123.456,7", 123_456.7), ("1.234e1", 12_340),
            ("12.34.567", 1_234_567), ("1234567", 1_234_567), ("1.5", nil), ("1.23", nil), ("1234.567", nil),
            ("1.2345", nil), ("1.234.5", nil), ("1.2.345", nil), ("1.2345.678", nil), ("0.5,5", nil), ("1.5e2", nil),
            ("100000000000000000000.000", nil),
        ] as [(String, Double?)])
    func `groups have three digits, but the first`(_ text: String, _ wanted: Double?) {
        var format = NumberFormat()
        (format.decimal, format.group) = (UInt8(ascii: ","), UInt8(ascii: "."))
        #expect(read(text, format) == wanted)
    }

    @Test func `NaN and infinity are numbers only if that is allowed`() {
        var format = NumberFormat()
        format.allowsNonFinite = true
        #expect(read("NaN", format)?.isNaN == true)
        #expect(read("+Inf", format) == .infinity && read("inf", format) == .infinity)
        #expect(read("-Inf", format) == -.infinity)
        #expect(read("Infinity", format) == .infinity && read("-INFINITY", format) == -.infinity)
        #expect(read("infinite", format) == nil)
    }

    @Test func `every number is rounded as the standard library rounds it`() {
        for seed in 0..<20_000 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            func digits(_ most: Int) -> String {
                (0..<Int.random(in: 0...most, using: &chance)).map { _ in "\(Int.random(in: 0...9, using: &chance))" }
                    .joined()
            }
            var text = (["", "-", "+"].randomElement(using: &chance) ?? "") + digits(20)
            if Bool.random(using: &chance) { text += "." + digits(20) }
            if Bool.random(using: &chance) {
                text += "e" + (["", "-", "+"].randomElement(using: &chance) ?? "") + digits(3)
            }
            let isGrammatical = text.wholeMatch(of: /[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?/) != nil
            let wanted = isGrammatical ? Double(text).flatMap { $0.isFinite ? $0 : nil } : nil
            #expect(read(text)?.bitPattern == wanted?.bitPattern, "\(text)")
        }
    }
}
