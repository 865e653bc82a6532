import Testing

@testable import Bytes

@Suite struct BackReferenceTests {
    @Test func `a copy from any distance repeats what lies before it, as byte by byte`() {
        for distance in 1...40 {
            for count in [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 33, 258] {
                var bytes = (0..<400).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
                var wanted = bytes
                for index in 50..<50 + count { wanted[index] = wanted[index - distance] }
                var span = bytes.mutableSpan
                copyBack(&span, distance: distance, to: 50, count: count)
                #expect(bytes[..<(50 + count)] == wanted[..<(50 + count)], "\(count) bytes from \(distance) back")
                #expect(bytes[(50 + count + copyBackOverrun)...] == wanted[(50 + count + copyBackOverrun)...])
            }
        }
    }
}
