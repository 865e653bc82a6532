import Feed
import Foundation
import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

/// A year of hourly data in daily files, as people have it.
@Suite struct YearOfFilesTests {
    private static let mapping = """
        replay: {speed: max, loop: true}
        sources:
          - name: meter
            files: "**/day-*"
            exclude: "*.tmp"
            time: {column: time, format: "%Y-%m-%d %H:%M"}
            metrics:
              - counter: energy_kilowatthours_total
                help: Energy.
                value: kwh
                labels: {place: place, month: {file: folder}}
        """
    private static let days = zip(1..., [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
        .flatMap { month, count in (1...count).map { (month: month, day: $0) } }

    @Test func `a year of files, one empty, one gzip, one UTF-16 and one with other columns, is exact`() throws {
        let folder = TemporaryDirectory()
        for month in 1...12 {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/m\(month)", withIntermediateDirectories: false)
        }
        var wanted: [String: Double] = [:]
        for (number, date) in Self.days.enumerated() {
            let name = "m\(date.month)/day-\(date.day).csv"
            var text = number == 200 ? "kwh,note,time,place\n" : "time,place,kwh\n"
            for hour in 0..<24 {
                let (value, place) = ((number * 7 + hour) % 10, hour % 2 == 0 ? "S\u{FC}d" : "Nord")
                let time = String(format: "2026-%02d-%02d %02d:00", date.month, date.day, hour)
                text += number == 200 ? "\(value),x,\(time),\(place)\n" : "\(time),\(place),\(value)\n"
                if number != 100 { wanted["\(place) m\(date.month)", default: 0] += Double(value) }
            }
            switch number {
            case 50: folder.write(name + ".gz", TextForm.gzip.bytes(text))
            case 100: folder.write(name, "")
            case 150: folder.write(name, TextForm.littleEndian.bytes(text))
            default: folder.write(name, text)
            }
        }
        folder.write("m1/day-copy.tmp", "time,place,kwh\n2026-01-01 00:00,Nord,1000\n")
        let configuration = try ConfigurationReader.read(folder.write("map.yml", Self.mapping))
        let observer = NotingObserver()
        let replay = try Replay(configuration, ReplayPlan(configuration.replay), observer, startTime: 1)
        for pass in 1...2 {
            for _ in 0..<40 { try replay.slice(now: Int64(pass) * 10_000_000_000, until: { false }) }
            #expect(replay.passes == pass)
            #expect(sums(replay) == wanted.mapValues { $0 * Double(pass) }, "pass \(pass)")
        }
        #expect(observer.skipped.map { $0.reason } == [.empty] && observer.rejects.isEmpty)
        let counts = replay.run.applier.counts[0]
        #expect(counts.files == 364 && counts.isUp && counts.records == 2 * 364 * 24)
    }

    /// The sums by place and month.
    private func sums(_ replay: Replay) -> [String: Double] {
        var sums: [String: Double] = [:]
        for family in replay.snapshot() {
            for series in family.shownSeries {
                let labels = zip(family.labelNames, series.labelValues).map { (name: "\($0)", value: "\($1)") }
                sums[labels.sorted { $0.name > $1.name }.map { $0.value }.joined(separator: " ")] = series.values[0]
            }
        }
        return sums
    }
}
