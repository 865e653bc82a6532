import Foundation
import POSIX
import TestSupport
import Testing

/// Labels from file names while files come, go and change their names.
@Suite struct FileLabelTests {
    /// Something that happens to the files `a.csv` and `b.csv` of a folder while they are followed.
    struct Event: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var before: [String: String] = ["a.csv": "1,x\n"]
        var linksBefore: [String: String] = [:]
        var rename: (from: String, to: String)?
        var after: [String: String] = [:]
        let wanted: [String: String]
    }

    static let events = [
        Event(
            testDescription: "a second file appears", after: ["b.csv": "2,x\n3,x\n"],
            wanted: ["a.csv": "1", "b.csv": "2"]),
        Event(
            testDescription: "the first file is late", before: [:], after: ["a.csv": "1,x\n"], wanted: ["a.csv": "1"]),
        Event(
            testDescription: "a file is rotated", rename: ("a.csv", "a.csv.1"), after: ["a.csv": "2,x\n3,x\n"],
            wanted: ["a.csv": "3"]),
        Event(
            testDescription: "a file is renamed within the pattern", rename: ("a.csv", "c.csv"),
            after: ["a.csv": "2,x\n3,x\n"], wanted: ["a.csv": "3"]),
        Event(
            testDescription: "a file has a second name", before: ["a.csv": "1,x\n", "c.csv": "2,x\n3,x\n"],
            linksBefore: ["b.csv": "a.csv"], after: ["d.csv": "4,x\n"],
            wanted: ["a.csv": "1", "c.csv": "2", "d.csv": "1"]),
    ]

    @Test(arguments: ["follow", "replay-then-follow"], events)
    func `a record bears the name that its file had when it was first seen`(_ mode: String, _ event: Event) throws {
        // A replay refuses to start without a file.
        if mode != "follow" && event.before.isEmpty { return }
        let folder = TemporaryDirectory()
        for (name, rows) in event.before { folder.write(name, "t,k\n" + rows) }
        for (name, target) in event.linksBefore {
            try FileManager.default.linkItem(atPath: "\(folder.path)/\(target)", toPath: "\(folder.path)/\(name)")
        }
        folder.write(
            "map.yml",
            """
            replay: {speed: max}
            sources:
              - name: s
                mode: \(mode)
                files: "*.csv"
                time: {column: t, format: unix}
                metrics:
                  - counter: x_total
                    help: X.
                    labels: {f: {file: name}, k: k}
            """)
        let exporter = try RunningExporter(folder)
        try exporter.waitFor("csv_exporter_ready", "1")
        for (name, rows) in event.before {
            try exporter.waitFor("x_total{f=\"\(name)\",k=\"x\"}", "\(rows.count { $0 == "\n" })")
        }
        if let (from, to) = event.rename { try FileSystem.rename("\(folder.path)/\(from)", to: "\(folder.path)/\(to)") }
        for (name, rows) in event.after {
            folder.write("new", "t,k\n" + rows)
            try FileSystem.rename("\(folder.path)/new", to: "\(folder.path)/\(name)")
        }
        var wanted = event.wanted
        // A replay reads each name.
        if mode != "follow" { for name in event.linksBefore.keys { wanted[name] = "1" } }
        for (name, count) in wanted { try exporter.waitFor("x_total{f=\"\(name)\",k=\"x\"}", count) }
        let lines = try exporter.ask("GET", "/metrics").body.split(separator: "\n").count { $0.hasPrefix("x_total{") }
        #expect(lines == wanted.count)
        exporter.terminate()
        #expect(try exporter.status() == 0)
    }
}
