import MappingFile
import Metrics
import TestSupport
import Testing

@testable import Pipeline

/// A mapping of a file in another encoding, the characters of the file, and the series at the end.
private let cases: [(mapping: String, dialect: String, text: String, wanted: [String: Double])] = [
    (
        "where: {Straße: {not: Grün}}\n    metrics: [{counter: n_total, help: N., value: Umsatz, labels: {s: Straße}}]",
        "{delimiter: ';', encoding: latin-1}", "t;Straße;Umsatz\n1;Mühlgasse;5\n2;Grün;7\n3;Markt;2\n",
        ["Mühlgasse": 5, "Markt": 2]
    ),
    (
        "metrics: [{counter: n_total, help: N., labels: {s: {column: s, case: lower, "
            + "map: {mühle*: mill, café: bar}}}}]",
        "{encoding: latin-1}", "t,s\n1,MüHLE 1\n2,CAFé\n3,Öl\n4,Mühle\n", ["mill": 2, "bar": 1, "Öl": 1]
    ),
    (
        "numbers: {decimal: ',', group: ' ', strip: [€]}\n    null_values: [–]\n"
            + "    metrics: [{counter: n_total, help: N., value: v, labels: {s: s}}]",
        "{delimiter: ';', encoding: windows-1252}", "t;s;v\n1;“a”;1\u{A0}234,50\u{A0}€\n2;“a”;–\n3;b;€\u{A0}2\n",
        ["“a”": 1234.5, "b": 2]
    ),
    (
        "numbers: {accounting: true}\n    metrics: [{gauge: n, help: N., value: v, labels: {s: s}, "
            + "where: {v: {below: 0}}}]",
        "{encoding: latin-1}", "t,s,v\n1,é,(1.5)\u{A0}\n2,b,3\n", ["é": -1.5]
    ),
    (
        "unpivot: {columns: [Männer, Frauen], label: k, value: v}\n"
            + "    metrics: [{counter: n_total, help: N., value: v, labels: {k: k}, where: {k: [Männer, x]}}]",
        "{encoding: latin-1}", "t,Männer,Frauen\n1,2,3\n2,4,5\n", ["Männer": 6]
    ),
    (
        "unpivot: {columns: [Tür, Licht], label: k, value: v}\n"
            + "    metrics: [{counter: n_total, help: N., labels: {state: {column: v, map: {x: geöffnet}}}}]",
        "{encoding: latin-1}", "t,Tür,Licht\n1,x,an\n2,früh,an\n", ["geöffnet": 1, "an": 2, "früh": 1]
    ),
]

@Suite struct EncodingReplayTests {
    @Test(arguments: cases)
    func `texts of the mapping meet cells of another encoding`(
        _ example: (mapping: String, dialect: String, text: String, wanted: [String: Double])
    ) throws {
        let folder = TemporaryDirectory()
        let windows: [Unicode.Scalar: UInt8] = ["€": 0x80, "–": 0x96, "“": 0x93, "”": 0x94]
        folder.write("data.csv", example.text.unicodeScalars.map { windows[$0] ?? UInt8($0.value) })
        let mapping = """
            sources:
              - name: s
                files: data.csv
                dialect: \(example.dialect)
                time: {column: t, format: unix}
                \(example.mapping)
            """
        let configuration = try ConfigurationReader.read(folder.write("map.yml", mapping))
        var plan = ReplayPlan(ReplaySettings())
        plan.speed = .infinity
        let replay = try Replay(configuration, plan, SilentObserver(), startTime: 1)
        for _ in 0..<100 { try replay.slice(now: 1, until: { false }) }
        var shown: [String: Double] = [:]
        for family in replay.snapshot() {
            for series in family.shownSeries { shown["\(series.labelValues[0])"] = series.values[0] }
        }
        #expect(shown == example.wanted)
        #expect(replay.run.applier.counts[0].rejected.values.reduce(0, +) == 0)
    }
}
