import EventTime
import TestSupport
import Testing

/// What fuzzing found, as one test each.
@Suite struct FuzzFindings {
    /// Bytes from 0xFA up wrapped around in the word that checks eight digits at once.
    @Test(arguments: [
        (at: 6, bytes: [0xCA, 0xD2]), (at: 3, bytes: [0xCA, 0xD2]), (at: 9, bytes: [0xCA, 0x10]),
        (at: 12, bytes: [0xCA, 0xC5]), (at: 15, bytes: [0xCA]), (at: 0, bytes: [0xCF]), (at: 8, bytes: [0xCB]),
    ])
    func `bytes that are no digits make no time`(_ odd: (at: Int, bytes: [UInt8])) throws {
        for format in ["%Y-%m-%d %H:%M:%S", "iso8601"] {
            var bytes = Array("2026-11-12 18:05:09".utf8)
            bytes.replaceSubrange(odd.at..<odd.at + odd.bytes.count, with: odd.bytes)
            var reader = TimeReader(format: try TimeFormat(format), zone: .utc, date: nil)
            #expect(reader.read(bytes.span, 0..<bytes.count) == nil)
        }
    }

    @Test func `no single byte but a digit may stand for a digit`() throws {
        let format = try TimeFormat("%Y-%m-%d %H:%M:%S")
        let text = Array("2026-11-12 18:05:09".utf8)
        for place in text.indices {
            for byte in 0...255 as ClosedRange<UInt8> where byte != text[place] {
                var bytes = text
                bytes[place] = byte
                var reader = TimeReader(format: format, zone: .utc, date: nil)
                let isDigit = 0x30...0x39 ~= byte && 0x30...0x39 ~= text[place]
                let time = reader.read(bytes.span, 0..<bytes.count)
                #expect(isDigit || time == nil, "byte \(byte) at \(place)")
            }
        }
    }

    /// A tail of blanks only was taken for an unreadable one.
    @Test(arguments: [" ", "\t", " \t "])
    func `blanks behind a common timestamp mean nothing`(_ blanks: String) throws {
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
