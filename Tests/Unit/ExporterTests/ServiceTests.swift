import EventTime
import POSIX
import TestSupport
import Testing

@testable import Exporter

/// What a running exporter does at moments that suit it least.
@Suite struct ServiceTests {
    private let folder = TemporaryDirectory()

    /// Counts records by key, from the file and with the speed that are given.
    private static func mapping(_ file: String = "a.csv", speed: String = "max", extra: String = "") -> String {
        """
        replay: {speed: \(speed)}
        sources:
          - name: orders
            files: \(file)
            time: {column: time, format: unix}
            \(extra)
            metrics:
              - counter: orders_total
                help: Orders.
                labels: {key: key}
                max_series: 100000
        """
    }

    private static func records(_ count: Int, keys: Int) -> String {
        "time,key\n" + (0..<count).map { "\($0),key \($0 % keys)\n" }.joined()
    }

    private func service(_ csv: String, _ mapping: String = mapping(), _ flags: [String] = []) throws -> RunningExporter
    {
        folder.write("a.csv", csv)
        folder.write("map.yml", mapping)
        return try RunningExporter(folder, flags)
    }

    /// Waits until a pass over so many records is finished, without the scrape of its series.
    private func waitForEnd(of count: Int, _ exporter: RunningExporter) throws {
        let end = iso8601(Instant(nanoseconds: Int64(count - 1) * 1_000_000_000))
        try Program.wait("the pass to \(end) is finished") {
            let state = try exporter.ask("GET", "/api/v1/replay").body
            return state.contains("\"finished\"") && state.contains("\"end\": \"\(end)\"")
        }
    }

    private let finished = #"csv_exporter_replay_state{state="finished"}"#

