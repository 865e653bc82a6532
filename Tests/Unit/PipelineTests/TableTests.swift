import Feed
import Foundation
import MappingFile
import Metrics
import POSIX
import TestSupport
import Testing

@testable import Pipeline

/// Followed files that are a state.
@Suite struct TableTests {
    private static let header = "time,shop,number\n"

    @Test func `a table shows what its files are, whatever they were before`() throws {
        var table = try Table { $0.write("a.csv", Self.header + "1,north,1\n2,north,2\n3,south,3\n") }
        table.look()
        #expect(
            table.shown == [
                "orders{north}": 2, "orders{south}": 1, "last{}": 3, "shop_info{north}": 1, "shop_info{south}": 1,
            ])
        for (text, wanted) in [
            ("1,north,1\n2,south,2\n3,south,3\n", ["orders{north}": 1.0, "orders{south}": 2, "last{}": 3]),
            ("1,north,1\n", ["orders{north}": 1, "last{}": 1]),
            ("5,west,7", ["orders{west}": 1, "last{}": 7]),
            ("", [:]),
        ] as [(String, [String: Double])] {
            table.folder.write("new", Self.header + text)
            try FileSystem.rename(table.folder.path + "/new", to: table.folder.path + "/a.csv")
            table.look()
            table.look(after: 1)
            #expect(table.shown.filter { !$0.key.hasPrefix("shop") } == wanted)
            #expect(table.shown.count { $0.key.hasPrefix("shop") } == wanted.count { $0.key.hasPrefix("orders") })
        }
    }

    @Test func `a state is exchanged when its writer closes the file, or after a second, and not before`() throws {
        var table = try Table { $0.write("a.csv", Self.header + "1,north,1\n") }
        table.look()
        let handle = try #require(FileHandle(forWritingAtPath: table.folder.path + "/a.csv"))
        try handle.truncate(atOffset: 0)
        table.look()
        #expect(table.shown["orders{north}"] == 1)
        table.look(after: 5)
        #expect(table.shown["orders{north}"] == 1, "an empty file is no state: its writer has only begun")
        try handle.write(contentsOf: Data((Self.header + "1,south,1\n").utf8))
        table.look()
        #expect(table.shown["orders{north}"] == 1)
        table.look(after: 1)
        #expect(table.shown["orders{south}"] == 1 && table.shown["orders{north}"] == nil)
        try handle.write(contentsOf: Data("2,south,2\n".utf8))
        table.look()
        #expect(table.shown["orders{south}"] == 1)
        try handle.close()
        table.look()
        #expect(table.shown["orders{south}"] == 2)
    }

    @Test func `all files of a table are one state, and an unusable one is passed over`() throws {
        var table = try Table { folder in
            folder.write("a.csv", Self.header + "1,north,1\nsoon,north,2\n2,north,x\n")
            folder.write("b.csv", "shop,number,time\nnorth,4,4\n")
            folder.write("c.csv", "x,y\n")
            folder.write("d.csv", "")
        }
        table.look()
        #expect(table.shown["orders{north}"] == 3 && table.shown["last{}"] == 4)
        #expect(table.follow.applier.counts[0].files == 2)
        #expect(table.follow.applier.counts[0].rejected.values.reduce(0, +) == 2)
        try FileSystem.remove(table.folder.path + "/a.csv")
        table.look()
        table.look(after: 1)
        #expect(table.shown["orders{north}"] == 1, "a deleted file leaves the state")
    }

    @Test func `a table that is missing at the start is awaited, and a table of a megabyte is read in slices`() throws {
        var table = try Table { _ in }
        table.look()
        #expect(table.follow.isReady && table.shown.isEmpty)
        let rows = 100_000
        table.folder.write("a.csv", Self.header + (1...rows).map { "\($0),north,\($0)\n" }.joined())
        for _ in 0..<20 { table.look(after: 1, slices: true) }
        #expect(table.shown["orders{north}"] == Double(rows) && table.shown["last{}"] == Double(rows))
    }

    @Test func `a table with the newest record first is mirrored in an hour that occurs twice`() throws {
        let mapping = Table.mapping.replacing(
            "format: unix", with: "format: \"%Y-%m-%d %H:%M\", zone: Europe/Berlin")
        let times = ["02:10", "02:50", "02:30", "02:05"] + (10...59).reversed().map { "01:\($0)" }
        let rows = times.enumerated().map { "2026-10-25 \($1),north,\($0)\n" }
        var table = try Table(mapping) { $0.write("a.csv", Self.header + rows.joined()) }
        table.look()
        #expect(table.shown["last{}"] == 0)
    }
}

private struct Table {
    static let mapping = """
        sources:
          - name: report
            mode: follow
            content: table
            files: "*.csv"
            time: {column: time, format: unix}
            metrics:
              - {gauge: orders, help: Orders., aggregate: count, labels: {shop: shop}}
              - {gauge: last, help: Last., value: number}
              - {info: shop_info, help: Shops., labels: {shop: shop}}
        """
    let folder = TemporaryDirectory()
    let follow: Follow
    private var now: Int64 = 0

    init(_ mapping: String = Table.mapping, _ before: (TemporaryDirectory) -> Void) throws {
        before(folder)
        let configuration = try ConfigurationReader.read(folder.write("map.yml", mapping))
        let log = SilentObserver()
        let live = Live(
            configuration.sources.map(\.feed), patterns: configuration.sources.map(\.paths), maximumFiles: 9)
        follow = Follow(SampleApplier(configuration, log), live, log)
    }

    mutating func look(after seconds: Int64 = 0, slices: Bool = false) {
        now += seconds * 1_000_000_000 + 1
        var calls = 0
        follow.slice(now: now, wall: 0, hasEvents: true) {
            calls += 1
            return slices && calls > 2
        }
    }

    var shown: [String: Double] {
        var shown: [String: Double] = [:]
        for family in follow.snapshot() {
            for series in family.shownSeries {
                shown["\(family.name){\(series.labelValues.joined())}"] = series.values[0]
            }
        }
        return shown
    }
}
