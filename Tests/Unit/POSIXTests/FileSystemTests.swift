import Foundation
import TestSupport
import Testing

@testable import POSIX

@Suite struct FileSystemTests {
    private let folder = TemporaryDirectory()

    @Test func `a status has size, kind, identity and time`() throws {
        let path = folder.write("a.csv", "12345")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 86400)], ofItemAtPath: path)
        let status = try FileStatus(path: path)
        #expect(status.size == 5)
        #expect(status.kind == .regular)
        #expect(status.modificationTime == 86_400_000_000_000)
        #expect(status.permissions == 0o644 || status.permissions == 0o600)
        #expect(try FileDescriptor.open(path).status() == status)
        #expect(try FileStatus(path: folder.write("b.csv", "12345")).identity != status.identity)
        #expect(try FileStatus(path: folder.path).kind == .directory)
        #expect(try FileStatus(path: "/dev/null").kind == .other)
    }

    @Test func `a folder is locked once, until its lock is gone`() throws {
        let lock = try FileDescriptor.lockFolder(folder.path)
        #expect(lock != nil)
        #expect(try FileDescriptor.lockFolder(folder.path) == nil)
        #expect(throws: SystemError.self) { try FileDescriptor.lockFolder(folder.write("a.csv", "")) }
        _ = lock
    }

    @Test func `a write appends to the end of a file that another program has emptied`() throws {
        let path = folder.path + "/a.csv"
        let file = try FileDescriptor.create(path)
        try file.write("12345")
        _ = try FileDescriptor.create(path)
        try file.write("6")
        #expect(try FileStatus(path: path).size == 1)
    }

    @Test func `an error of permissions names the user`() {
        let error = SystemError(call: "open", code: EACCES, path: "a.csv")
        #expect(error.description == "open a.csv: Permission denied for user \(geteuid())")
    }

    @Test func `a pipe is known by its kind, without waiting for a writer`() throws {
        let path = folder.path + "/pipe"
        #expect(unsafe mkfifo(path, 0o600) == 0)
        #expect(try FileDescriptor.open(path).status().kind == .fifo)
    }

    @Test func `a link leads to its target, and replaces another link`() throws {
        let link = folder.path + "/link"
        for content in ["one", "two"] {
            folder.write(content, content)
            try FileSystem.link(link, to: content)
            #expect(try FileDescriptor.open(link).readToEnd(maximum: 10) == Array(content.utf8))
        }
        #expect(try FileSystem.names(in: folder.path) == ["link", "one", "two"])
        #expect(throws: SystemError.self) { try FileSystem.link(folder.path + "/no/link", to: "one") }
    }

    @Test func `a rename replaces its target`() throws {
        let (from, to) = (folder.write("from", "new"), folder.write("to", "old"))
        try FileSystem.rename(from, to: to)
        #expect(try FileDescriptor.open(to).readToEnd(maximum: 10) == Array("new".utf8))
        #expect(throws: SystemError.self) { try FileStatus(path: from) }
    }

    @Test func `a removed file is gone, and removing it again fails`() throws {
        let path = folder.write("a", "x")
        try FileSystem.remove(path)
        let error = #expect(throws: SystemError.self) { try FileSystem.remove(path) }
        #expect(error?.description == "unlink \(path): No such file or directory")
    }

    @Test func `a folder is created once, and a file of its name is an error`() throws {
        try FileSystem.makeDirectory(folder.path + "/new")
        try FileSystem.makeDirectory(folder.path + "/new")
        #expect(try FileStatus(path: folder.path + "/new").kind == .directory)
        let file = folder.write("file", "x")
        let error = #expect(throws: SystemError.self) { try FileSystem.makeDirectory(file) }
        #expect(error?.description == "mkdir \(file): Not a directory")
        #expect(throws: SystemError.self) { try FileSystem.makeDirectories(file + "/below") }
    }

    @Test func `names come sorted by byte`() throws {
        for name in ["b", "a", "Z", "ä", "a.csv", ".hidden", "aa"] { folder.write(name, "") }
        #expect(try FileSystem.names(in: folder.path) == [".hidden", "Z", "a", "a.csv", "aa", "b", "ä"])
        #expect(throws: SystemError.self) { try FileSystem.names(in: folder.path + "/missing") }
    }

    @Test func `a real path has no dots and no links`() throws {
        try FileSystem.makeDirectory(folder.path + "/sub")
        let file = folder.write("a", "x")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: file)
        let real = try FileSystem.realPath(folder.path)
        #expect(try FileSystem.realPath(folder.path + "/sub/../link") == real + "/a")
        #expect(throws: SystemError.self) { try FileSystem.realPath(folder.path + "/missing") }
    }

    @Test func `an environment variable is found or nil`() {
        #expect(Environment.value(of: "PATH")?.isEmpty == false)
        #expect(Environment.value(of: "NO_SUCH_VARIABLE_HERE") == nil)
    }
}
