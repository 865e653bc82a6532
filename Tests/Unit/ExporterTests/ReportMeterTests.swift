import Foundation
import TestSupport
import Testing

@testable import Exporter

/// What `report` says of columns that belong together, and of meters.
@Suite struct ReportMeterTests {
    private let folder = TemporaryDirectory()

    private func report(_ arguments: [String]) throws -> String {
        let end = try Program.run(["report"] + arguments, in: folder)
        #expect(end.status == 0, "\(end)")
        return end.out
    }

    private func time(_ hour: Int) -> String {
        "2026-03-\(10 + hour / 24) \(hour % 24 < 10 ? "0" : "")\(hour % 24):00:00"
    }

    @Test func `columns of a wide table are compared if they follow one another, and it is said which`() throws {
        let rows = (0..<72).map { hour in
            let usual = 20 + hour % 24 * 3
            return "\(time(hour)),\(hour == 40 ? 500 : usual),\(usual + hour % 3),\(usual - hour % 2),\(usual + 1)\n"
        }
        folder.write("i.csv", "time,north [kW],south [kW],east [kW],west [kW]\n" + rows.joined())
        let text =
            "1 of 72 records have north [kW] far from south [kW], east [kW] and west [kW], which it follows otherwise"
        let out = try report(["i.csv"])
        #expect(out.contains(text) && out.contains("  2026-03-11 16:00     500"), "\(out)")
        #expect(
            try report(["--format=json", "i.csv"]).contains(
                #""compares":"columns","measure":"north [kW]","others":["south [kW]","east [kW]","west [kW]"]"#)
        )
    }

    @Test func `columns of one unit that have nothing in common are not compared`() throws {
        let rows = (0..<72).map { hour in
            "\(time(hour)),\(hour % 24 < 6 ? 0 : hour % 24 * 40),\(300 + hour * 7919 % 90),\(5 + hour % 2)\n"
        }
        folder.write("i.csv", "time,sun [kW],house [kW],car [kW]\n" + rows.joined())
        let out = try report(["i.csv"])
        #expect(!out.contains("far from") && !out.contains("Unusual records"), "\(out)")
    }

    /// Three days of a meter for each of two houses, which begins high.
    private func writeMeters(reading: String = "reading") {
        let rows = (0..<72).flatMap { hour in
            ["north", "south"].enumerated().map { place, house in
                "\(time(hour)),\(house),\(40_000 * (place + 1) + hour * 2 * (place + 1)).5\n"
            }
        }
        folder.write("i.csv", "time,house,\(reading)\n" + rows.joined())
    }

    @Test(arguments: ["reading", "meter total"]) func `a meter is told by what it rises by, and nowhere by its sum`(
        _ name: String
    ) throws {
        writeMeters(reading: name)
        let out = try report(["i.csv"])
        #expect(
            out.contains("  +426\n") && out.contains("\(name): the readings of a meter: what they rise by"), "\(out)")
        #expect(out.contains("rise of ") && out.contains("  142  33.3 %") && out.contains("  284  66.7 %"), "\(out)")
        #expect(out.contains("Rise of \(name) by house and hour of the day"), "\(out)")
        #expect(!out.contains("sum of") && !out.contains("Sum of"), "\(out)")
        #expect(try report(["--format=json", "i.csv"]).contains(#""rise":426,"#))
    }

    @Test func `the total of a mapping is a meter, and its other values are none`() throws {
        writeMeters()
        folder.write(
            "map.yml",
            """
            sources:
              - name: s
                files: i.csv
                time: {column: time, format: "%Y-%m-%d %H:%M:%S"}
                metrics:
                  - {counter: a_total, help: A., value: reading, absolute: true, labels: {house: house}}
            """)
        let out = try report(["--config.file=map.yml"])
        #expect(out.contains("  +426\n") && out.contains("  142  33.3 %"), "\(out)")
    }

    @Test func `numbers that fall, a setting that was raised once, and few readings are no meters`() throws {
        for cells in [{ "\($0 % 20)" }, { $0 < 40 ? "20" : "21" }, { $0 < 9 ? "\($0)" : "" }] as [(Int) -> String] {
            folder.write("i.csv", "time,reading\n" + (0..<72).map { "\(time($0)),\(cells($0))\n" }.joined())
            let out = try report(["i.csv"])
            #expect(!out.contains("meter") && !out.contains("  +"), "\(out)")
        }
    }
}
