import POSIX
import Synthesis
import TestSupport
import Testing

@testable import BankSimulator

@Suite("Live file")
struct LiveFileTests {
    private let folder = TemporaryDirectory()

    private func lines(_ texts: String...) -> Lines { Self.lines(texts) }

    private static func lines(_ texts: [String]) -> Lines {
        var (bytes, ends): ([UInt8], [Int]) = ([], [])
        for text in texts {
            bytes += Array("\(text)\n".utf8)
            ends.append(bytes.count)
        }
        return Lines(bytes: bytes, ends: ends)
    }

    private func file(bytes: Int = 1000, age: Int64? = nil, files: Int = 4) -> LiveFile {
        LiveFile(
            "x.csv", in: folder.path, header: Array("a,b\n".utf8),
            limits: LiveFile.Limits(bytes: bytes, age: age, files: files))
    }

    private func names() throws -> [String] { try FileSystem.names(in: folder.path) }

    private func text(_ name: String) throws -> String {
        String(decoding: try FileDescriptor.open("\(folder.path)/\(name)").readToEnd(maximum: 1 << 20), as: UTF8.self)
    }

    @Test("a file has its header from its first moment, and grows by whole lines")
    func grows() throws {
        let file = file()
        file.append(lines("1,2"), at: 0)
        file.append(lines("3,4", "5,6"), at: 100)
        #expect(try names() == ["x.csv"])
        #expect(try text("x.csv") == "a,b\n1,2\n3,4\n5,6\n")
        #expect(file.counts.rows == 3)
        #expect(file.counts.bytes == 16)
    }

    @Test("a file of before is renamed, and not continued")
    func old() throws {
        folder.write("x.csv", "a,b\n0,0\n")
        file().append(lines("1,2"), at: 1_772_438_400_000)
        #expect(try names() == ["x-20260302T080000Z-001.csv", "x.csv"])
        #expect(try text("x.csv") == "a,b\n1,2\n")
        #expect(try text("x-20260302T080000Z-001.csv") == "a,b\n0,0\n")
    }

    @Test("at its size a file is renamed, and so many renamed ones stay; files of other names stay all")
    func rotation() throws {
        folder.write("x-notes.csv", "")
        folder.write("x-20200101T000000Z-1.txt", "")
        let file = file(bytes: 12, files: 2)
        for second in 0..<5 { file.append(lines("\(second),0", "\(second),1"), at: Int64(second) * 1000) }
        #expect(
            try names() == [
                "x-19700101T000003Z-004.csv", "x-19700101T000004Z-005.csv", "x-20200101T000000Z-1.txt", "x-notes.csv",
                "x.csv",
            ])
        #expect(try text("x-19700101T000004Z-005.csv") == "a,b\n4,0\n4,1\n")
        #expect(try text("x.csv") == "a,b\n")
        #expect(file.counts.rotations == 5)
    }

    @Test("at its age a file is renamed, unless it has no such limit", arguments: [(Int64(1000), 1), (nil, 0)])
    func age(age: Int64?, rotations: Int) throws {
        let file = file(age: age)
        for time in [0, 500, 1000, 1500] { file.append(lines("1,2"), at: Int64(time)) }
        #expect(file.counts.rotations == rotations)
    }

    @Test("each new file begins with what is known")
    func known() throws {
        let file = file(bytes: 8)
        for time in [0, 1] { file.append(lines("1,2"), at: Int64(time), known: { Array("known,\(time)\n".utf8) }) }
        #expect(try text("x.csv") == "a,b\nknown,1\n")
    }

    @Test("a file without rows of its own is not renamed, however small the limits are")
    func empty() throws {
        let file = file(bytes: 2, age: 1)
        for time in 0..<5 { file.append(lines(), at: Int64(time) * 1000, known: { Array("k,0\n".utf8) }) }
        #expect(try names() == ["x.csv"])
        file.append(lines("1,2"), at: 6000)
        #expect(file.counts.rotations == 1)
    }

    @Test("a file that another program has emptied is renamed within a second, and has no gap")
    func emptied() throws {
        let file = file()
        file.append(lines("1,2"), at: 0)
        _ = try FileDescriptor.create(folder.path + "/x.csv")
        file.append(lines("3,4"), at: 500)
        file.append(lines("5,6"), at: 1500)
        #expect(try text("x.csv") == "a,b\n5,6\n")
        #expect(try text("x-19700101T000001Z-001.csv") == "3,4\n")
    }

    @Test("a file whose name is taken away or given to another is made anew within a second", arguments: [false, true])
    func moved(isReplaced: Bool) throws {
        let file = file()
        file.append(lines("1,2"), at: 0)
        try FileSystem.rename("\(folder.path)/x.csv", to: "\(folder.path)/y.csv")
        if isReplaced { folder.write("x.csv", "other\n") }
        file.append(lines("3,4"), at: 1000)
        #expect(try text("x.csv") == "a,b\n3,4\n")
        #expect(try text("y.csv") == "a,b\n1,2\n")
        #expect(try names().count == (isReplaced ? 3 : 2))
    }

    @Test("lines for a folder that is gone are counted, and so is the fault; then the file is made anew")
    func gone() throws {
        let path = "\(folder.path)/set"
        try FileSystem.makeDirectory(path)
        let file = LiveFile("x.csv", in: path, header: Array("a,b\n".utf8), limits: LiveFile.Limits())
        try FileSystem.removeDirectory(path)
        file.append(lines("1,2", "3,4"), at: 0)
        #expect(file.counts.droppedRows == 2)
        #expect(file.counts.faults == 1)
        #expect(try #require(file.fault).isMissing)
        try FileSystem.makeDirectory(path)
        file.append(lines("5,6"), at: 1000)
        #expect(try text("set/x.csv") == "a,b\n5,6\n")
        #expect(file.fault == nil)
    }

    @Test("on a disk that is full at times each line is whole or counted as dropped", arguments: 0..<20)
    func fullDisk(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        var room = 40
        let file = LiveFile(
            "x.csv", in: folder.path, header: Array("a,b\n".utf8),
            limits: LiveFile.Limits(bytes: 200, age: nil, files: 1000)
        ) { descriptor, bytes in
            let (count, _) = descriptor.writeSome(Array(bytes.prefix(room)))
            room -= count
            return (count, count == bytes.count ? nil : SystemError(call: "write", code: 28))
        }
        var made: [String] = []
        for step in 0..<200 {
            if Int.random(in: 0..<4, using: &chance) == 0 { room += Int.random(in: 0..<120, using: &chance) }
            let texts = (0..<Int.random(in: 0..<4, using: &chance)).map { "\(step),\($0)" }
            made += texts
            file.append(Self.lines(texts), at: Int64(step) * 100)
        }
        room = .max
        file.append(Self.lines([]), at: 1_000_000)
        var written: [String] = []
        let rotated = try names().filter { $0.hasPrefix("x-") }.sorted { number($0) < number($1) }
        for name in rotated + ["x.csv"] {
            let all = try text(name)
            #expect(all.hasSuffix("\n"), "\(name)")
            written += all.split(separator: "\n").dropFirst().map(String.init)
        }
        #expect(file.counts.rows == written.count)
        #expect(file.counts.rows + file.counts.droppedRows == made.count)
        var rest = made[...]
        for line in written {
            let place = try #require(rest.firstIndex(of: line), "\(line) is written twice, or out of order")
            rest = rest[(place + 1)...]
        }
    }

    private func number(_ name: String) -> Int { Int(name.dropLast(4).split(separator: "-").last ?? "") ?? 0 }
}
