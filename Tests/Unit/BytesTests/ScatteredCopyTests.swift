import Bytes
import Testing

@Suite struct ScatteredCopyTests {
    private static let source = (0..<200).map { UInt8($0) }

    @Test(arguments: [[0], [1, 0, 31], [32, 33, 7], [47, 48, 49], [64, 65, 1, 120], []] as [[Int]])
    func `slices come one behind the other, in any order and up to the last byte`(_ lengths: [Int]) {
        for offset in [0, 40, 200 - (lengths.max() ?? 0)] {
            let offsets = lengths.indices.map { $0 % 2 == 0 ? offset : 200 - lengths[$0] }
            var bytes: [UInt8] = [1, 2]
            let slices = zip(offsets, lengths).map { ByteSlice(offset: $0, length: $1) }
            bytes.append(slices.span, of: Self.source.span)
            let wanted = zip(offsets, lengths).map { offset, length in Self.source[offset..<offset + length] }
            #expect(bytes == [1, 2] + wanted.joined())
        }
    }

    @Test func `a slice outside of the source, or of a negative length, ends the program`() async {
        await #expect(processExitsWith: .failure) { copySlice(2, 2) }
        await #expect(processExitsWith: .failure) { copySlice(-1, 2) }
        await #expect(processExitsWith: .failure) { copySlice(.max - 1, 1) }
        await #expect(processExitsWith: .failure) { copySlice(2, -1) }
    }
}

private func copySlice(_ offset: Int, _ length: Int) {
    let source: [UInt8] = [1, 2, 3]
    let slices = [ByteSlice(offset: offset, length: length)]
    var bytes: [UInt8] = []
    bytes.append(slices.span, of: source.span)
}
