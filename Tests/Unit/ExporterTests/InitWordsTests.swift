import Foundation
import TestSupport
import Testing

@testable import Exporter

/// What `init` says about what it left out or assumed, and whether the flags that it names do what it says.
@Suite struct InitWordsTests {
    private let folder = TemporaryDirectory()

    private func initialize(_ arguments: [String]) throws -> (status: Int32, out: String, err: String) {
        try Program.run(["init", "--stdout"] + arguments, in: folder)
    }

    /// A column that is left out beside `kind`, a label, and `v`, a value.
    struct LeftOut: Sendable, CustomTestStringConvertible {
        let name: String
        let cell: @Sendable (Int) -> String
        /// What is said of it, with its flags.
        let said: String
        /// The flags, each of which takes it in.
        var flags: [[String]] = []
        var given: [String] = []
        var kinds = 3
        var testDescription: String { "\(name) \(said)" }

        /// The file.
        var text: String {
            "time,kind,v,\(name)\n"
                + (0..<400).map { row in
                    let time = "2026-03-0\(1 + row / 200) \(10 + row / 60 % 10):\(10 + row % 50):\(10 + row * 7 % 50)"
                    return "\(time),k\(row % kinds),\(row * 37 % 91).5,\(cell(row))\n"
                }.joined()
        }
    }

    static let leftOut = [
        LeftOut(
            name: "site", cell: { _ in "Nord" }, said: "constant \"Nord\": --labels", flags: [["--labels=kind,site"]]),
        LeftOut(name: "rate", cell: { _ in "5" }, said: "constant \"5\": --values", flags: [["--values=v,rate"]]),
        LeftOut(
            name: "guest", cell: { "g\($0 * 11 % 30)" }, said: "30 distinct: --labels", flags: [["--labels=kind,guest"]]
        ),
        LeftOut(
            name: "guest", cell: { "g\($0 * 11 % 90)" }, said: "90 distinct: --labels and --max-series",
            flags: [["--labels=kind,guest", "--max-series=1000"]]),
        LeftOut(
            name: "guest", cell: { "g\($0 % 390)" }, said: "390 distinct: --labels and --max-series",
            flags: [["--labels=kind,guest", "--max-series=9000"]]),
        LeftOut(
            name: "room", cell: { "h\($0 % 40)" }, said: "40 distinct, too many series: --max-series",
            flags: [["--max-series=1000"]], kinds: 7),
        LeftOut(
            name: "port", cell: { "\(8000 + $0 % 40)" }, said: "40 distinct, too many series: --max-series or --values",
            flags: [["--max-series=1000"], ["--values=v,port"]], kinds: 7),
        LeftOut(
            name: "port", cell: { "\(8000 + $0 * 7 % 90)" }, said: "90 distinct: --values", flags: [["--values=v,port"]]
        ),
        LeftOut(name: "nr", cell: { "\($0 + 1)" }, said: "row number: --values", flags: [["--values=v,nr"]]),
        LeftOut(
            name: "ref", cell: { "\($0 * 7919 % 9973)" }, said: "400 distinct: --values", flags: [["--values=v,ref"]]),
        LeftOut(name: "lat", cell: { "\(47 + $0 % 9).25" }, said: "coordinate: --values", flags: [["--values=v,lat"]]),
        LeftOut(
            name: "note", cell: { String(repeating: "long \($0 % 9) ", count: 20) }, said: "long texts: --labels",
            flags: [["--labels=kind,note"]]),
        LeftOut(
            name: "name", cell: { "kind number \($0 % 3)" }, said: "another label tells the same: --labels",
            flags: [["--labels=kind,name"]]),
        LeftOut(
            name: "mix", cell: { $0 % 5 < 3 ? "\($0 * 3 % 29)" : "t\($0 % 5)" }, said: "numbers and texts: --labels",
            flags: [["--labels=kind,mix"]]),
        LeftOut(
            name: "w", cell: { "\($0 * 41 % 97).5" }, said: "not asked for: --values", flags: [["--values=v,w"]],
            given: ["--values=v"]),
        LeftOut(
            name: "host", cell: { "h\($0 % 4)" }, said: "not asked for: --labels", flags: [["--labels=kind,host"]],
            given: ["--labels=kind"]),
        LeftOut(
            name: "end", cell: { "2026-03-01 12:\(10 + $0 % 50):00" },
            said: "also a time, %Y-%m-%d %H:%M:%S: --time.column",
            flags: [["--time.column=end"]]),
        LeftOut(name: "gap", cell: { _ in "" }, said: "empty"),
        LeftOut(name: "size", cell: { "\($0 % 17)K" }, said: "numbers with K, M or B"),
        LeftOut(name: "way", cell: { $0 % 2 == 0 ? "\($0 % 17)km" : "\($0)m" }, said: "several units"),
    ]

