import Testing

@testable import Scaffold

@Suite struct NameTests {
    @Test(
        arguments: [
            ("Dauer (ms)", "dauer_ms"), ("magType", "mag_type"), ("HTTPStatus", "http_status"), ("TA200", "ta200"),
            ("Umsätze", "umsaetze"), ("Größe", "groesse"), ("été à Łódź", "ete_a_lodz"), ("AAPL.Open", "aapl_open"),
            ("\\\\PC\\Processor(_Total)\\% Idle", "pc_processor_total_idle"), ("日本", ""), ("2024-01", "2024_01"),
            ("µg/m³", "ug_m"), ("  a__b  ", "a_b"),
        ])
    func `a name is in snake case and ASCII`(text: String, wanted: String) {
        #expect(snakeCase(text) == wanted)
    }

    @Test(
        arguments: [
            ("orders", "orders"), ("16-dkb-preamble", "dkb_preamble"), ("2024", "csv"), ("process", "data_process"),
            ("csv_exporter_log", "data_csv_exporter_log"), ("日本", "csv"), ("processes", "processes"),
        ])
    func `names begin with letters, and with no name that is taken`(stem: String, wanted: String) {
        #expect(metricPrefix(stem) == wanted)
    }

    @Test(
        arguments: [
            ("a/b/orders.csv", "orders"), ("orders.csv.gz", "orders"), ("orders", "orders"), (".csv", ".csv"),
            ("a.b.csv", "a.b"),
        ])
    func `a stem has no folders and no last extension`(path: String, wanted: String) {
        #expect(stem(of: path) == wanted)
    }

    @Test func `a unit stands at the end in its base form, and once`() {
        var names = MetricNames()
        func name(_ column: String, _ unit: String?, isCounter: Bool = false) -> String {
            names.name(
                prefix: "x", words: words(of: column, unit: unit), unit: unit.flatMap { Unit(written: $0) },
                isCounter: isCounter, isHistogram: false, number: 7)
        }
        #expect(name("Dauer ms", "ms") == "x_dauer_seconds")
        #expect(name("wait_seconds", "s") == "x_wait_seconds")
        #expect(name("Temp [°C]", "°C") == "x_temp_celsius")
        #expect(name("CPU %", "%") == "x_cpu_ratio")
        #expect(name("Biomasse [MWh]", "MWh") == "x_biomasse_mwh")
        #expect(name("rx_bytes", "bytes", isCounter: true) == "x_rx_bytes_total")
        #expect(name("grand total", nil, isCounter: true) == "x_grand_total")
        #expect(name("wind", "km/h") == "x_wind_km_per_h")
        #expect(name("日", nil) == "x_7")
        #expect(name("日", "kWh") == "x_kwh")
    }

    @Test func `names that clash get the number of their column`() {
        var names = MetricNames()
        func name(_ words: String, isHistogram: Bool = false, isCounter: Bool = false, _ number: Int) -> String {
            names.name(
                prefix: "x", words: words, unit: nil, isCounter: isCounter, isHistogram: isHistogram, number: number)
        }
        #expect(name("size", isHistogram: true, 1) == "x_size")
        #expect(name("size_count", 2) == "x_size_count_2")
        #expect(name("size", 3) == "x_size_3")
        #expect(name("size", isCounter: true, 4) == "x_size_4_total")
        #expect(name("size", 3) == "x_size_3_2")
    }

    @Test(
        arguments: [
            ("Umsatzanzeige_DE12500105170648489890_20261125", "umsatzanzeige"), ("proxy log 2026-11-25", "proxy_log"),
            ("20261125-1234567890-umsatz", "umsatz"), ("export_2026_11_final", "export_final"), ("web_1", "web_1"),
            ("sensor-2-12", "sensor_2_12"), ("export_12_34_x", "export_x"), ("log-20261125T101010Z", "log"),
            ("2026-11-25", "csv"), ("v2", "v2"),
            ("de12500105170648489890", "de12500105170648489890"), ("A4", "a4"),
        ])
    func `dates and numbers of accounts in the name of a file are in no name of a metric`(stem: String, prefix: String)
    {
        #expect(metricPrefix(stem) == prefix)
    }

    @Test func `labels have no name that belongs to Prometheus, and no name twice`() {
        var names = LabelNames()
        let columns = ["Status", "status", "job", "le", "日", "1st"]
        let given = columns.enumerated().map { names.name($1, number: $0 + 1) }
        #expect(given == ["status", "status_2", "job_3", "le_4", "label_5", "n1st"])
    }

    @Test(
        arguments: [
            ("ms", "seconds", 0.001), ("MW", "watts", 1_000_000), ("mW", "watts", 0.001), ("%", "ratio", 0.01),
            ("kWh", "kwh", 1), ("KWH", "kwh", 1), ("€", "eur", 1), ("Percent", "ratio", 0.01), ("hPa", "h_pa", 1),
            ("m/s", "m_per_s", 1), ("kB", "bytes", 1000), ("KiB", "bytes", 1024), ("min", "seconds", 60),
        ])
    func `a unit has a base form and a factor`(text: String, suffix: String, scale: Double) {
        #expect(Unit(written: text)?.suffix == suffix)
        #expect(Unit(written: text)?.scale == scale)
    }

    @Test(
        arguments: [
            ("body_bytes_sent", "bytes", "body_sent"), ("size_b", "b", "size"), ("ms", "ms", ""),
            ("bytes_per_second", nil, "bytes_per_second"), ("temp_min", nil, "temp_min"), ("rx_bytes", "bytes", "rx"),
            ("vitamin_b", nil, "vitamin_b"), ("duration_ms", "ms", "duration"),
        ] as [(String, String?, String)])
    func `a name says its unit where nothing else can be meant`(_ name: String, _ unit: String?, _ rest: String) {
        #expect(Unit.ending(name) == unit)
        #expect(words(of: name, unit: unit) == rest)
    }

    @Test func `signs without a name are no unit`() {
        #expect(Unit(written: "") == nil)
        #expect(Unit(written: "–") == nil)
    }
}
