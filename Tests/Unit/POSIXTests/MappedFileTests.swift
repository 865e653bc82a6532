import Foundation
import POSIX
import TestSupport
import Testing

@Suite struct MappedFileTests {
    private let folder = TemporaryDirectory()

    private func map(_ path: String) throws -> MappedFile { try MappedFile(FileDescriptor.open(path)) }

    private func bytes(_ range: Range<Int>, of mapped: MappedFile) -> [UInt8] {
        mapped.withBytes { bytes in range.map { bytes[$0] } }
    }

    private func resize(_ path: String, to size: UInt64) throws {
        try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: size)
    }

    @Test func `a mapping reads as the file does`() throws {
        let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let mapped = try map(folder.write("a", content))
        #expect(mapped.count == 10_000)
        #expect(bytes(0..<10_000, of: mapped) == content)
        #expect(!mapped.hasShrunk)
    }

    @Test func `an empty file maps to nothing`() throws {
        let mapped = try map(folder.write("a", ""))
        #expect(mapped.withBytes { $0.count } == 0)
        #expect(!mapped.hasShrunk)
    }

    @Test func `a file that shrinks reads as zeros and the process goes on`() throws {
        let path = folder.write("a", [UInt8](repeating: 7, count: 100_000))
        let mapped = try map(path)
        try resize(path, to: 10)
        #expect(bytes(50_000..<90_000, of: mapped) == [UInt8](repeating: 0, count: 40_000))
        #expect(mapped.withBytes { $0[99_999] } == 0)
        #expect(mapped.hasShrunk)
    }

    @Test func `a fault is remembered when the file grows again`() throws {
        let path = folder.write("a", [UInt8](repeating: 7, count: 100_000))
        let mapped = try map(path)
        try resize(path, to: 10)
        #expect(mapped.withBytes { $0[60_000] } == 0)
        try resize(path, to: 100_000)
        #expect(mapped.hasShrunk)
    }

    @Test func `a file that shrank is reported before any page is missing`() throws {
        let path = folder.write("a", [UInt8](repeating: 7, count: 100))
        let mapped = try map(path)
        try resize(path, to: 99)
        #expect(mapped.hasShrunk)
    }

    @Test func `many mappings come and go, each with its own flag`() throws {
        let short = folder.write("short", [UInt8](repeating: 7, count: 10_000))
        let whole = folder.write("whole", [UInt8](repeating: 9, count: 10_000))
        for _ in 0..<3 {
            let kept = try (0..<40).map { _ in try map(whole) }
            let mapped = try map(short)
            try resize(short, to: 0)
            #expect(mapped.withBytes { $0[9_000] } == 0)
            #expect(mapped.hasShrunk)
            #expect(kept.allSatisfy { !$0.hasShrunk && $0.withBytes { $0[9_000] } == 9 })
            try resize(short, to: 10_000)
        }
    }

    @Test func `a folder cannot be mapped`() {
        #expect(throws: SystemError.self) { try map(folder.path) }
    }

    @Test func `a fault outside of all mappings still ends the process`() async {
        await #expect(processExitsWith: .signal(SIGBUS)) {
            let mapped = try MappedFile(FileDescriptor.open(CommandLine.arguments[0]))
            raise(SIGBUS)
            #expect(mapped.count == 0, "the signal was swallowed")
        }
    }
}
