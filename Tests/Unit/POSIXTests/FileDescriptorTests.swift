import POSIX
import TestSupport
import Testing

@Suite struct FileDescriptorTests {
    private let folder = TemporaryDirectory()

    @Test func `an error names the call, the path and the reason`() {
        let error = #expect(throws: SystemError.self) { try FileDescriptor.open("missing/x.csv") }
        #expect(error?.description == "open missing/x.csv: No such file or directory")
        #expect(error?.isMissing == true)
    }

    @Test func `a path with a null byte is refused instead of cut`() {
        let path = folder.write("a", "x")
        #expect(throws: SystemError(call: "open", code: 22, path: path + "\0b")) {
            try FileDescriptor.open(path + "\0b")
        }
    }

    @Test func `reading overwrites elements and returns their number`() throws {
        let file = try FileDescriptor.open(folder.write("a.csv", "abcdef"))
        var bytes = Array("..........".utf8)
        #expect(try file.read(into: &bytes, at: 2, count: 4) == 4)
        #expect(bytes == Array("..abcd....".utf8))
        #expect(try file.read(into: &bytes, at: 0, count: 10) == 2)
        #expect(bytes == Array("efabcd....".utf8))
        #expect(try file.read(into: &bytes, at: 0, count: 10) == 0)
        #expect(try file.read(into: &bytes, at: 10, count: 0) == 0)
    }

    @Test func `reading at an offset does not move the position`() throws {
        let file = try FileDescriptor.open(folder.write("a.csv", "abcdef"))
        var bytes = Array("....".utf8)
        #expect(try file.read(into: &bytes, at: 1, count: 3, from: 4) == 2)
        #expect(bytes == Array(".ef.".utf8))
        #expect(try file.read(into: &bytes, at: 0, count: 1) == 1)
        #expect(bytes == Array("aef.".utf8))
    }

    @Test func `appending keeps earlier bytes and reads at most the limit`() throws {
        let file = try FileDescriptor.open(folder.write("a.csv", "abcdef"))
        var bytes = Array("12".utf8)
        #expect(try file.read(into: &bytes, atMost: 4) == 4)
        #expect(bytes == Array("12abcd".utf8))
        #expect(try file.read(into: &bytes, atMost: 0) == 0)
        #expect(try file.read(into: &bytes, atMost: 100) == 2)
        #expect(bytes == Array("12abcdef".utf8))
        #expect(try file.read(into: &bytes, atMost: 100) == 0)
        #expect(bytes == Array("12abcdef".utf8))
    }

    @Test func `appending into spare capacity allocates nothing`() throws {
        let file = try FileDescriptor.open(folder.write("a", [UInt8](repeating: 7, count: 3000)))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3000)
        let before = bytes.capacity
        for _ in 0..<3 { _ = try file.read(into: &bytes, atMost: 1000) }
        #expect(bytes.count == 3000 && bytes.capacity == before)
    }

    @Test(arguments: [(2, 3), (3, 3), (4, 3)]) func `a result longer than the limit means that the file is longer`(
        size: Int, maximum: Int
    ) throws {
        let file = try FileDescriptor.open(folder.write("a", [UInt8](repeating: 7, count: size)))
        #expect(try file.readToEnd(maximum: maximum).count == [2: 2, 3: 3, 4: 4][size])
    }

    @Test func `a large file is read to its end`() throws {
        var random = SeededGenerator(seed: 1)
        let content = (0..<200_001).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let file = try FileDescriptor.open(folder.write("a", content))
        #expect(try file.readToEnd(maximum: 1 << 20) == content)
    }

    @Test func `created files are emptied, appended ones grow`() throws {
        let path = folder.path + "/out"
        try FileDescriptor.create(path).write("first\n")
        try FileDescriptor.openForAppending(path).write("second\n")
        #expect(try FileDescriptor.open(path).readToEnd(maximum: 100) == Array("first\nsecond\n".utf8))
        try FileDescriptor.create(path).write("third\n")
        #expect(try FileDescriptor.open(path).readToEnd(maximum: 100) == Array("third\n".utf8))
    }

    @Test func `a write to a file that is open for reading fails by name`() throws {
        let path = folder.write("a", "x")
        let error = #expect(throws: SystemError.self) { try FileDescriptor.open(path).write("y") }
        #expect(error?.description == "write \(path): Bad file descriptor")
    }

    @Test func `a file is not a terminal`() throws {
        #expect(try !FileDescriptor.open(folder.write("a", "x")).isTerminal)
    }
}
