import Schema
import TestSupport
import Testing

@testable import MappingFile

/// Keys of a source, keys of its one metric (a gauge), and the fault.
private let cases: [(String, String, String)] = [
    ("numbers: {decimal: ',', group: ','}", "", "cannot read numbers: got one character for both group and decimal"),
    ("numbers: {decimal: '.', group: '.'}", "", "cannot read numbers: got one character for both group and decimal"),
    ("numbers: {decimal: 5}", "", #"5:24: cannot read "decimal": got "5"; want one ASCII character, such as ",""#),
    ("numbers: {group: '-'}", "", #"cannot read "group": got "-"; want one character, such as "." or " ""#),
    ("numbers: {group: é}", "", #"cannot read "group": got "é"; want one character"#),
    ("numbers: {decimal: ’}", "", #"cannot read "decimal": got "’"; want one ASCII character"#),
    ("numbers: {strip: []}", "", #"5:15: cannot strip nothing: want a list of texts such as ["$", kWh]"#),
    ("numbers: {strip: ['-']}", "", #"5:23: cannot strip "-" from numbers: want a currency, a unit or another"#),
    ("numbers: {strip: [' ']}", "", #"cannot strip " " from numbers"#),
    ("numbers: {strip: [2x]}", "", #"cannot strip "2x" from numbers"#),
    ("numbers: {accounting: yes}", "", #"5:27: cannot read "accounting": got "yes"; want true or false"#),
    ("numbers: {scale: 2}", "", #"cannot use key "scale": it is no key of numbers; want value: {column: …, scale: 2}"#),
    ("numbers: {decimel: ','}", "", #"did you mean "decimal"?"#),
    ("numbers: ','", "", #"cannot read numbers: got ","; want keys and values"#),
    ("decimal: ','", "", #"cannot use key "decimal": it is no key of a source; want numbers: {decimal: ","}"#),
    ("null_values: {a: b}", "", #"cannot read "null_values": got keys and values; want one value"#),
    ("null_values: [[a]]", "", #"cannot read an item of "null_values": got a list; want one value"#),
    ("null_value: [a]", "", #"did you mean "null_values"?"#),
    ("", "value: {column: v, map: [ON]}", #"cannot read "map": got a list; want {TEXT: NUMBER}"#),
    ("", "value: {column: v, map: {}}", #"cannot read "map": got keys and values; want {TEXT: NUMBER}"#),
    ("", "value: {column: v, map: {ON: yes}}", #"cannot read a mapped number: got "yes"; want a number"#),
    ("", "value: {column: v, map: {ON: 1, ON: 0}}", #"cannot add the key "ON": got it on line 7 and again"#),
    ("", "value: {column: v, map: {ON: 1, ' ON': 0}}", #"cannot map "ON" twice: want each text once"#),
    (
        "", "value: {column: v, as: durations}",
        #"cannot use as "durations": got an unknown name; want number, duration"#
    ),
    ("", "value: {column: v, as: time, decimal: ','}", #"cannot use "decimal" with as: time: want as: number"#),
    ("", "value: {time: unix_ms}", #"cannot use time "unix_ms": got an unknown name; want unix"#),
    (
        "", "value: {time: unix, scale: 2}",
        #"cannot use key "scale": it is no key of a value without a column; want time"#
    ),
    ("", "value: {column: v, time: unix}", #"cannot use key "column": it is no key of a value without a column"#),
    ("", "value: v, where: {v: []}", #"cannot use an empty condition: got []; want the texts of "v""#),
    ("", "value: v, where: {v: {not: []}}", "cannot use an empty condition: got not: []; want a text or texts"),
    ("", "value: v, where: {v: {at_lest: 1}}", #"did you mean "at_least"?"#),
    ("", "value: v, where: {v: {at_most: x}}", #"cannot read "at_most": got "x"; want a number"#),
    ("", "value: v, where: {v: {above: 5, below: 5}}", "cannot use this condition: no number meets it"),
    ("", "value: v, where: {v: {at_least: 5, at_most: 4}}", "cannot use this condition: no number meets it"),
    (
        "", "value: {column: v, as: time}, where: {v: {above: 5}}",
        #"cannot compare "v" with a number: its value is read as a time; want a condition on its text"#
    ),
    ("", "value: v, labels: {k: {column: k, other: x}}", #"cannot use "other" without a map: want map: {TEXT: TEXT}"#),
    ("", "value: v, labels: {k: {column: k, part: 2}}", #"cannot use "part" without a split"#),
    ("", "value: v, labels: {k: {column: k, split: _}}", #"cannot use "split": want a text, and part: 1"#),
    ("", "value: v, labels: {k: {column: k, split: _, part: 0}}", #"cannot read "part": got "0""#),
    (
        "", "value: v, labels: {k: {column: k, ranges: {a: {below: 1}}, map: {b: c}}}",
        #"cannot use "map" beside ranges"#
    ),
    ("", "value: v, labels: {k: {column: k, ranges: {}}}", #"cannot read "ranges""#),
    ("", "value: v, labels: {k: {column: k, ranges: {a: {belw: 1}}}}", #"did you mean "below"?"#),
    ("", "value: v, labels: {k: {file: stem, ranges: {a: {below: 1}}}}", #"cannot use "ranges" without a column"#),
    ("", "value: v, where: {v: {contains: ''}}", "got contains with no text"),
    ("", "value: v, labels: {k: {file: stem, other: x}}", #"cannot use "other" without a column"#),
    (
        "", "value: v, labels: {k: {column: k, map: {'a*': b, 'a*': c}}}",
        #"cannot add the key "a*": got it on line 7 and again"#
    ),
    ("", "value: v, labels: {k: {column: k, map: {a: b}, others: x}}", #"did you mean "other"?"#),
]

@Suite struct NumberFaultTests {
    @Test(arguments: cases)
    func `a fault of a number or a label names its place, what it is and what is wanted`(
        _ source: String, _ metric: String, _ wanted: String
    ) {
        let text = """
            sources:
              - name: s
                files: data.csv
                time: {column: t, format: unix}
                \(source.isEmpty ? "labels: {}" : source)
                metrics:
                  - {gauge: g, help: G., \(metric.isEmpty ? "value: v" : metric)}
            """
        let found = faults(text)
        #expect(found.contains { $0.contains(wanted) }, "got \(found)")
        #expect(found.allSatisfy { $0.hasPrefix("map.yml:") && !$0.contains("\n") })
    }

    @Test(
        arguments: [
            ("counter: n_total, value: v, falls: ignore", #"cannot use "falls" with a counter that adds its"#),
            ("gauge: n, value: v, falls: ignore", #"cannot use "falls" with a gauge: want a counter"#),
            ("counter: n_total, value: v, absolute: true, falls: ignroe", #"did you mean "ignore"?"#),
            (
                "counter: n_total, value: v, absolute: true, overflow: fold",
                "cannot fold an absolute counter: totals of several series are no total; want overflow: drop"
            ),
            ("gauge: n, value: v, overflow: fold", #"cannot use "overflow" with a gauge: want a counter or histogram"#),
            ("counter: n_total, overflow: flod", #"did you mean "fold"?"#),
            ("counter: n_total, one_per: []", #"cannot use "one_per" with a counter: want a gauge or info"#),
            ("info: n_info, labels: {state: v}, one_per: [stat]", #"did you mean "state"?"#),
            ("info: n_info, labels: {state: v}, one_per: [state, state]", #"cannot use label "state" twice"#),
            ("gauge: n, aggregate: count, one_per: []", #"cannot use "one_per" with aggregate: count"#),
        ])
    func `keys of counters and histograms are refused elsewhere`(_ metric: String, _ wanted: String) {
        let text = """
            sources:
              - name: s
                files: data.csv
                time: {column: t, format: unix}
                metrics: [{help: N., \(metric)}]
            """
        #expect(faults(text).contains { $0.contains(wanted) }, "got \(faults(text))")
    }

    @Test(
        arguments: [
            ("arrival: true", "mode: follow", "got a source without a column for the time; want time: {column"),
            ("column: t, format: '%H:%M'", "mode: follow", #"got the format "%H:%M", which has no date; want a time"#),
        ])
    func `a value is a time only where the source has a format with a date`(
        _ time: String, _ mode: String, _ wanted: String
    ) {
        let text = """
            sources:
              - name: s
                files: data.csv
                \(mode)
                time: {\(time)}
                metrics: [{gauge: g, help: G., value: {column: v, as: time}}]
            """
        #expect(faults(text).contains { $0.contains(wanted) }, "got \(faults(text))")
    }

    @Test func `only a gauge can have the time of the record`() {
        for (type, rest) in [("counter: c_total", ""), ("histogram: h", ", buckets: [1]")] {
            let text = """
                sources:
                  - name: s
                    files: data.csv
                    time: {column: t, format: unix}
                    metrics: [{\(type), help: C., value: {time: unix}\(rest)}]
                """
            #expect(faults(text).first?.contains("cannot use the event time as the value of a") == true)
        }
    }
}

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
