import Bytes
import Testing

@Suite struct GatherTests {
    private static let source = (0..<200).map { UInt8($0) }

    @Test(arguments: [[0], [1, 0, 31], [32, 33, 7], [47, 48, 49], [64, 65, 1, 120], []] as [[Int]])
    func `pieces come one behind the other, in any order and up to the last byte`(_ lengths: [Int]) {
        for offset in [0, 40, 200 - (lengths.max() ?? 0)] {
            let offsets = lengths.indices.map { $0 % 2 == 0 ? offset : 200 - lengths[$0] }
            var bytes: [UInt8] = [1, 2]
            let counts = lengths.map { UInt32($0) }
            bytes.append(piecesOf: Self.source.span, at: offsets.span, lengths: counts.span)
            let pieces = zip(offsets, lengths).map { offset, length in Self.source[offset..<offset + length] }
            #expect(bytes == [1, 2] + pieces.joined())
        }
    }

    @Test func `a piece outside of the source, or without a length, ends the program`() async {
        await #expect(processExitsWith: .failure) { gather(offsets: [2], lengths: [2]) }
        await #expect(processExitsWith: .failure) { gather(offsets: [-1], lengths: [2]) }
        await #expect(processExitsWith: .failure) { gather(offsets: [0, 1], lengths: [2]) }
    }
}

private func gather(offsets: [Int], lengths: [UInt32]) {
    let source: [UInt8] = [1, 2, 3]
    var bytes: [UInt8] = []
    bytes.append(piecesOf: source.span, at: offsets.span, lengths: lengths.span)
}
