import EventTime
import JSON
import Scaffold
import Testing

@testable import Sniff

@Suite struct TextTests {
    @Test func `a mapping says why each line is as it is, and has what was left out as comments`() {
        #expect(
            mappingText(planned(bankStatement())) == #"""
                # orders: the mapping that csv_exporter init wrote for orders.csv. Each comment says why a line is
                # as it is; lines that are commented out can be switched on. What the data do not prove is marked.
                replay:
                  # The data are 91 days long: they pass in 4m22s. At the end they begin again.
                  speed: 30000
                  loop: true

                sources:
                  - name: orders
                    files: "orders.csv"
                    dialect:
                      encoding: windows-1252
                      # all lines have 8 fields
                      delimiter: ";"
                      skip_lines: 3
                    numbers: {decimal: ",", group: "."}
                    null_values: ["-"]
                    time:
                      columns: [Datum, Uhrzeit]
                      # the day is first: 31.01.2024 in line 2214
                      format: "%d.%m.%Y %H:%M"
                      # CHECK: the file does not say; UTC is assumed; say it by --time.zone=NAME
                      zone: UTC
                    # Columns that say the same in all records could be labels:
                    # labels:
                    #   filiale: "Nord: \"1\""
                    # times repeat (4 %)
                    metrics:
                      - counter: orders_records_total
                        help: "Records by status."
                        labels:
                          status: Status
                      #     kunde: Kunde  # 9 312 of them: too many different texts
                      # Betrag: as written: a currency is its own base unit.
                      - gauge: orders_betrag_eur
                        help: "Betrag in eur by status, the latest value."
                        value: Betrag
                        labels: {status: Status}
                      # No counter of all, because some are negative. What goes out:
                      # - counter: orders_betrag_eur_out_total
                      #   help: "Betrag in eur, out by status."
                      #   value: {column: Betrag, scale: -1}
                      #   where: {Betrag: {below: 0}}
                      #   labels: {status: Status}
                      # What comes in:
                      # - counter: orders_betrag_eur_in_total
                      #   help: "Betrag in eur, in by status."
                      #   value: Betrag
                      #   where: {Betrag: {above: 0}}
                      #   labels: {status: Status}
                      # The median is 0.0249, 99.9 % are at most 4.
                      - histogram: orders_dauer_seconds
                        help: "Dauer in seconds by status."
                        value: {column: Dauer ms, scale: 0.001}
                        buckets: [0.006, 0.01, 0.02, 0.025, 0.06, 0.2, 0.3, 0.4, 1.2, 1.5, 4, 5]
                        labels: {status: Status}
                      # Notiz: no cell has a value.

                """#)
    }

    @Test func `the table says the decision, its value and its evidence`() {
        let lines = evidenceText(evidenceLines(planned(bankStatement()).sources[0]))
        #expect(
            lines.joined(separator: "\n") == #"""
                  encoding    windows-1252
                  delimiter   ;                all lines have 8 fields (else ,)
                  header      line 4           its names do not occur below
                  skip lines  3
                  decimal     , group .
                  no value    -
                  time        Datum + Uhrzeit  %d.%m.%Y %H:%M: the day is first: 31.01.2024 in line 2214
                                               2024-01-01T00:03:00Z to 2024-03-31T23:58:00Z, in order, a step is 7m
                  zone        not in the file  CHECK: UTC is assumed; say it by --time.zone=NAME
                  records     events           times repeat (4 %)
                  labels      Status 4         4 combinations
                  left out    Kunde (9 312 distinct), Filiale (constant "Nord: "1"": --labels), Notiz (empty)
                                               a flag names all columns of its kind: --labels=Status,Filiale
                  values      records          counter orders_records_total
                              Betrag           gauge orders_betrag_eur
                              Dauer ms         histogram orders_dauer_seconds, 12 buckets from 0.006 to 5 (median
                                               0.0249), scale 0.001
                """#)
    }

    @Test func `evidence is said once, and a column without a name has its number`() {
        var decisions = bankStatement()
        decisions.columns[7].name = ""
        decisions.notes.removeAll { $0.key == .decimal || $0.key == .group }
        decisions.notes.append(Note(key: .decimal, evidence: "\"1.234,50\" in line 5 and 3 more"))
        decisions.notes.append(Note(key: .group, evidence: "\"1.234,50\" in line 5"))
        let plan = plan("orders", [SourceFiles(files: ["orders.csv"], decisions: decisions)])
        let text = mappingText(plan)
        #expect(text.split(separator: "1.234,50").count == 2)
        #expect(text.contains("# column 8: no cell has a value."))
        let all = evidenceText(evidenceLines(plan.sources[0])).joined(separator: "\n")
        #expect(all.split(separator: "1.234,50").count == 2 && all.contains("column 8 (empty)"))
    }

    @Test func `abbreviations of zones have their offsets in the mapping, marked`() {
        var decisions = bankStatement()
        decisions.time?.zoneNames = [("CET", "+01:00"), ("NO", "+02:00")]
        decisions.notes.removeAll { $0.key == .zone }
        decisions.notes.append(Note(key: .zone, evidence: "the times say CET, NO", isAssumed: true))
        let text = mappingText(plan("orders", [SourceFiles(files: ["orders.csv"], decisions: decisions)]))
        #expect(text.contains("      # CHECK: the times say CET, NO; say it by --time.zone=NAME\n"))
        #expect(text.contains("      zone_names: {CET: \"+01:00\", \"NO\": \"+02:00\"}\n"))
    }

    @Test func `an assumption is marked once in the mapping`() {
        var decisions = bankStatement()
        decisions.notes.append(Note(key: .values, evidence: "it looks so", isAssumed: true))
        decisions.time?.otherFormat = "%m.%d.%Y %H:%M"
        let text = mappingText(planned(decisions))
        #expect(text.split(separator: "\n").count { $0.contains("CHECK") } == 2)
        #expect(text.contains("\n      # format: \"%m.%d.%Y %H:%M\"  # in place of the line above\n"))
    }

    @Test func `a wide table becomes one metric with a label`() {
        var decisions = Decisions()
        var numbers = ColumnNumbers()
        (numbers.least, numbers.greatest, numbers.unit) = (0, 900, "MWh")
        numbers.quantiles = [1, 2, 3, 4, 5, 6, 7, 8, 9, 900]
        decisions.columns = ["Zeit", "Wind [MWh]", "Solar [MWh]", "Kohle: neu [MWh]"].map { Column(name: $0) }
        for column in 1...3 { decisions.columns[column].role = .unpivoted(.gauge) }
        for column in 1...3 { decisions.columns[column].numbers = numbers }
        decisions.columns[0].role = .time
        decisions.unpivot = Unpivot(columns: [1, 2, 3], label: "series", value: "energy", unit: "MWh")
        decisions.shape = .series
        decisions.time = Time(columns: [0], format: "iso8601")
        let text = mappingText(planned(decisions, "smard"))
        #expect(text.contains("columns: [\"Wind [MWh]\", \"Solar [MWh]\", \"Kohle: neu [MWh]\"]"))
        #expect(text.contains("- gauge: smard_energy_mwh\n"))
        #expect(text.contains("value: energy\n        labels: {series: series}"))
    }

    @Test func `columns of two units are two metrics, and the word of the unit is in the name`() {
        var decisions = Decisions()
        let names = [
            "Bed room Temperature (°C)", "Bath Temperature (°C)", "Bed room Humidity (%)", "Bath Humidity (%)",
        ]
        decisions.columns =
            [Column(name: "time", role: .time)] + names.map { Column(name: $0, role: .unpivoted(.gauge)) }
        decisions.unpivot = Unpivot(columns: [1, 2, 3, 4], label: "series", value: "value", unit: nil)
        decisions.unpivot?.groups = [
            UnpivotGroup(columns: [1, 2], unit: "°C", word: "Temperature"), UnpivotGroup(columns: [3, 4], unit: "%"),
        ]
        decisions.shape = .series
        decisions.time = Time(columns: [0], format: "iso8601")
        let made = planned(decisions, "govee")
        #expect(made.metrics.map { $0.name } == ["govee_temperature_celsius", "govee_value_ratio"])
        let text = mappingText(made)
        #expect(
            text.contains(
                #"series: {column: series, map: {"Bath Temperature (°C)": Bath, "#
                    + #""Bed room Temperature (°C)": Bed room}}"#))
        #expect(text.contains(#"where: {series: ["Bed room Humidity (%)", "Bath Humidity (%)"]}"#))
        #expect(made.metrics[0].title == "Temperature" && made.metrics[1].title == "govee")
    }

    @Test func `several sources have names of their own, and alike files are one pattern`() {
        var other = bankStatement()
        other.shape = .series
        let plan = plan(
            "shop",
            [
                SourceFiles(files: ["jan.csv", "feb.csv"], glob: "*b.csv", decisions: bankStatement()),
                SourceFiles(files: ["a/jan.csv"], decisions: other),
            ])
        #expect(plan.sources.map { $0.name } == ["jan", "jan_2"])
        #expect(
            plan.metrics.map { $0.name } == [
                "jan_records_total", "jan_betrag_eur", "jan_dauer_seconds", "jan_2_betrag_eur", "jan_2_dauer_seconds",
            ])
        #expect(mappingText(plan).contains("files: \"*b.csv\""))
    }

    @Test(
        arguments: [
            (60, 1.0, 60), (3600, 20, 300), (86_400, 300, 3600), (7_776_000, 30_000, 432_000),
            (315_360_000, 2_000_000, 31_536_000),
        ] as [(Int64, Double, Int)])
    func `the speed shows the data in a few minutes, and the window has some records`(
        seconds: Int64, speed: Double, window: Int
    ) {
        var decisions = bankStatement()
        let first = decisions.time?.first
        decisions.time?.last = first?.advanced(by: seconds * 1_000_000_000)
        decisions.time?.stepSeconds = 10
        let made = planned(decisions)
        #expect(made.speed == speed)
        #expect(made.window == window)
    }

    @Test func `the window is a quarter of the data at most`() {
        var decisions = bankStatement()
        let first = decisions.time?.first
        decisions.time?.last = first?.advanced(by: 3_600_000_000_000)
        decisions.time?.stepSeconds = 420
        #expect(planned(decisions).window == 900)
    }

    @Test func `money that goes out and comes in is two counters, and the latest amount a comment`() {
        var decisions = bankStatement()
        decisions.columns[5].numbers?.meaning = .payment
        let made = planned(decisions)
        let names = ["orders_records_total", "orders_betrag_eur_out_total", "orders_betrag_eur_in_total"]
        #expect(Array(made.metrics.map { $0.name }.prefix(3)) == names)
        let text = mappingText(made)
        #expect(text.contains("\n      - counter: orders_betrag_eur_out_total\n"))
        #expect(text.contains("\n        where: {Betrag: {above: 0}}\n") && text.contains("scale: -1}\n"))
        #expect(text.contains("\n      # - gauge: orders_betrag_eur\n"))
        #expect(!text.contains("# - counter"))
        let board = dashboardText(made, [:])
        #expect(
            board.contains("Betrag: out and in per event hour") || board.contains("Betrag: out and in per event day"))
    }

    @Test func `a balance has the labels of accounts only`() {
        var decisions = bankStatement()
        decisions.columns[5].numbers?.meaning = .balance
        #expect(planned(decisions).metrics[1].labels.isEmpty)
        decisions.columns[2].name = "Konto"
        #expect(planned(decisions).metrics[1].labels.map { $0.name } == ["konto"])
    }

    @Test(arguments: [(420.0, 0.0, "14m"), (420, 0.4, "35m"), (86_400, 0.4, "5d"), (0.1, 0.4, "1s")])
    func `a gauge of regular readings ends where they do, and sooner if its label is a state of the record`(
        step: Double, repeated: Double, expiry: String
    ) {
        var decisions = bankStatement()
        decisions.shape = .series
        decisions.time?.stepSeconds = step
        decisions.time?.repeated = repeated
        let text = mappingText(planned(decisions))
        #expect(text.contains("        expire_after: \(expiry)\n"))
        #expect(text.split(separator: "\n").count { $0.contains("expire_after") } == 1, "a histogram does not end")
        decisions.shape = .events
        #expect(!mappingText(planned(decisions)).contains("expire_after"))
    }

    @Test func `a dashboard is JSON with a row for each metric, and only quoted texts of the file`() throws {
        var decisions = bankStatement()
        decisions.columns[6].name = "Dauer \"ms\" \\ {{x}}"
        let plan = planned(decisions, "a \"b\"")
        let sets: Scaffold.LabelSets = ["a_b_records_total": [["of\"fen"], ["zu"]]]
        let text = dashboardText(plan, sets)
        guard case .object(let board) = try JSONValue(parsing: Array(text.utf8)) else { throw NoObject() }
        #expect(board["title"]?.text == "\"a \\\"b\\\"\"")
        #expect(plan.metrics.map { $0.title } == ["Records", "Betrag", "Dauer \"ms\" \\ {{x}}"])
        for metric in plan.metrics { #expect(text.contains("\"type\": \"row\", \"title\": \"\(metric.name)\"")) }
        #expect(text.contains("\"options\": \"of\\\"fen\""))
    }

    @Test func `the README shows texts of the file as they are`() {
        var decisions = bankStatement()
        decisions.columns[3].name = "Kun|de *"
        let facts = ReadmeFacts(
            checked: "18 204 records", growing: [], hasDashboard: true, hasRules: false, folder: "orders")
        let text = readmeText(planned(decisions), facts)
        #expect(text.contains("Kun\\|de \\*"))
        #expect(text.contains("DATA_SET=./orders docker compose up"))
        #expect(text.contains("- zone: the file does not say; UTC is assumed"))
    }
}

private struct NoObject: Error {}