    @Test(arguments: leftOut.indices) func `a flag that is named beside a column that was left out takes it in`(
        _ index: Int
    ) throws {
        let column = Self.leftOut[index]
        folder.write("i.csv", column.text)
        let end = try initialize(column.given + ["i.csv"])
        let said = end.err.split { " \n".contains($0) }.joined(separator: " ")
        #expect(end.status == 0 && said.contains("\(column.name) (\(column.said))"), "\(end.err)")
        func isTaken(_ mapping: String) -> Bool {
            let name = column.name
            return mapping.split(separator: "\n").contains { line in
                let text = line.drop { $0 == " " }
                return !text.hasPrefix("#")
                    && ["value: \(name)", "column: \(name)", "\(name): \(name)"].contains { line.contains($0) }
            }
        }
        #expect(!isTaken(end.out), "\(end.out)")
        for flags in column.flags {
            let taken = try initialize(flags + ["i.csv"])
            #expect(taken.status == 0 && isTaken(taken.out), "\(flags): \(taken)")
        }
        let isListed = said.contains("a flag names all columns of its kind: ")
        #expect(
            isListed == column.flags.contains { !$0[0].hasPrefix("--max") && !$0[0].hasPrefix("--time") }, "\(said)")
        if let flag = column.flags.last?[0], isListed { #expect(said.contains(" kind: \(flag)")) }
    }

    @Test func `an assumed zone names the flag that says it, and once it is said no other is proposed`() throws {
        // A night without the hour in which clocks go forward.
        let times = (0..<192).filter { !(104..<108).contains($0) }.map { step in
            "2024-03-\(30 + step / 96) \(step / 4 % 24 < 10 ? "0" : "")\(step / 4 % 24):\(step % 4 * 15 + 10):00"
        }
        folder.write("i.csv", "time,v\n" + times.enumerated().map { "\($1),\($0 * 7 % 10).5\n" }.joined())
        let open = try initialize(["i.csv"])
        #expect(open.err.contains("CHECK: UTC is assumed; say it by --time.zone=NAME"), "\(open.err)")
        let comments = open.out.split { "# \n".contains($0) }.joined(separator: " ")
        #expect(comments.contains("say it by --time.zone=NAME zone: UTC"), "\(open.out)")
        #expect(comments.contains("perhaps Europe/Berlin"), "\(open.out)")
        let told = try initialize(["--time.zone=Europe/Berlin", "i.csv"])
        #expect(told.status == 0 && told.out.contains("zone: Europe/Berlin"), "\(told)")
        #expect(!told.out.contains("for example") && !told.err.contains("the clock changed"), "\(told)")
    }

    @Test func `texts of a label that are perhaps one are told, with the setting that makes them one`() throws {
        let rows = (0..<60).map {
            "2026-03-01 00:\(10 + $0 % 50):\(10 + $0 * 7 % 50),\(["High", "high", "low"][$0 % 3])\n"
        }
        folder.write("i.csv", "time,Severity\n" + rows.joined())
        let end = try initialize(["i.csv"])
        let said = end.err.split { " \n".contains($0) }.joined(separator: " ")
        #expect(
            said.contains(
                "CHECK: Severity has High and high: perhaps one value; case: lower in the mapping makes them one"),
            "\(end.err)")
        #expect(
            end.out.contains("# CHECK: Severity has High and high: perhaps one value\n")
                && end.out.contains("# severity: {column: Severity, case: lower}\n"), "\(end.out)")
    }
}
