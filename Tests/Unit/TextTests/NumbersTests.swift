import Testing
import Text

@Suite struct NumbersTests {
    @Test(arguments: [("60", 60), ("-0.5", -0.5), ("+2", 2), (".5", 0.5), ("1e3", 1000), ("1.5E-3", 0.0015), ("00", 0)])
    func `a decimal number is read`(text: String, number: Double) {
        #expect(parseNumber(text) == number)
    }

    @Test(arguments: [
        "", "0x10", "inf", "nan", "infinity", "1e999", "1 ", "1_000", "1,5", "--1", "e5", "max", "1e", "0x1p3",
    ])
    func `anything else is no number`(text: String) {
        #expect(parseNumber(text) == nil)
    }

    @Test(arguments: [
        ("60", 60), ("0.5", 0.5), ("max", .infinity), ("1e+16", 1e16), ("999999999999999", 999_999_999_999_999),
    ])
    func `a speed is read, and written as it was read`(text: String, speed: Double) {
        #expect(parseSpeed(text) == speed)
        #expect(speedText(speed) == text)
    }

    @Test(arguments: ["", "0", "-1", "inf", "nan", "1e999", "0x10", "Max", "60x"])
    func `anything else is no speed`(text: String) {
        #expect(parseSpeed(text) == nil)
    }

    @Test(
        arguments: [
            (0, "0.0"), (99_999, "0.0"), (100_000, "0.1"), (1_299_999, "1.2"), (12_000_000, "12.0"),
            (5_000_000_000, "5000.0"),
        ])
    func `a size in megabytes is rounded down to one decimal`(bytes: Int, text: String) {
        #expect(megabytes(bytes) == text)
    }

    @Test(arguments: [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
    func `alternatives are listed as in a sentence`(names: [String], text: String) {
        #expect(alternatives(names) == text)
    }

    @Test(
        arguments: [
            ("64MiB", 67_108_864), ("4096", 4096), ("0", 0), ("7B", 7), ("2KiB", 2048), ("3GiB", 3_221_225_472),
            ("1KB", 1000), ("1MB", 1_000_000), ("2GB", 2_000_000_000), ("", nil), ("MiB", nil), ("1.5MiB", nil),
            ("64mib", nil), ("64 MiB", nil), ("-1", nil), ("9223372036854775807", .max), ("9007199254740993KiB", nil),
        ] as [(String, Int?)])
    func `a number of bytes has a unit or none`(text: String, bytes: Int?) {
        #expect(parseBytes(text) == bytes)
    }
}
