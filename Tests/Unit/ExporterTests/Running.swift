import Foundation
import HTTP
import POSIX
import TestSupport
import Testing

/// The program itself, as it was built beside these tests.
enum Program {
    private static let path: String = {
        // The bundle of the tests is an argument where a helper loads it, and the program where none does.
        let bundle = CommandLine.arguments.last { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        var folder = URL(fileURLWithPath: bundle)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let program = folder.appendingPathComponent("csv_exporter").path
            if FileManager.default.isExecutableFile(atPath: program) { return program }
        }
        preconditionFailure("no csv_exporter was built beside \(bundle)")
    }()

    /// A process that is about to run in the folder, with what it writes going to files named `out` and `err` there.
    static func process(_ arguments: [String], in folder: TemporaryDirectory) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("out", "")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("err", "")))
        return process
    }

    /// Runs it in the folder to its end. Its path, by which it was called, is its name in what it writes.
    static func run(_ arguments: [String], in folder: TemporaryDirectory) throws -> (
        status: Int32, out: String, err: String
    ) {
        let process = try process(arguments, in: folder)
        try process.run()
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        try wait("it ends") { !process.isRunning }
        func written(_ name: String) -> String {
            text(name, in: folder).replacingOccurrences(of: path, with: "csv_exporter")
        }
        return (process.terminationStatus, written("out"), written("err"))
    }

    /// Asks again and again until the answer is yes; nil says that it never will be.
    static func wait(_ what: String, until condition: () throws -> Bool?) throws {
        let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
        var pause = PollSet()
        while true {
            let answer = try condition()
            if answer == true { return }
            try #require(answer != nil && SystemClock.monotonicNanoseconds() < deadline, "\(what)")
            try pause.poll(timeoutNanoseconds: 20_000_000)
        }
    }

    static func text(_ name: String, in folder: TemporaryDirectory) -> String {
        String(decoding: FileManager.default.contents(atPath: folder.path + "/" + name) ?? Data(), as: UTF8.self)
    }
}

/// An exporter that serves, on a free port, the mapping `map.yml` of its folder.
final class RunningExporter {
    let folder: TemporaryDirectory
    private let process: Process
    private(set) var address = ""

    init(_ folder: TemporaryDirectory, _ flags: [String] = []) throws {
        self.folder = folder
        process = try Program.process(
            ["--config.file=map.yml", "--web.listen-address=127.0.0.1:0", "--web.enable-lifecycle"] + flags, in: folder)
        try process.run()
        try Program.wait("it listens") {
            guard let found = log.firstMatch(of: /address=(\S+)/) else { return process.isRunning ? false : nil }
            address = String(found.1)
            return true
        }
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    var log: String { Program.text("err", in: folder) }

    /// Asks it to read its mapping again.
    func hangUp() { kill(process.processIdentifier, SIGHUP) }

    /// Asks it to end.
    func terminate() { process.terminate() }

    /// Waits for its end, and returns the exit status.
    func status() throws -> Int32 {
        try Program.wait("it ends") { !process.isRunning }
        return process.terminationStatus
    }

    func send(_ method: String, _ target: String, accept: String = "*/*") throws -> Conversation {
        let socket = try Socket.connect(to: ListenAddress(address), timeoutNanoseconds: 5_000_000_000)
        let request = "\(method) \(target) HTTP/1.1\r\nHost: h\r\nAccept: \(accept)\r\nConnection: close\r\n\r\n"
        #expect(socket.send(Array(request.utf8), 0..<request.utf8.count) == .count(request.utf8.count))
        return Conversation(socket)
    }

    @discardableResult func ask(_ method: String, _ target: String) throws -> (status: Int, body: String) {
        try send(method, target).answer()
    }

    /// The value of one series, as text; nil without it.
    func sample(_ series: String) throws -> String? {
        let page = Data(try ask("GET", "/metrics").body.utf8)
        guard let name = page.range(of: Data("\n\(series) ".utf8)) else { return nil }
        return String(decoding: page[name.upperBound...].prefix { $0 != 10 }, as: UTF8.self)
    }

    func waitFor(_ series: String, _ value: String) throws {
        try Program.wait("\(series) becomes \(value)") { try sample(series) == value }
    }
}

/// One request's answer, read at the caller's pace.
final class Conversation {
    private let socket: Socket
    private var received: [UInt8] = []

    init(_ socket: Socket) { self.socket = socket }

    /// Reads until at least so many bytes are there, or to the end. Returns whether there may be more.
    @discardableResult func read(atLeast count: Int = .max) throws -> Bool {
        let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while received.count < count {
            var set = PollSet()
            _ = set.add(socket.descriptor, read: true, write: false)
            try set.poll(timeoutNanoseconds: 1_000_000_000)
            switch socket.receive(into: &buffer, at: 0, count: buffer.count) {
            case .count(let count): received += buffer[..<count]
            case .closed, .broken: return false
            case .wouldBlock: try #require(SystemClock.monotonicNanoseconds() < deadline, "an answer comes")
            }
        }
        return true
    }

    /// Reads to the end; takes the body out of its chunks, which must be whole.
    func answer() throws -> (status: Int, body: String) {
        try read()
        let text = String(decoding: received, as: UTF8.self)
        let head = try #require(text.range(of: "\r\n\r\n"), "\(text)")
        let status = try #require(Int(text.split(separator: " ", maxSplits: 2)[1]))
        var rest = Array(text[head.upperBound...].utf8)[...]
        if !text[..<head.lowerBound].lowercased().contains("transfer-encoding: chunked") {
            return (status, String(decoding: rest, as: UTF8.self))
        }
        var body: [UInt8] = []
        while true {
            let end = try #require(rest.firstIndex(of: 13), "the chunk after \(body.count) bytes has no length")
            let count = try #require(Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16))
            rest = rest[(end + 2)...]
            if count == 0 { return (status, String(decoding: body, as: UTF8.self)) }
            try #require(rest.count >= count + 2, "the chunk after \(body.count) bytes is cut off")
            body += rest.prefix(count)
            rest = rest.dropFirst(count + 2)
        }
    }
}
