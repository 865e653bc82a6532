import Feed
import Foundation
import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

private let mapping = """
    sources:
      - name: days
        files: "day-*"
        time: {column: t, format: unix}
        metrics:
          - counter: visits_total
            help: Visits.
            value: visits
    """

/// Keeps the events of a run.
final class NotingObserver: RunObserver {
    private(set) var skipped: [(reason: SkipReason?, sentence: String)] = []
    private(set) var rejects: [String] = []

    func wants(_ reason: RejectReason, source: Int) -> Bool { true }
    func reject(_ reason: RejectReason, source: Int, _ record: RejectedRecord) {
        rejects.append(record.sentence)
    }
    func note(_ event: RunEvent) {
        if case .fileSkipped(_, let fault) = event { skipped.append((fault.skipReason, "\(fault)")) }
    }
}

@Suite struct SkippedFilesTests {
    private func replay(_ folder: TemporaryDirectory, _ observer: NotingObserver) throws -> (sum: Double, Replay) {
        let configuration = try ConfigurationReader.read(folder.write("map.yml", mapping))
        var plan = ReplayPlan(ReplaySettings())
        plan.speed = .infinity
        let replay = try Replay(configuration, plan, observer, startTime: 1)
        for _ in 0..<100 { try replay.slice(now: 1, until: { false }) }
        return (replay.snapshot().first?.shownSeries.first?.values[0] ?? 0, replay)
    }

    @Test(
        arguments: [
            ("", .empty, "is empty: want a header with \"t\", \"visits\""), ("\n\n", .empty, "is empty"),
            ("time,visits\n1,2\n", .header, ":1: cannot find column \"t\": got \"time\", \"visits\""),
            ("t,\"visits\n", .header, "cannot read the header: got an unclosed quote"),
            ("t\0,visits\n", .notText, "got a NUL byte"),
            ("PK\u{3}\u{4}rest", .notText, "got a zip archive"),
        ] as [(String, SkipReason, String)])
    func `an unusable file among many is passed over, reported once and counted`(
        _ text: String, _ reason: SkipReason, _ wanted: String
    ) throws {
        let folder = TemporaryDirectory()
        for day in [1, 3, 4] { folder.write("day-\(day).csv", "t,visits\n\(day),10\n") }
        folder.write("day-2.csv", text)
        let observer = NotingObserver()
        let (sum, replay) = try replay(folder, observer)
        #expect(sum == 30)
        #expect(observer.skipped.map { $0.reason } == [reason])
        #expect(observer.skipped[0].sentence.contains("/day-2.csv") && observer.skipped[0].sentence.contains(wanted))
        let counts = replay.run.applier.counts[0]
        #expect(counts.files == 3 && counts.skipped == [reason: 1])
        #expect(counts.isUp == (reason == .empty))
    }

    @Test func `folders, pipes and names that are not UTF-8 are passed over`() throws {
        let folder = TemporaryDirectory()
        folder.write("day-1.csv", "t,visits\n1,10\n")
        try FileManager.default.createDirectory(
            atPath: folder.path + "/day-2", withIntermediateDirectories: false)
        #expect(unsafe mkfifo(folder.path + "/day-3", 0o600) == 0)
        let name = Array((folder.path + "/day-caf").utf8CString.dropLast()) + [CChar(bitPattern: 0xE9), 0]
        close(unsafe open(name, O_CREAT | O_WRONLY, 0o600))
        let observer = NotingObserver()
        #expect(try replay(folder, observer).sum == 10)
        #expect(observer.skipped.map { $0.reason } == [.notAFile, .notAFile, .unreadable])
        #expect(
            observer.skipped[2].sentence.hasSuffix("got a name that is not UTF-8; want the file under another name"))
    }

    @Test func `files with a header only, other columns or another order of columns are read`() throws {
        let folder = TemporaryDirectory()
        folder.write("day-1.csv", "t,visits\n1,10\n")
        folder.write("day-2.csv", "t,visits\n")
        folder.write("day-3.csv", "visits,more,t\n10,x,3\n")
        let observer = NotingObserver()
        #expect(try replay(folder, observer).sum == 20)
        #expect(observer.skipped.isEmpty)
    }

    @Test func `a source of which no file can be used is refused`() throws {
        let folder = TemporaryDirectory()
        for day in 1...3 { folder.write("day-\(day).csv", "") }
        let error = #expect(throws: FeedError.self) { try replay(folder, NotingObserver()) }
        #expect(
            try #require(error).description.hasPrefix(
                "source days: cannot find a usable file: got 3 files, none of them usable; the first: \(folder.path)"))
    }
}
