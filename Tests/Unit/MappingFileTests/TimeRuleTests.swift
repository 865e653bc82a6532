import Foundation
import MappingFile
import Schema
import TestSupport
import Testing

/// The faults of a mapping whose source has this block `time:`.
private func faults(_ time: String, mode: String = "replay", flag: Mode? = nil) -> [String] {
    let folder = TemporaryDirectory()
    let text = """
        sources:
          - name: s
            files: data.csv
            mode: \(mode)
            time: {\(time)}
            metrics:
              - counter: x_total
                help: Records.

        """
    let path = folder.write("map.yml", text)
    do throws(Faults) {
        _ = try ConfigurationReader.read(path, mode: flag)
        return []
    } catch {
        return error.lines.map { $0.replacing(path, with: "map.yml") }
    }
}

@Suite struct TimeRuleTests {
    @Test(arguments: [
        #"columns: [a], format: unix"#, #"columns: [a, b, c, d, e, f], format: "%Y %m %d %H %M %S""#,
        #"column: a, format: excel"#, #"column: a, format: "%G-W%V""#, #"column: a, format: "%b %d %T", year: 2026"#,
        #"column: a, format: "%H:%M", date: {file: "sales-%Y-%m-%d.csv"}"#, #"date: {file: "%Y/%m/*.csv"}"#,
        #"date: {file: "%Y%m%d-%H%M.csv"}, covers: 1h, due: end, zone: Etc/UTC"#,
        #"column: a, format: "%F %T %Z", zone_names: {IST: "+05:30", XST: "-0130"}"#,
        #"column: a, format: unix, ahead: 1h"#, #"column: a, format: unix, ahead: never"#,
        #"column: a, format: unix, twice: in_order, arrival: false"#,
    ])
    func `a time that can be read has no fault`(_ time: String) { #expect(faults(time) == []) }

    @Test(arguments: [
        (
            "columns: [a, b, c, d, e, f, g], format: unix", 12,
            "cannot find the time: got 7 columns; want column: NAME, or "
        ),
        ("columns: [], format: unix", 12, "cannot find the time: got 0 columns; want column: NAME, or columns: [NAME,"),
        (
            "format: unix", 11,
            "cannot find the time: got 0 columns; want column: NAME, or columns: [NAME, …] with one to"
        ),
        ("column: a, columns: [b], format: unix", 23, "cannot find the time: got both column and columns; want one"),
        ("column: a", 11, #"cannot use a time: got no key "format"; want a time format"#),
        (#"column: a, format: "%b %d""#, 31, #"cannot use time format "%b %d": got a date without a year; want %Y"#),
        (
            #"column: a, format: "%F", year: 2026"#, 37,
            #"cannot use "year": got a year in the format "%F", too; want a"#
        ),
        (
            #"column: a, format: "%H:%M", year: 2026"#, 40,
            #"cannot use "year": got a format without a date; want a for"#
        ),
        (#"column: a, format: "%j", year: 26"#, 43, #"cannot read "year": got "26"; want a whole number of at least"#),
        (
            #"column: a, format: "%j", year: 2262"#, 43,
            #"cannot read "year": got "2262"; want a year from 1678 to 2261"#
        ),
        (
            "column: a, format: exel", 31,
            #"cannot use time format "exel": got no directive; want strptime directives s"#
        ),
        (#"column: a, format: "%Y-%V""#, 31, #"cannot use time format "%Y-%V": got an incomplete date; want year,"#),
        (
            "column: a, format: unix, twice: third", 44,
            #"cannot use twice "third": got an unknown name; want first, sec"#
        ),
        ("column: a, format: unix, twice: inorder", 44, #"did you mean "in_order"?"#),
        ("column: a, format: unix, ahead: soon", 44, #"cannot read "ahead": got "soon"; want a duration such as 30s"#),
        ("column: a, format: unix, ahed: 1d", 37, #"did you mean "ahead"?"#),
        (
            #"column: a, format: "%F %Z", zone_names: CET"#, 52,
            #"cannot read "zone_names": got "CET"; want {NAME: OFFSET}"#
        ),
        (#"column: a, format: "%F %Z", zone_names: {I1: "+05"}"#, 53, #"cannot use zone name "I1": want letters only"#),
        (
            #"column: a, format: "%F %Z", zone_names: {IST: 5}"#, 58,
            #"cannot read the offset of "IST": got "5"; want an "#
        ),
        (
            #"column: a, format: "%F", zone_names: {IST: "+05"}"#, 37,
            #"cannot use "zone_names": got no %Z in the format"#
        ),
        (
            #"column: a, format: "%T", date: {file: "%H.csv"}"#, 50,
            #"cannot use time format "%H.csv": got no date with a"#
        ),
        (#"column: a, format: "%T", date: {file: "%m-%d.csv"}"#, 50, "got no date with a year; want a pattern such as"),
        (#"column: a, format: "%T", date: {file: "sales.csv"}"#, 50, #"time format "sales.csv": got no directive"#),
        (#"column: a, format: "%T", date: {files: "%F.csv"}"#, 44, #"did you mean "file"?"#),
        (
            #"column: a, format: "%T", date: {file: "%Y-%m.csv"}"#, 37,
            #"cannot use "date": got no day in the pattern "%Y-"#
        ),
        (
            #"column: a, format: "%F", date: {file: "%F.csv"}"#, 37,
            #"cannot use "date": got a date in the format "%F", too"#
        ),
        (
            #"date: {file: "%F.csv"}, twice: first"#, 36,
            #"cannot use "twice": got "date", which gives the whole time; w"#
        ),
        (#"date: {file: "%F.csv"}, format: "%T""#, 11, "cannot find the time: got 0 columns"),
    ])
    func `a time that cannot be read is a sentence with its place`(_ time: String, _ column: Int, _ wanted: String) {
        let found = faults(time)
        let isThere = found.contains { $0.hasPrefix("map.yml:5:\(column): ") && $0.contains(wanted) }
        #expect(isThere, "\(found)")
    }

    @Test(arguments: ["column: a", "columns: [a, b]", "format: unix", "date: 2026-03-02", "year: 2026", "covers: 1h"])
    func `arrival leaves nothing to read in columns`(_ other: String) {
        let key = other.prefix { $0 != ":" }
        #expect(
            faults("arrival: true, \(other)", mode: "follow") == [
                "map.yml:5:27: cannot use \"\(key)\": got \"arrival\", which gives the whole time; want one of them"
            ])
    }

    @Test func `arrival is a time of followed files only, also by the flag`() {
        #expect(faults("arrival: true", mode: "follow") == [])
        #expect(faults("arrival: true, zone: +01:00", mode: "replay", flag: .follow) == [])
        for (mode, flag) in [("replay", nil), ("replay-then-follow", nil), ("follow", Mode.replay)] {
            let name = flag?.rawValue ?? mode
            #expect(
                faults("arrival: true", mode: mode, flag: flag) == [
                    "map.yml:5:12: cannot use \"arrival\": got mode \(name), which needs the times of the records; "
                        + "want mode: follow, or --source.mode=follow"
                ])
        }
    }

    @Test func `the flag sets the mode of all sources, whatever their modes`() throws {
        let folder = TemporaryDirectory()
        let source = """
              - {name: NAME, files: a.csv, mode: MODE, time: {column: t, format: unix}, metrics: [METRIC]}

            """
        let sources = [("a", "follow"), ("b", "replay")].map { name, mode in
            source.replacing("METRIC", with: "{counter: NAME_total, help: R.}").replacing("NAME", with: name)
                .replacing("MODE", with: mode)
        }
        let path = folder.write("map.yml", "sources:\n" + sources.joined())
        #expect(throws: Faults.self) { try ConfigurationReader.read(path) }
        for mode in Mode.allCases {
            let found = try ConfigurationReader.read(path, mode: mode)
            #expect(found.mode == mode && found.wantedMode == mode)
        }
    }
}
