import Mapping
import Metrics
import Schema
import TestSupport
import Testing

@testable import MappingFile

/// A mapping without faults. Each case replaces a piece of it.
private let valid = """
    replay: {speed: 60}
    sources:
      - name: s
        files: data.csv
        time: {column: t, format: unix}
        metrics:
          - counter: x_total
            help: X.
            value: count
            labels: {status: status}
          - histogram: h
            help: H.
            value: count
            buckets: [1, 2]
    """

private func faults(_ text: String) -> [String] {
    let folder = TemporaryDirectory()
    let path = folder.write("map.yml", text)
    do throws(Faults) {
        _ = try ConfigurationReader.read(path)
        return []
    } catch {
        return error.lines.map { $0.replacing(path, with: "map.yml") }
    }
}

/// Pieces of `valid`, replacements with a key in the wrong block, and the proposal.
private let misplaced: [(String, String, String)] = [
    (
        "replay: {speed: 60}", "speed: 60",
        #"1:1: cannot use key "speed": it is no key of the mapping file; want replay: {speed: 60}"#
    ),
    ("replay: {speed: 60}", "name: s", "want sources: [{name: s, …}]"),
    ("{speed: 60}", "{speed: 60, sources: []}", "it is no key of replay; want it at the top level"),
    ("name: s", "name: s\n    replay: {}", "it is no key of a source; want it at the top level"),
    ("name: s", "name: s\n    format: '%H:%M'", #"want time: {column: …, format: "%H:%M"}"#),
    ("name: s", "name: s\n    zone: UTC", "want time: {column: …, zone: UTC}"),
    ("name: s", "name: s\n    column: t", "want time: {column: t, format: …}"),
    ("name: s", "name: s\n    delimiter: ';'", #"want dialect: {delimiter: ";"}"#),
    ("name: s", "name: s\n    quote: none", "want dialect: {quote: none}"),
    ("name: s", "name: s\n    skip_lines: 2", "want dialect: {skip_lines: 2}"),
    ("name: s", "name: s\n    header: [a, b]", "want dialect: {header: …}"),
    ("name: s", "name: s\n    comment: '#'", ##"want dialect: {comment: "#"}"##),
    ("name: s", "name: s\n    fields: 9", "want limits: {fields: 9}"),
    ("name: s", "name: s\n    dialect: {fields: 9}", "want limits: {fields: 9}, beside dialect"),
    ("name: s", "name: s\n    counter: x_total", "want metrics: [{counter: x_total, …}]"),
    ("name: s", "name: s\n    help: X", "want metrics: [{help: X, …}]"),
    ("name: s", "name: s\n    value: count", "want metrics: [{value: count, …}]"),
    (
        "value: count", "scale: 0.01",
        #"9:9: cannot use key "scale": it is no key of a metric; want value: {column: …, scale: 0.01}"#
    ),
    ("value: count", "decimal: ','", #"want value: {column: …, decimal: ","}"#),
    ("value: count", "group: '.'", "want value: {column: …, group: .}"),
    ("value: count", "missing: zero", "want value: {column: …, missing: zero}"),
    ("value: count", "non_finite: true", "want value: {column: …, non_finite: true}"),
    ("value: count", "column: count", "want value: {column: count}"),
    ("value: count", "trim: true", "want labels: {NAME: {column: …, trim: true}}"),
    ("value: count", "time: {column: t}", "it is no key of a metric; want it as a key of the source, beside metrics"),
    ("value: count", "value: {column: a, absolute: true}", "want it as a key of the metric, beside value"),
]

@Suite struct ConfigurationTests {
    @Test(arguments: misplaced)
    func `a key in the wrong block is proposed for the right block`(_ piece: String, _ other: String, _ wanted: String)
    {
        let found = faults(valid.replacing(piece, with: other))
        #expect(found.contains { $0.hasSuffix(wanted) }, "got \(found)")
    }

    @Test(arguments: [
        ("GMT+2", "-02:00", "+02:00"), ("UTC-3", "+03:00", "-03:00"), ("UTC+05:30", "-05:30", "+05:30"),
        ("gmt+5:30", "-05:30", "+05:30"), ("UTC-11", "+11:00", "-11:00"), ("Etc/GMT+23", "-23:00", "+23:00"),
        ("UTC+0530", "-0530", "+0530"),
    ])
    func `a POSIX name of a zone is refused with the offset that people mean`(
        zone: String, posix: String, meant: String
    ) {
        let text = valid.replacing("format: unix", with: "format: unix, zone: \"\(zone)\"")
        #expect(
            faults(text) == [
                "map.yml:5:43: cannot use zone \"\(zone)\": got a POSIX name, in which the sign is reversed (it means "
                    + "UTC\(posix)); want \(meant), or \(posix) if that is meant"
            ])
    }

    @Test(arguments: ["GMT+", "UTC+25", "GMT+2:5", "UTC+a", "GMTX"]) func `other names are unknown zones`(zone: String)
    {
        let found = faults(valid.replacing("format: unix", with: "format: unix, zone: \"\(zone)\""))
        #expect(found.contains { $0.contains("cannot find zone \"\(zone)\"") })
    }

    @Test(
        arguments: [
            ("Berlin", "Europe/Berlin"), ("new york", "America/New_York"), ("berln", "Europe/Berlin"),
            ("Europe/Berln", "Europe/Berlin"),
        ])
    func `a city is enough to find the name of its zone`(typed: String, name: String) {
        let found = faults(valid.replacing("format: unix", with: "format: unix, zone: \"\(typed)\""))
        #expect(found.contains { $0.hasSuffix("did you mean \"\(name)\"?") })
    }

    @Test(arguments: [
        ("format: unix", #"format: unix, covers: "1", due: end"#), ("buckets: [1, 2]", "buckets: [1, x]"),
        ("value: count\n        labels", "value: {column: count, decimal: \"\"}\n        labels"),
        ("files: data.csv", "files: {}"), ("help: X.", "help: []"), ("{status: status}", "{status: {case: lower}}"),
        ("format: unix", "format: [unix]"), ("x_total", "[x_total]"),
        ("labels: {status: status}", "where: {status: {}}"),
        // Misspelt keys that must be there.
        ("name: s", "nam: s"), ("files: data", "fils: data"), ("sources:", "source:"), ("metrics:", "metrcs:"),
        ("time: {", "tim: {"), ("column: t,", "colum: t,"), ("format: unix", "formt: unix"),
        ("histogram: h", "histgram: h"), ("counter: x", "conter: x"), ("help: X.", "hlp: X."),
        ("buckets: [1, 2]", "bukets: [1, 2]"), ("value: count\n        labels", "valu: count\n        labels"),
    ]) func `one cause is one fault`(_ piece: String, _ other: String) {
        let found = faults(valid.replacing(piece, with: other))
        #expect(found.count == 1, "\(found)")
    }

    @Test func `a valid mapping has no fault`() { #expect(faults(valid) == []) }

    @Test(arguments: [
        ("speed: 60", "speed: fast", #"map.yml:1:17: cannot read "speed": got "fast"; want a number above 0, or max"#),
        ("speed: 60", "sped: 60", #"map.yml:1:10: cannot use key "sped": it is no key of replay; want "#),
        ("sources:", "source:", #"map.yml:2:1: cannot use key "source": it is no key of the mapping file; "#),
        ("name: s", "nam: s", #"map.yml:3:5: cannot use key "nam": it is no key of a source; want name, files"#),
        ("labels:", "labls:", #"map.yml:10:9: cannot use key "labls": it is no key of a metric; want counter, "#),
        ("counter:", "countr:", #"map.yml:7:9: cannot use key "countr": it is no key of a metric; want counter, "#),
        ("format: unix", "format: unx", #"map.yml:5:31: cannot use time format "unx": got no directive; want "#),
        ("format: unix", "format: \"%Q\"", #"map.yml:5:31: cannot use time format "%Q": got the directive %Q"#),
        ("format: unix", "form: unix", #"map.yml:5:11: cannot use a time: got no key "format"; want a time format"#),
        ("format: unix", "format: unix, zone: Europe/Berln", #"cannot find zone "Europe/Berln": got no such zone"#),
        ("format: unix", "format: \"%Hh\", date: 2026-2-3", #"cannot read "date": got "2026-2-3"; want a date"#),
        ("format: unix", "format: unix, date: 2026-02-03", #"cannot use "date": got a date in the format "unix", too"#),
        ("format: unix", "format: unix, due: end", #"cannot use due: end: got no key "covers"; want the span"#),
        ("x_total", "x", #"cannot use metric name "x": a counter ends in _total; did you mean "x_total"?"#),
        ("x_total", "x-y_total", #"cannot use metric name "x-y_total": want letters, digits, _ and :"#),
        ("x_total", "csv_exporter_x_total", "names that begin with csv_exporter_ belong to the exporter"),
        ("{status: status}", "{job: status}", #"cannot use label "job": Prometheus sets job itself when it scrapes"#),
        ("{status: status}", "{__x: status}", "names that begin with __ belong to Prometheus"),
        ("{status: status}", "{x: {column: a, file: stem}}", "got column and file; want one of column, time, file"),
        ("{status: status}", "{x: {time: \"%Q\"}}", #"cannot use time format "%Q": got an unknown directive"#),
        ("{status: status}", "{x: {column: a, case: uper}}", #"did you mean "upper"?"#),
        ("histogram: h", "histogram: x", #"as a histogram it exposes "x", which "x_total" on line 7 has"#),
        ("histogram: h", "counter: x_total", #"cannot declare metric "x_total" in two ways: line 7 has it with the"#),
        ("[1, 2]", "[2, 1]", "cannot use bucket 1.0: it does not exceed 2.0; want ascending buckets"),
        ("[1, 2]", "[2, 2]", "cannot use bucket 2.0: it does not exceed 2.0; want ascending buckets"),
        ("    buckets: [1, 2]", "", "cannot use a histogram: want buckets: [NUMBER, …], ascending, without +Inf"),
        ("value: count", "value: {column: a, missing: zer}", #"did you mean "zero"?"#),
        ("value: count", "value: {decimal: ab, column: a}", #"got "ab"; want one ASCII character, such as ",""#),
        ("labels:", "reset: day\n        labels:", #"cannot use "reset" with a counter: want a gauge"#),
        ("labels:", "where: {a: {abve: 1}}\n        labels:", #"did you mean "above"?"#),
        ("labels:", "initial: {staus: [a]}\n        labels:", #"did you mean "status"?"#),
        ("labels:", "max_series: 0\n        labels:", "got \"0\"; want a whole number of at least 1"),
        ("files: data.csv", "mode: folow\n    files: data.csv", #"did you mean "follow"?"#),
        ("files: data.csv", "labels: {a: b}", #"cannot use a source: got no key "files"; want a path or glob"#),
        ("time: {column: t, format: unix}", "labels: {a: b}", #"cannot use a source: got no key "time"; want {col"#),
        (
            "name: s", "name: s\n    dialect: {quote: ',', delimiter: ','}",
            "got one character for both quote and delimiter"
        ),
        ("name: s", "name: s\n    limits: {record_bytes: 15}", "got \"15\"; want a whole number of at least 16"),
        ("name: s", "name: s\n    unpivot: {columns: [], label: a, value: b}", "cannot unpivot: got no columns"),
        (
            "name: s", "name: s\n    unpivot: {columns: [c]}",
            "got no key \"label\"; want a name for the column of names"
        ),
        (
            "name: s", "name: s\n    unpivot: {columns: [c], label: l, value: l}",
            "cannot unpivot: got \"l\" for both label and value; want two names"
        ),
        (
            "name: s", "name: s\n    unpivot: {columns: [c, t], label: t, value: l}",
            "cannot unpivot: label \"t\" is one of the columns; want another name"
        ),
        ("name: s", "name: s\n    labels: [a]", #"cannot read "labels" of a source: got a list; want NAME: VALUE"#),
        ("name: s", "name: s\n    labels: {status: a}", #"label "status": the source has it for all its metrics"#),
        ("name: s", "name: s\n    where: a", #"cannot read "where": got "a"; want {COLUMN: VALUE}"#),
        (
            "name: s", "name: s\n    where: {a: {}}",
            "cannot use an empty condition: want not, contains, above, below, at_least or at_most"
        ),
        ("name: s", "name: s\n    where: {a: {above: x}}", #"cannot read "above": got "x"; want a number"#),
        (
            "name: s", "name: s\n    unpivot: {columns: [c], label: l, value: n}\n    where: {l: c}",
            #"cannot filter a source by "l": want the condition in the where of a metric"#
        ),
        (
            "name: s", "name: s\n    unpivot: {columns: [c], label: l, value: n}\n    where: {n: {above: 1}}",
            #"cannot filter a source by "n": want the condition in the where of a metric"#
        ),
        (
            "name: s", "name: s\n    unpivot: {columns: [c], label: t, value: n}\n    where: {t: c}",
            #"cannot filter a source by "t": want the condition in the where of a metric"#
        ),
        (
            "name: s", "name: s\n    unpivot: {columns: [c], label: t, value: n}\n    where: {n: {above: 1}}",
            #"cannot filter a source by "n": want the condition in the where of a metric"#
        ),
        (
            "metrics:\n",
            "unpivot: {columns: [c], label: l, value: n}\n    metrics:\n"
                + "      - {counter: y_total, help: Y., where: {l: {above: 1}}}\n",
            #"cannot compare "l" with a number: its cells are column names"#
        ),
        ("labels: {status: status}", "labels: [a]", #"cannot read "labels": got a list; want NAME: COLUMN"#),
        ("{status: status}", "{x: {column: a, map: b}}", #"cannot read "map": got "b"; want {FROM: TO}"#),
        (
            "{status: status}", "{x: {column: a, map: {b: [c]}}}",
            "cannot read a mapped value: got a list; want one value"
        ),
        ("{status: status}", "{x: {column: a, trim: yes}}", #"cannot read "trim": got "yes"; want true or false"#),
        ("{status: status}", "{x: {file: stm}}", #"did you mean "stem"?"#),
        ("{status: status}", "{x: {file: stem, trim: true}}", #"cannot use "trim" without a column"#),
        ("labels:", "initial: a\n        labels:", #"cannot read "initial": got "a"; want {LABEL: [VALUE, …]}"#),
        (
            "labels: {status: status}", "initial: {x: [a]}",
            #"cannot use label "x": the metric has no labels; want labels: {x: COLUMN}"#
        ),
        (
            "    metrics:", "    null_values: [\"\\N\"]\n    metrics:",
            #"cannot use a null value: got "\N" in double quotes, which is U+0085 in YAML; want '\N'"#
        ),
        ("labels:", "initial: {}\n        labels:", #"cannot make initial series: got no values for label "status""#),
        (
            "counter: x_total\n        help: X.\n        value: count", "gauge: x\n        help: X.",
            "cannot use this gauge: got no key \"value\"; want the column with the numbers"
        ),
        ("value: count", "value: {scale: 2}", #"cannot use a value: got no key "column"; want the column with the"#),
        (
            "value: count", "value: {column: a, group: '.'}",
            "cannot read numbers: got one character for both group and decimal"
        ),
        ("value: count", "value: {column: a, scale: x}", #"cannot read "scale": got "x"; want a number"#),
        ("{speed: 60}", "{loop_pause: soon}", #"cannot read "loop_pause": got "soon"; want a duration such as 30s"#),
        ("replay: {speed: 60}", "\treplay: 1", "map.yml:1:1: cannot read YAML: got a tab"),
    ])
    func `a fault is a sentence with its position, the text that was found and the text that is wanted`(
        _ piece: String, _ other: String, _ wanted: String
    ) {
        let found = faults(valid.replacing(piece, with: other))
        #expect(found.contains { $0.contains(wanted) }, "got \(found)")
        #expect(found.allSatisfy { $0.hasPrefix("map.yml:") && !$0.contains("\n") })
    }

    @Test func `all faults of a file are reported at once, in the order of the file`() {
        let text = valid.replacing("speed: 60", with: "speed: fast").replacing("x_total", with: "x")
        #expect(faults(text).map { $0.prefix(11) } == ["map.yml:1:1", "map.yml:7:1"])
    }

    @Test(arguments: [("", "it is empty"), ("# nothing\n", "it is empty"), ("[]", "want keys and values")])
    func `a file without keys`(_ text: String, _ wanted: String) {
        #expect(faults(text).first?.contains(wanted) == true)
    }

    @Test func `two sources may declare the same metric with the same settings`() throws {
        let metrics = valid.split(separator: "\n", omittingEmptySubsequences: false).suffix(9).joined(separator: "\n")
        let second =
            "\n  - name: other\n    files: data.csv\n    time: {column: t, format: unix}\n    "
            + metrics.drop { $0 == " " }
        let folder = TemporaryDirectory()
        let configuration = try ConfigurationReader.read(folder.write("map.yml", valid + second))
        #expect(configuration.families.map(\.name.description) == ["x_total", "h"])
        #expect(configuration.sources.map { $0.metrics.map(\.family) } == [[0, 1], [0, 1]])
    }

    @Test func `two sources of one name are refused`() {
        let copy = valid.split(separator: "\n").dropFirst(2).joined(separator: "\n")
        #expect(faults(valid + "\n" + copy).contains { $0.contains("the name is taken on line 3") })
    }

    @Test func `a gauge with a counter's name is allowed with a warning`() throws {
        let folder = TemporaryDirectory()
        let text = valid.replacing("counter: x_total", with: "gauge: x_total")
        let configuration = try ConfigurationReader.read(folder.write("map.yml", text))
        #expect(configuration.warnings.map { $0.contains(#"map.yml:7:9: gauge "x_total" ends "#) } == [true])
    }

    @Test func `follow and replay do not mix`() {
        let second = """

              - name: other
                mode: follow
                files: data.csv
                time: {column: t, format: unix}
                metrics: [{counter: y_total, help: Y.}]
            """
        #expect(faults(valid + second).contains { $0.contains("cannot mix modes: got follow and replay") })
    }
}
