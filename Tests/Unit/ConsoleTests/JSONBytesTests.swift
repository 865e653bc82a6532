import EventTime
import JSON
import Metrics
import Testing

@testable import Console

@Suite struct JSONBytesTests {
    @Test(arguments: [
        (0.0, "0"), (-0.0, "-0.0"), (1, "1"), (-17, "-17"), (0.1, "0.1"), (1e-7, "1e-07"), (1e300, "1e+300"),
        (9_007_199_254_740_991, "9007199254740991"), (.infinity, "\"+Inf\""), (-.infinity, "\"-Inf\""),
        (.nan, "\"NaN\""), (Family.notShown, "null"),
    ])
    func `a number is the shortest that reads back, and what JSON has no number for is a text`(
        value: Double, text: String
    ) throws {
        var bytes: [UInt8] = []
        bytes.append(value)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        _ = try JSONValue(parsing: bytes, maximumDepth: 2)
    }

    @Test(arguments: [
        (0, "0"), (1_500_000_000, "1.500"), (-1_500_000_000, "-1.500"), (1_772_427_574_000_000_000, "1772427574"),
        (1_999_999, "0.001"), (-1, "-0.001"),
    ])
    func `a time has milliseconds at most, rounded down`(nanoseconds: Int64, text: String) {
        var bytes: [UInt8] = []
        bytes.append(Instant(nanoseconds: nanoseconds))
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
}
