import MappingFile
import Schema
import TestSupport
import Testing

/// `content`, `start` and `aggregate: count`.
@Suite struct FollowReaderTests {
    private static let source = """
        sources:
          - name: s
            mode: follow
            files: data.csv
            time: {column: t, format: unix}
            metrics:
              - {gauge: x, help: X., value: v}
        """

    @Test(arguments: [
        ("content: tabel", #"map.yml:3:20: cannot use content "tabel": got an unknown name; want log or table"#),
        ("start: ende", #"map.yml:3:18: cannot use start "ende": got an unknown name; want beginning or end"#),
        ("content: table\n    start: end", "map.yml:4:5: cannot use start: end with content: table: a state is read"),
    ])
    func `a wrong value is refused`(_ keys: String, _ wanted: String) {
        let found = faults(Self.source.replacing("files:", with: keys + "\n    files:"))
        #expect(found.count == 1 && found[0].contains(wanted.drop { $0 != " " }), "got \(found)")
    }

    @Test(arguments: [
        ("mode: replay\n    content: table", "cannot use content: table with mode replay: a replay has no state"),
        ("mode: replay-then-follow\n    content: table", "cannot use content: table with mode replay-then-follow"),
        ("mode: replay-then-follow\n    start: end", "cannot use start: end with mode replay-then-follow: the replay"),
    ])
    func `a mode without a state, or without a start, is refused`(_ keys: String, _ wanted: String) {
        let found = faults(Self.source.replacing("mode: follow", with: keys))
        #expect(found.count == 1 && found[0].hasPrefix("map.yml:4:5: " + wanted), "got \(found)")
    }

    @Test func `start is without effect in a replay`() {
        #expect(faults(Self.source.replacing("mode: follow", with: "mode: replay\n    start: end")) == [])
    }

    @Test(arguments: [
        ("counter: x_total, help: X.", "cannot use a counter with content: table: a table is a state"),
        ("histogram: x, help: X., value: v, buckets: [1]", "cannot use a histogram with content: table"),
        ("gauge: x, help: X., aggregate: count, value: v", "cannot use \"value\" with aggregate: count"),
        ("gauge: x, help: X., aggregate: cuont", "cannot use aggregate \"cuont\""),
    ])
    func `a metric that is no state is refused in a table`(_ metric: String, _ wanted: String) {
        let text = Self.source.replacing("mode: follow", with: "mode: follow\n    content: table")
        let found = faults(text.replacing("gauge: x, help: X., value: v", with: metric))
        #expect(found.contains { $0.contains(wanted) }, "got \(found)")
    }

    @Test func `records are counted in gauges of tables only`() {
        let found = faults(Self.source.replacing("value: v", with: "aggregate: count"))
        #expect(found.count == 1 && found[0].contains("cannot use aggregate: count with content: log"), "got \(found)")
    }

    @Test func `a table shares no metric`() {
        let table = Self.source.replacing("mode: follow", with: "mode: follow\n    content: table")
        let other = Self.source.split(separator: "\n").dropFirst().joined(separator: "\n").replacing(
            "name: s", with: "name: o")
        let found = faults(table + "\n" + other)
        #expect(found.count == 1 && found[0].contains("cannot share metric \"x\" with source \"s\""), "got \(found)")
    }

    private func faults(_ text: String) -> [String] {
        let folder = TemporaryDirectory()
        do throws(Faults) {
            _ = try ConfigurationReader.read(folder.write("map.yml", text))
            return []
        } catch {
            return error.lines.map { $0.replacing(folder.path + "/", with: "") }
        }
    }
}
