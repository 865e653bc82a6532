import TestSupport
import Testing

@testable import POSIX

#if os(Linux)
@Suite struct FileWatcherTests {
    private let folder = TemporaryDirectory()

    @Test func `a watched folder reports names and what happened to them`() throws {
        let watcher = try FileWatcher()
        let watch = try watcher.add(folder.path, .folder)
        #expect(watcher.drain() == [])
        let file = try FileDescriptor.create(folder.path + "/a.csv")
        try file.write("x")
        try FileSystem.rename(folder.path + "/a.csv", to: folder.path + "/b.csv")
        try FileSystem.remove(folder.path + "/b.csv")
        let (a, b) = (Array("a.csv".utf8), Array("b.csv".utf8))
        #expect(
            watcher.drain() == [
                .init(watch: watch, name: a, changes: .created), .init(watch: watch, name: a, changes: .modified),
                .init(watch: watch, name: a, changes: .movedFrom), .init(watch: watch, name: b, changes: .movedTo),
                .init(watch: watch, name: b, changes: .deleted),
            ])
    }

    @Test func `a removed watch ends and says so`() throws {
        let watcher = try FileWatcher()
        let path = folder.write("a.csv", "")
        let watch = try watcher.add(path, .modified)
        #expect(try watcher.add(path, .modified) == watch)
        watcher.remove(watch)
        #expect(watcher.drain() == [.init(watch: watch, name: [], changes: .ended)])
    }

    @Test func `a missing path is an error by name`() throws {
        let watcher = try FileWatcher()
        let error = #expect(throws: SystemError.self) { try watcher.add("missing", .modified) }
        #expect(error?.description == "inotify_add_watch missing: No such file or directory")
    }
}
#endif