    @Test func `a reload keeps what it can, takes what is new, and refuses what is wrong`() throws {
        let exporter = try service(Self.records(10, keys: 1))
        let series = #"orders_total{key="key 0"}"#
        try exporter.waitFor(finished, "1")
        #expect(try exporter.sample(series) == "10")

        folder.write("map.yml", "sources: nothing")
        let refused = try exporter.ask("POST", "/-/reload")
        #expect(refused.status == 500 && refused.body.hasPrefix("map.yml:1:10: cannot read"), "\(refused)")
        #expect(try exporter.sample("csv_exporter_config_last_reload_successful") == "0")
        #expect(try exporter.sample(series) == "10")

        folder.write("map.yml", Self.mapping("gone.csv"))
        #expect(try exporter.ask("POST", "/-/reload").status == 500)

        // Only the replay's speed is new: what was counted stays.
        folder.write("map.yml", Self.mapping(speed: "60"))
        #expect(try exporter.ask("POST", "/-/reload").status == 200)
        #expect(try exporter.sample("csv_exporter_replay_speed_ratio") == "60")
        #expect(try exporter.sample(series) == "10")
        #expect(try exporter.sample("csv_exporter_config_last_reload_successful") == "1")

        folder.write("b.csv", Self.records(7, keys: 1))
        folder.write("map.yml", Self.mapping("b.csv"))
        exporter.hangUp()
        try exporter.waitFor(series, "7")

        folder.write("map.yml", Self.mapping("gone.csv"))
        exporter.hangUp()
        try exporter.waitFor("csv_exporter_config_last_reload_successful", "0")
        #expect(try exporter.sample(series) == "7")
        exporter.terminate()
        #expect(try exporter.status() == 0)
        let log = exporter.log
        for (text, count) in [
            ("msg=\"open http://\(exporter.address)/; ", 1),
            ("msg=\"reloaded: sources unchanged, all series kept\"", 1),
            ("msg=\"reloaded: the configuration is new, everything starts as after a restart\"", 1),
            ("msg=\"reload failed, keeping the previous configuration: map.yml:", 3),
            ("msg=\"shutting down: finishing open responses\"", 1), ("msg=\"csv_exporter ended\"", 1),
        ] { #expect(log.ranges(of: text).count == count, "\(text) in \(log)") }
    }

    @Test func `a reload refuses a column that no followed file has`() throws {
        let exporter = try service(Self.records(10, keys: 1), Self.mapping(), ["--source.mode=follow"])
        try exporter.waitFor(#"orders_total{key="key 0"}"#, "10")
        folder.write("map.yml", Self.mapping().replacing("key: key", with: "key: kea"))
        let refused = try exporter.ask("POST", "/-/reload")
        #expect(refused.status == 500 && refused.body.contains("did you mean \"key\"?"), "\(refused)")
        #expect(try exporter.sample(#"orders_total{key="key 0"}"#) == "10")
        exporter.terminate()
        #expect(try exporter.status() == 0)
    }

    @Test func `a scrape under way is completed through a reload and the end`() throws {
        // More than a connection takes without a reader.
        let (count, accept) = (8000, "application/openmetrics-text")
        let long = (0..<count).map { "\($0),key \($0)\(String(repeating: "y", count: 900))\n" }.joined()
        let exporter = try service("time,key\n" + long)
        try exporter.waitFor(finished, "1")
        let early = try exporter.send("GET", "/metrics", accept: accept)
        try early.read(atLeast: 100)
        folder.write("b.csv", Self.records(3, keys: 1))
        folder.write("map.yml", Self.mapping("b.csv"))
        #expect(try exporter.ask("POST", "/-/reload").status == 200)
        try exporter.waitFor(#"orders_total{key="key 0"}"#, "3")
        folder.write("map.yml", Self.mapping("a.csv"))
        #expect(try exporter.ask("POST", "/-/reload").status == 200)
        try exporter.waitFor(#"csv_exporter_records_total{source="orders"}"#, "\(count)")
        let late = try exporter.send("GET", "/metrics", accept: accept)
        try late.read(atLeast: 100)
        exporter.terminate()
        for conversation in [early, late] { try conversation.read() }
        for answer in [try early.answer(), try late.answer()] {
            #expect(answer.status == 200 && answer.body.hasSuffix("\n# EOF\n"))
            #expect(answer.body.utf8.count { $0 == 10 } > count)
        }
        #expect(try exporter.status() == 0 && exporter.log.contains("csv_exporter ended"))
    }

    @Test func `commands in the middle of the work leave no record out and count none twice`() throws {
        let count = 200_000
        let exporter = try service(Self.records(count, keys: 1))
        try Program.wait("it is ready") { try exporter.ask("GET", "/-/ready").status == 200 }
        for (action, times) in [
            ("seek&time=1970-01-02T00:00:00Z", 20), ("pause", 1), ("resume", 1), ("speed&speed=max", 1),
        ] {
            for _ in 0..<times {
                let answer = try exporter.ask("POST", "/api/v1/replay?action=\(action)")
                #expect(answer.status == 200, "\(action) \(answer)")
            }
        }
        try exporter.waitFor(finished, "1")
        let state = try exporter.ask("GET", "/api/v1/replay").body
        let total = try #require(try exporter.sample(#"orders_total{key="key 0"}"#).flatMap { Int($0) })
        // A seek backward begins a pass; nothing else may have been counted.
        let passes = try #require(try exporter.sample("csv_exporter_replay_passes_total").flatMap { Int($0) })
        #expect((count...passes * count).contains(total), "\(state)")
        #expect(try exporter.sample(#"csv_exporter_records_total{source="orders"}"#) == "\(total)")
        #expect(try exporter.ask("POST", "/api/v1/replay?action=fly").status == 400)
        #expect(try exporter.ask("POST", "/-/quit").status == 200)
        #expect(try exporter.status() == 0)
    }

    @Test func `a scrape tells the type of each mapped metric, and how many series it may have`() throws {
        let mapping = """
            replay: {speed: max}
            sources:
              - name: all
                files: a.csv
                time: {column: time, format: unix}
                metrics:
                  - {counter: n_total, help: N.}
                  - {counter: meter_total, help: M., value: v, absolute: true}
                  - {gauge: level, help: L., value: v}
                  - {histogram: v_seconds, help: V., value: v, buckets: [1, 2]}
                  - {info: key_info, help: K., labels: {key: key}, max_series: 3}
            """
        let exporter = try service("time,key,v\n1,a,1\n2,b,3\n", mapping)
        try exporter.waitFor(finished, "1")
        for (name, type, count, limit) in [
            ("n_total", "counter", "1", "10000"), ("meter_total", "counter", "1", "10000"),
            ("level", "gauge", "1", "10000"), ("v_seconds", "histogram", "1", "10000"), ("key_info", "info", "2", "3"),
        ] {
            #expect(try exporter.sample(#"csv_exporter_series{metric="\#(name)",type="\#(type)"}"#) == count)
            #expect(try exporter.sample(#"csv_exporter_series_limit{metric="\#(name)"}"#) == limit)
        }
    }

    @Test func `a full disk under the reject file costs neither records nor the service`() throws {
        let csv = "time,key\n1,a\nnever,a\n2,a\nnever,a\n3,a\n"
        let exporter = try service(csv, Self.mapping(extra: "reject_file: /dev/full"))
        try exporter.waitFor(finished, "1")
        #expect(try exporter.sample(#"orders_total{key="a"}"#) == "3")
        #expect(
            try exporter.sample(#"csv_exporter_records_rejected_total{reason="invalid_time",source="orders"}"#) == "2")
        #expect(exporter.log.ranges(of: "cannot write the reject file").count == 1, "it is told once")
    }

    @Test func `a thousand files are one history, and can be followed all the same`() throws {
        for number in 0..<1000 { folder.write("part-\(number).csv", "time,key\n\(number % 10),a\n") }
        let exporter = try service("", Self.mapping("\"part-*.csv\""))
        try exporter.waitFor(#"orders_total{key="a"}"#, "1000")
        exporter.terminate()
        #expect(try exporter.status() == 0)
        let other = try service("", Self.mapping("\"part-*.csv\"", extra: "mode: follow"))
        try other.waitFor(#"orders_total{key="a"}"#, "1000")
        try FileDescriptor.openForAppending(folder.path + "/part-77.csv").write("5,a\n")
        try other.waitFor(#"orders_total{key="a"}"#, "1001")
    }

    @Test func `a running exporter is found healthy, a path that it has not is told`() throws {
        let exporter = try service(Self.records(1, keys: 1))
        let address = "--web.listen-address=\(exporter.address)"
        let other = TemporaryDirectory()
        #expect(try Program.run(["healthcheck", address], in: other) == (0, "", ""))
        let wrong = try Program.run(["healthcheck", address, "--path=/none"], in: other)
        #expect(
            wrong.status == 1 && wrong.err.contains("got HTTP/1.1 404 Not Found from \(exporter.address)"), "\(wrong)")
    }
}
