import POSIX
import Testing

@testable import Service

/// Work that becomes ready after some slices, or fails.
final class ScriptedWork: Work {
    struct Failure: Error, CustomStringConvertible { let description: String }

    let name: String
    private var slicesToReady: Int
    private let fault: String?
    private(set) var slices: [Int64] = []
    var wake: Int64?

    init(_ name: String, slicesToReady: Int = 0, fault: String? = nil) {
        self.name = name
        self.slicesToReady = slicesToReady
        self.fault = fault
    }

    var descriptor: FileDescriptor? { nil }
    var isReady: Bool { slicesToReady <= 0 }
    func nextWake(now: Int64) -> Int64? { wake }

    func slice(now: Int64, deadline: Int64, hasEvents: Bool) throws {
        slices.append(now)
        slicesToReady -= 1
        if let fault { throw Failure(description: fault) }
    }
}

@Suite struct ReloadTests {
    private final class Scene {
        var next: Result<ScriptedWork?, ScriptedWork.Failure> = .success(nil)
        var wall: Int64 = 1_000_000_000
        let log: FileDescriptor
        private let writing: FileDescriptor

        init() throws { (log, writing) = try FileDescriptor.pipe() }

        func reload(_ first: ScriptedWork) -> Reload<ScriptedWork> {
            let logger = Logger(level: .info, format: .plain, output: writing) { "" }
            return Reload(first, Clocks(monotonic: { 100 }, wall: { self.wall }), logger) { _, _ in
                try self.next.get()
            }
        }

        /// The last line of the log.
        func lastLine() throws -> String? {
            var taken: [UInt8] = []
            _ = try log.read(into: &taken, atMost: 4096)
            return String(decoding: taken, as: UTF8.self).split(separator: "\n").last.map(String.init)
        }
    }

    @Test func `a successor is prepared beside the current work, and takes its place when it is ready`() throws {
        let scene = try Scene()
        let (first, second) = (ScriptedWork("first"), ScriptedWork("second", slicesToReady: 2))
        let reload = scene.reload(first)
        first.wake = 77
        #expect(reload.nextWake(now: 5) == 77)
        scene.next = .success(second)
        #expect(reload.begin(now: 5) == nil)
        #expect(reload.nextWake(now: 5) == 5 && reload.current === first)
        scene.wall = 9_000_000_000
        try reload.slice(now: 6, deadline: 7, hasEvents: false)
        #expect(reload.current === first && first.slices == [6] && second.slices == [100])
        #expect(reload.status == ReloadStatus(isSuccessful: true, lastSuccess: 1))
        try reload.slice(now: 7, deadline: 8, hasEvents: false)
        #expect(reload.current === second && reload.status.lastSuccess == 9)
        #expect(try scene.lastLine()?.hasPrefix("reloaded: ") == true)
        try reload.slice(now: 8, deadline: 9, hasEvents: false)
        #expect(first.slices == [6, 7] && second.slices == [100, 100, 8])
    }

    @Test func `what cannot be read leaves the current work and says why`() throws {
        let scene = try Scene()
        let reload = scene.reload(ScriptedWork("first"))
        scene.next = .failure(.init(description: "map.yml:1: wrong"))
        scene.wall = 9_000_000_000
        #expect(reload.begin(now: 5) == "map.yml:1: wrong")
        let status = ReloadStatus(isSuccessful: false, fault: "map.yml:1: wrong", lastSuccess: 1)
        #expect(reload.status == status)
        #expect(try scene.lastLine() == "reload failed, keeping the previous configuration: map.yml:1: wrong")
        scene.next = .success(nil)
        #expect(reload.begin(now: 6) == nil && reload.status == ReloadStatus(isSuccessful: true, lastSuccess: 9))
    }

    @Test func `a successor that fails while it is prepared leaves the current work`() throws {
        let scene = try Scene()
        let reload = scene.reload(ScriptedWork("first"))
        scene.next = .success(ScriptedWork("second", slicesToReady: 2, fault: "a.csv: gone"))
        #expect(reload.begin(now: 5) == nil)
        try reload.slice(now: 6, deadline: 7, hasEvents: false)
        #expect(reload.current.name == "first" && !reload.status.isSuccessful)
        #expect(try scene.lastLine() == "reload failed, keeping the previous configuration: a.csv: gone")
        #expect(reload.nextWake(now: 6) == nil, "nothing is prepared any more")
    }

    @Test(arguments: [true, false]) func `a later reload takes the place of one that is under way`(
        isTakenOver: Bool
    ) throws {
        let scene = try Scene()
        let reload = scene.reload(ScriptedWork("first"))
        scene.next = .success(ScriptedWork("second", slicesToReady: 1))
        reload.begin(now: 5)
        scene.next = .success(isTakenOver ? nil : ScriptedWork("third", slicesToReady: 1))
        reload.begin(now: 6)
        try reload.slice(now: 7, deadline: 8, hasEvents: false)
        #expect(reload.current.name == (isTakenOver ? "first" : "third"))
    }
}
