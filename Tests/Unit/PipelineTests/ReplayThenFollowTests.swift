import EventTime
import MappingFile
import Metrics
import POSIX
import TestSupport
import Testing

@testable import Pipeline

/// A replay, then following, without a record lost or counted twice between the two.
@Suite struct ReplayThenFollowTests {
    private static let mapping = """
        replay: {speed: max}
        sources:
          - name: log
            mode: replay-then-follow
            files: log.csv
            time: {column: time, format: unix}
            metrics:
              - counter: sum_total
                help: Sum.
                value: count
        """

    @Test func `an unfinished record is left to following, and a file that is renamed meanwhile is read on`() throws {
        for isRenamed in [false, true] {
            let folder = TemporaryDirectory()
            let path = folder.write("log.csv", "time,count\n100,1\n101,2\n102,4")
            let configuration = try ConfigurationReader.read(folder.write("map.yml", Self.mapping))
            let clocks = Engine.Clocks(monotonic: { 1 }, wall: { 0 })
            let engine = try Engine(
                configuration, ReplayPlan(configuration.replay), SilentObserver(), clocks, maximumFiles: 9)
            while !engine.isReady { try engine.slice(now: 0, deadline: 0, hasEvents: false) }
            let writer = try FileDescriptor.openForAppending(path)
            if isRenamed {
                try FileSystem.rename(path, to: folder.path + "/old")
                folder.write("log.csv", "time,count\n200,100000\n")
            }
            // The last record continues: its count is not 4.
            try writer.write("000\n103,8\n")
            for now in 1...20 as ClosedRange<Int64> { try engine.slice(now: now, deadline: .max, hasEvents: true) }
            #expect(engine.replay == nil && engine.isReady)
            #expect(total(engine) == (isRenamed ? 104_011 : 4_011))
        }
    }

    private func total(_ engine: Engine) -> Double? {
        engine.follow?.snapshot().first { $0.name.hasPrefix("sum") }?.shownSeries.first?.values[0]
    }
}
