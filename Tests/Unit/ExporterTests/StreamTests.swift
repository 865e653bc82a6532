import HTTP
import JSON
import MappingFile
import Service
import TestSupport
import Testing

@testable import Exporter

/// Metrics of every kind.
private let kinds = [
    "{counter: orders_total, help: Orders., labels: {key: key}}",
    "{counter: amount_total, help: Amount., value: amount}",
    "{counter: level_total, help: Level., value: level, absolute: true, labels: {key: key}}",
    "{gauge: stock, help: Stock., value: level, labels: {key: key}, expire_after: 40s}",
    "{histogram: size, help: Size., value: amount, buckets: [1, 3], labels: {key: key}}",
    "{info: key_info, help: Keys., labels: {key: key}}",
]

/// Records over about 20 minutes, with gaps.
private func orders(_ seed: UInt64, count: Int = 400) -> String {
    var chance = SeededGenerator(seed: seed)
    var (csv, time) = ("time,key,amount,level\n", 1000)
    for number in 0..<count {
        time += Int.random(in: 0...5, using: &chance) + (number % 100 == 99 ? 120 : 0)
        let key = ["a", "b", "c\"\\", "<d>"].randomElement(using: &chance) ?? ""
        let amount = Double(Int.random(in: 0...400, using: &chance)) / 100
        csv += "\(time),\"\(key.replacing("\"", with: "\"\""))\",\(amount),\(Int.random(in: 0...50, using: &chance))\n"
    }
    return csv
}

@Suite struct StreamTests {
    @Test(arguments: rounds) func `a tab equals the metrics, and a late tab an early one, at every moment`(
        seed: UInt64
    ) throws {
        let scene = try EndpointScene(
            csv: orders(seed), replay: "{speed: 30, loop: true, loop_pause: 2s}", isNewOnReload: true, metrics: kinds)
        let tab = try Tab(scene)
        var chance = SeededGenerator(seed: seed)
        for moment in 0..<100 {
            try scene.change(&chance)
            let scraped = try scene.scraped()
            try tab.read()
            #expect(tab.samples == scraped.samples, "seed \(seed), moment \(moment)")
            #expect(tab.number("t") == scraped.time, "seed \(seed), moment \(moment)")
            let late = try Tab(scene)
            try late.read()
            #expect(late.rows == tab.rows && late.values == tab.values, "seed \(seed), moment \(moment)")
            #expect(late.frame["state"] == tab.frame["state"])
            // A connection that was cut goes on where it was, without a new hello.
            let again = try Tab(scene, lastID: tab.lastID)
            try again.read()
            #expect(again.hellos == 0 && again.events.isEmpty, "seed \(seed), moment \(moment)")
        }
        #expect(tab.hellos > 3)
    }

    @Test func `the increases of the steps add up to the values`() throws {
        let scene = try EndpointScene(csv: orders(5), replay: "{speed: max}", metrics: kinds)
        let tab = try Tab(scene)
        for _ in 0..<2000 where tab.text("state") != "finished" {
            scene.now += 250_000_000
            try scene.slice()
            try tab.read()
        }
        for (id, line) in tab.lines where tab.metrics[line.metric].name == "orders_total" {
            let sum = tab.rows.values.reduce(0.0) { $0 + (Double($1[id]?[0] ?? "") ?? 0) }
            #expect(sum == Double(tab.values[id]?[0] ?? ""), "\(line)")
        }
        #expect(tab.rows.count > 300 && tab.rows.keys.max() == tab.rows.count - 1)
    }

    @Test func `nothing new is nothing sent, but a comment after 15 seconds`() throws {
        let scene = try EndpointScene()
        _ = try scene.send("POST", "/api/v1/replay?action=pause")
        let source = try #require(try scene.stream())
        var pieces = 0
        while case .bytes = source.step(atMost: 65536, now: scene.now) { pieces += 1 }
        #expect(pieces > 1)
        scene.now += 1_000_000_000
        #expect(source.step(atMost: 65536, now: scene.now) == .wait(until: scene.now + 250_000_000))
        scene.now += 14_000_000_000
        #expect(source.step(atMost: 65536, now: scene.now) == .bytes(Array(": \n\n".utf8)))
    }

    @Test func `a command is told at once`() throws {
        let scene = try EndpointScene()
        let tab = try Tab(scene)
        try tab.read()
        _ = try scene.send("POST", "/api/v1/replay?action=pause")
        try tab.read()
        #expect(tab.text("state") == "paused")
    }

    @Test func `streams have no more places than the flag gives, and a closed one frees its place`() throws {
        let scene = try EndpointScene(maximumStreams: 2)
        let first = try Tab(scene)
        let second = try Tab(scene)
        let refused = try scene.send("GET", "/api/v1/stream", host: "localhost")
        #expect(refused.status == 503)
        #expect(refused.body.hasPrefix("2 streams are open, which is the most (--web.max-streams)"))
        var metrics = try scene.send("GET", "/metrics").body
        #expect(metrics.contains("\ncsv_exporter_http_streams 2\n"))
        #expect(metrics.contains("\ncsv_exporter_http_streams_refused_total 1\n"))
        first.close()
        metrics = try scene.send("GET", "/metrics").body
        #expect(metrics.contains("\ncsv_exporter_http_streams 1\n"))
        #expect(try scene.stream() != nil)
        second.close()
    }

