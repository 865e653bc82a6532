import Foundation
import POSIX
import TestSupport
import Testing

@Suite struct MappedFileTests {
    private let folder = TemporaryDirectory()

    private func resize(_ path: String, to size: UInt64) throws {
        try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: size)
    }

    @Test func `a mapping reads as the file does`() throws {
        let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let mapped = try MappedFile(path: folder.write("a", content))
        #expect(mapped.count == 10_000)
        #expect(mapped.withBytes { $0[9_999] } == content[9_999])
        var bytes: [UInt8] = [1, 2, 3, 4, 5]
        mapped.read(5000..<5003, into: &bytes, at: 1)
        #expect(bytes == [1, content[5000], content[5001], content[5002], 5])
        #expect(!mapped.hasShrunk)
    }

    @Test func `an empty file maps to nothing`() throws {
        let mapped = try MappedFile(path: folder.write("a", ""))
        var bytes: [UInt8] = []
        mapped.read(0..<0, into: &bytes, at: 0)
        #expect(mapped.withBytes { $0.count } == 0)
        #expect(!mapped.hasShrunk)
    }

    @Test func `a file that shrinks reads as zeros and the process goes on`() throws {
        let path = folder.write("a", [UInt8](repeating: 7, count: 100_000))
        let mapped = try MappedFile(path: path)
        try resize(path, to: 10)
        var bytes = [UInt8](repeating: 1, count: 40_000)
        mapped.read(50_000..<90_000, into: &bytes, at: 0)
        #expect(bytes == [UInt8](repeating: 0, count: 40_000))
        #expect(mapped.withBytes { $0[99_999] } == 0)
        #expect(mapped.hasShrunk)
    }

    @Test func `a fault is remembered when the file grows again`() throws {
        let path = folder.write("a", [UInt8](repeating: 7, count: 100_000))
        let mapped = try MappedFile(path: path)
        try resize(path, to: 10)
        #expect(mapped.withBytes { $0[60_000] } == 0)
        try resize(path, to: 100_000)
        #expect(mapped.hasShrunk)
    }

    @Test func `a file that shrank is told before any page is missed`() throws {
        let path = folder.write("a", [UInt8](repeating: 7, count: 100))
        let mapped = try MappedFile(path: path)
        try resize(path, to: 99)
        #expect(mapped.hasShrunk)
    }

    @Test func `many mappings come and go, each with its own flag`() throws {
        let short = folder.write("short", [UInt8](repeating: 7, count: 10_000))
        let whole = folder.write("whole", [UInt8](repeating: 9, count: 10_000))
        for _ in 0..<3 {
            let kept = try (0..<40).map { _ in try MappedFile(path: whole) }
            let mapped = try MappedFile(path: short)
            try resize(short, to: 0)
            #expect(mapped.withBytes { $0[9_000] } == 0)
            #expect(mapped.hasShrunk)
            #expect(kept.allSatisfy { !$0.hasShrunk && $0.withBytes { $0[9_000] } == 9 })
            try resize(short, to: 10_000)
        }
    }

    @Test func `a folder cannot be mapped`() {
        #expect(throws: SystemError.self) { try MappedFile(path: folder.path) }
    }

    @Test func `a fault outside of all mappings still ends the process`() async {
        await #expect(processExitsWith: .signal(SIGBUS)) {
            let mapped = try MappedFile(path: CommandLine.arguments[0])
            raise(SIGBUS)
            #expect(mapped.count == 0, "the signal was swallowed")
        }
    }
}
