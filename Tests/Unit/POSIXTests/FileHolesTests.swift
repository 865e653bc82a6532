import Foundation
import POSIX
import TestSupport
import Testing

@Suite struct FileHolesTests {
    private let folder = TemporaryDirectory()

    /// A file of 400 GB: 5 bytes, a hole, 5 bytes at 1 MiB, and a hole.
    private func sparse() throws -> FileDescriptor {
        let path = folder.write("sparse", "12345")
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.seek(toOffset: 1 << 20)
        try file.write(contentsOf: Data("67890".utf8))
        try file.truncate(atOffset: 400_000_000_000)
        try file.close()
        return try FileDescriptor.open(path)
    }

    @Test func `where data begin and end is known without reading`() throws {
        let (file, size) = (try sparse(), 400_000_000_000)
        let end = file.endOfData(from: 0, before: size)
        #expect(((1 << 20) + 5...1 << 21).contains(end))
        #expect(file.endOfData(from: 1 << 22, before: size) == 1 << 22)
        #expect(file.endOfData(from: 0, before: 3) == 3)
        #expect(file.startOfData(from: 0, before: size) == 0)
        let next = file.startOfData(from: 1 << 18, before: size)
        #expect(((1 << 18) + 1...1 << 20).contains(next))
        #expect(file.startOfData(from: 1 << 22, before: size) == size)
        #expect(file.startOfData(from: 1 << 18, before: 1 << 19) == 1 << 19)
    }

    @Test func `a descriptor is read on where it was`() throws {
        let file = try sparse()
        var bytes: [UInt8] = []
        _ = try file.read(into: &bytes, atMost: 2)
        _ = file.endOfData(from: 0, before: 1 << 30)
        _ = try file.read(into: &bytes, atMost: 3)
        #expect(bytes == Array("12345".utf8))
    }

    @Test func `a file without holes has data throughout`() throws {
        let file = try FileDescriptor.open(folder.write("whole", "12345"))
        #expect(file.endOfData(from: 0, before: 5) == 5 && file.startOfData(from: 2, before: 5) == 2)
    }
}