    @Test(arguments: [
        ("127.0.0.1:8081", "", "", true), ("localhost:8081", "", "same-origin", true), ("[::1]:8081", "", "", true),
        ("evil.example:8081", "", "", false), ("exporter", "", "", false),
        ("127.0.0.1:8081", "http://127.0.0.1:8081", "", true), ("127.0.0.1:8081", "http://127.0.0.1:9", "", false),
        ("127.0.0.1:8081", "http://evil.example", "cross-site", false), ("127.0.0.1:8081", "", "same-site", false),
    ])
    func `no other site reads a stream, not even under a name that leads here`(
        host: String, origin: String, site: String, isOpen: Bool
    ) throws {
        let headers = (origin.isEmpty ? [] : [("origin", origin)]) + (site.isEmpty ? [] : [("sec-fetch-site", site)])
        let stream = try EndpointScene(isOpen: false).stream("", headers, host: host)
        #expect((stream != nil) == isOpen)
    }

    @Test func `rejected records are told with their place, and with their text only where control is open`() throws {
        for isOpen in [true, false] {
            let scene = try EndpointScene(
                csv: "time,key,amount,level\n1,a,many,1\n2,b,1,1\nx,b,1,1\n", replay: "{speed: max}",
                metrics: [kinds[1]], isOpen: isOpen)
            let tab = try Tab(scene)
            scene.now += 1_000_000_000
            try scene.slice()
            try tab.read()
            let text = JSONValue.object(tab.frame).text
            let cell = isOpen ? #","text":"many""# : ""
            #expect(
                text.contains(
                    #"{"source":0,"reason":"invalid_number","file":"a.csv","line":2,"#
                        + #""column":"amount"\#(cell),"time":1}"#
                ),
                "\(text)")
            #expect(text.contains(#""rejected":{"invalid_number":1,"invalid_time":1}"#), "\(text)")
            let late = try Tab(scene)
            try late.read()
            #expect(JSONValue.object(late.events[0].data).text.contains("invalid_number in orders"))
        }
    }

    @Test(arguments: [true, false]) func `a failed reload is told, with its sentence where control is open`(
        isOpen: Bool
    ) throws {
        let scene = try EndpointScene(isOpen: isOpen)
        let tab = try Tab(scene)
        scene.breakMapping()
        scene.engine.begin(now: scene.now)
        try tab.read()
        let text = JSONValue.object(tab.frame).text
        #expect(text.contains("the last reload failed, the configuration before stays: "), "\(text)")
        // The sentence has the path of the file.
        #expect(text.contains("yml:") == isOpen && text.contains("the log says why") != isOpen, "\(text)")
    }

    @Test func `the pins of a stream that has ended make room for others, and an empty one is none`() throws {
        var csv = "time,key\n"
        for number in 0..<600 { csv += "\(number),k\(number)\n" }
        let scene = try EndpointScene(csv: csv, replay: "{speed: max}")
        scene.now = 2_000_000_000
        try scene.slice()
        for first in [0, 100, 200] {
            let pins = (first..<first + 32).map { "pin=orders_total%7Bkey%3D%22k\($0)%22%7D" }.joined(separator: "&")
            let tab = try Tab(scene, "?pin=&\(pins)")
            try tab.read()
            let told = try #require(tab.events.first { $0.name == "pins" }?.data)
            #expect(JSONValue.object(told).text.contains(#""faults":[]"#), "\(first): \(told)")
            tab.close()
        }
    }

    @Test func `more than 500 series are sums, beside which a tab may pin some`() throws {
        var csv = "time,key\n"
        for number in 0..<600 { csv += "\(number),k\(number)\n" }
        let scene = try EndpointScene(csv: csv, replay: "{speed: 100}")
        scene.now = 2_000_000_000
        try scene.slice()
        let tab = try Tab(scene, "?pin=orders_total%7Bkey%3D%22k7%22%7D&pin=order_total&pin=orders_total%7Bkey%3D1%7D")
        scene.now += 1_000_000_000
        try scene.slice()
        try tab.read()
        let pins = try #require(tab.events.first { $0.name == "pins" }?.data)
        let faults = JSONValue.object(pins).text
        #expect(faults.contains("order_total cannot be pinned: no metric has this name; did you mean orders_total?"))
        #expect(faults.contains("want name{label=\\\"value\\\", …}"))
        #expect(tab.lines.count == 2 && tab.lines[1]?.labels == ["k7"] && tab.lines[0]?.labels == nil)
        #expect(tab.values[1] == ["1"])
        let sum = try scene.scraped().samples.reduce(0.0) { $0 + (Double($1.split(separator: " ").last ?? "") ?? 0) }
        #expect(tab.values[0].flatMap { Double($0[0]) } == sum)
    }
}

extension EndpointScene {
    /// Time passes, and now and then a command.
    fileprivate func change(_ chance: inout SeededGenerator) throws {
        now += Int64.random(in: 250...3000, using: &chance) * 1_000_000
        let time = 999 + Int.random(in: 0...1300, using: &chance)
        let command =
            switch Int.random(in: 0..<16, using: &chance) {
            case 0: "?action=pause"
            case 1, 2: "?action=resume"
            case 3, 4, 5: "?action=seek&time=1970-01-01T00:\(time / 600)\(time / 60 % 10):\(time / 10 % 6)\(time % 10)Z"
            case 6: "?action=speed&speed=\([5, 60, 400].randomElement(using: &chance) ?? 1)"
            case 7: Bool.random(using: &chance) ? "?action=restart" : "?action=speed&speed=max"
            default: ""
            }
        if !command.isEmpty { _ = try send("POST", "/api/v1/replay" + command) }
        if Int.random(in: 0..<40, using: &chance) == 0 { _ = try send("POST", "/-/reload") }
        for _ in 0..<4 { try slice() }
    }
}
