import EventTime
import TestSupport
import Testing

/// Findings of the fuzzer, one test each.
@Suite struct FuzzFindings {
    /// Bytes from 0xFA up wrapped around in the word that checks eight digits at once.
    @Test(arguments: [
        (at: 6, bytes: [0xCA, 0xD2]), (at: 3, bytes: [0xCA, 0xD2]), (at: 9, bytes: [0xCA, 0x10]),
        (at: 12, bytes: [0xCA, 0xC5]), (at: 15, bytes: [0xCA]), (at: 0, bytes: [0xCF]), (at: 8, bytes: [0xCB]),
    ])
    func `a time with bytes that are not digits is refused`(_ odd: (at: Int, bytes: [UInt8])) throws {
        for format in ["%Y-%m-%d %H:%M:%S", "iso8601"] {
            var bytes = Array("2026-11-12 18:05:09".utf8)
            bytes.replaceSubrange(odd.at..<odd.at + odd.bytes.count, with: odd.bytes)
            var reader = TimeReader(format: try TimeFormat(format), zone: .utc, date: nil)
            #expect(reader.read(bytes.span, 0..<bytes.count) == nil)
        }
    }

    @Test func `no byte but a digit is read as a digit`() throws {
        let format = try TimeFormat("%Y-%m-%d %H:%M:%S")
        let text = Array("2026-11-12 18:05:09".utf8)
        for index in text.indices {
            for byte in 0...255 as ClosedRange<UInt8> where byte != text[index] {
                var bytes = text
                bytes[index] = byte
                var reader = TimeReader(format: format, zone: .utc, date: nil)
                let isDigit = 0x30...0x39 ~= byte && 0x30...0x39 ~= text[index]
                let time = reader.read(bytes.span, 0..<bytes.count)
                #expect(isDigit || time == nil, "byte \(byte) at \(index)")
            }
        }
    }

    /// A tail of blanks only was refused as unreadable.
    @Test(arguments: [" ", "\t", " \t "])
    func `blanks behind a common timestamp are ignored`(_ blanks: String) throws {
        for (format, text) in [
            ("%Y-%m-%d %H:%M:%S", "2024-02-23 23:59:59"), ("iso8601", "2024-02-23 23:59:59"),
            ("iso8601", "2024-02-23T23:59:59Z"), ("%Y-%m-%d %H:%M:%S.%f", "2024-02-23 23:59:59.0"),
        ] {
            let bytes = Array((text + blanks).utf8)
            var reader = TimeReader(format: try TimeFormat(format), zone: .utc, date: nil)
            #expect(reader.read(bytes.span, 0..<bytes.count) == .seconds(1_708_732_799), "\(format)")
        }
    }
}
