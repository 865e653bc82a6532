import Bytes
import Testing

@Suite struct StoresTests {
    @Test(arguments: [0, 1, 15, 16, 17, 31, 32, 33, 48])
    func `a copy holds the range, wherever it begins`(_ count: Int) {
        let source = (0..<100).map { UInt8($0) }
        var target: [UInt8] = [7]
        target.append(upTo: 80) { room in
            room[0] = 9
            #expect(copy(source.span, 5..<5 + count, to: &room, at: 1) == 1 + count)
            return 1 + count
        }
        #expect(target == [7, 9] + (5..<5 + count).map { UInt8($0) })
    }

    @Test func `a copy needs sixteen bytes behind it in source and target`() async {
        var room = [UInt8](repeating: 0, count: 20)
        var span = room.mutableSpan
        #expect(copy([UInt8](repeating: 1, count: 20).span, 0..<4, to: &span, at: 0) == 4)
        #expect(copyOverrun == 16)
        await #expect(processExitsWith: .failure) {
            var room = [UInt8](repeating: 0, count: 20)
            var span = room.mutableSpan
            _ = copy([UInt8](repeating: 1, count: 20).span, 0..<5, to: &span, at: 0)
        }
        await #expect(processExitsWith: .failure) {
            var room = [UInt8](repeating: 0, count: 20)
            var span = room.mutableSpan
            _ = copy([UInt8](repeating: 1, count: 40).span, 0..<4, to: &span, at: 1)
        }
    }

    @Test func `a word is stored lowest byte first, up to the last`() async {
        var bytes = [UInt8](repeating: 9, count: 9)
        var span = bytes.mutableSpan
        storeWord(0x0807_0605_0403_0201, &span, 1)
        #expect(bytes == [9, 1, 2, 3, 4, 5, 6, 7, 8])
        await #expect(processExitsWith: .failure) {
            var bytes = [UInt8](repeating: 9, count: 9)
            var span = bytes.mutableSpan
            storeWord(0, &span, 2)
        }
    }

    @Test func `only the bytes that were written stay`() {
        var bytes: [UInt8] = [1]
        bytes.append(upTo: 0) { _ in 0 }
        bytes.append(upTo: 10) { room in
            (room[0], room[1], room[2]) = (2, 3, 4)
            return 2
        }
        #expect(bytes == [1, 2, 3])
    }
}
