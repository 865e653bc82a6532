import Feed
import Foundation
import JSON
import Service
import Testing

@testable import Exporter
@testable import Pipeline

/// What a frame, and the beginning of a stream, say besides values.
@Suite struct MomentTests {
    @Test(arguments: [
        ("data/payments/mapping.yml", "payments"), ("/srv/card sales/mapping.yaml", "card sales"),
        ("data/payments/history.yml", "history.yml"), ("payments.yml", "payments.yml"),
        ("mapping.yml", "mapping.yml"), ("/mapping.yml", "mapping.yml"), ("./mapping.yml", "mapping.yml"),
        ("../mapping.yml", "mapping.yml"), ("sales//mapping.yml", "sales"),
    ])
    func `a data set has the name of its folder, where its file has the name that all have`(
        path: String, name: String
    ) {
        #expect(dataSetName(path) == name)
    }

    @Test(arguments: [(nil, "a<b>.yml"), ("card sales", "card sales")])
    func `a stream begins with the name of the data set, which a flag may give`(title: String?, name: String) throws {
        let tab = try Tab(try EndpointScene(title: title))
        try tab.read()
        #expect(tab.events[0].data["mapping"] == .string(name))
    }

    @Test(arguments: [true, false]) func `a clock that waits for a scrape says so, and what starts it`(
        isOpen: Bool
    ) throws {
        let scene = try EndpointScene(replay: "{wait_for_scrape: true}", isOpen: isOpen)
        let tab = try Tab(scene)
        try tab.read()
        let sentence = "the clock waits for the first scrape (wait_for_scrape); a request for the metrics starts it"
        #expect(tab.text("waits") == sentence + (isOpen ? ", or “start now”" : ""))
        _ = try scene.send("GET", "/metrics")
        scene.finish("GET", "/metrics")
        try scene.slice()
        scene.now += 1_000_000_000
        try tab.read()
        #expect(tab.text("waits") == nil && tab.text("state") == "running")
    }

    @Test func `what has not happened is not told`() throws {
        let scene = try EndpointScene()
        let tab = try Tab(scene)
        try tab.read()
        let text = JSONValue.object(tab.frame).text
        #expect(text.contains(#""rejected":{},"rejects":[],"trouble":[]"#), "\(text)")
        // Records, rejected ones, the time of the last, up, the bytes to read and the fault, which a replay has not.
        #expect(text.contains(#""sources":[[0,0,null,1,null,null]]"#), "\(text)")
        #expect(tab.number("endsIn") == 9)
        _ = try scene.send("POST", "/api/v1/replay?action=pause")
        try tab.read()
        #expect(tab.text("state") == "paused" && tab.number("endsIn") == nil)
    }

    @Test func `a replay without records has finished`() throws {
        let scene = try EndpointScene(csv: "time,key\n", isReady: false)
        let tab = try Tab(scene)
        for _ in 0..<4 {
            scene.now += 1_000_000_000
            try scene.slice()
        }
        try tab.read()
        #expect(tab.text("state") == "finished" && tab.number("t") == nil)
    }

    @Test func `a pass that rests has seconds up to the next one, and none up to its own end`() throws {
        let scene = try EndpointScene(replay: "{speed: max, loop: true, loop_pause: 2s}")
        let tab = try Tab(scene)
        scene.now += 500_000_000
        try scene.slice()
        try tab.read()
        #expect(tab.text("state") == "resting" && tab.number("restsFor") == 2 && tab.number("endsIn") == nil)
        scene.now += 1_500_000_000
        try tab.read()
        #expect(tab.text("state") == "resting" && tab.number("restsFor") == 0.5)
        scene.now += 500_000_000
        try tab.read()
        #expect(tab.number("restsFor") == nil && tab.number("pass") == 2)
    }

    @Test func `a rest that is paused says so and lasts until the replay goes on`() throws {
        let scene = try EndpointScene(replay: "{speed: max, loop: true, loop_pause: 2s}")
        let tab = try Tab(scene)
        scene.now += 500_000_000
        try scene.slice()
        _ = try scene.send("POST", "/api/v1/replay?action=pause")
        for _ in 0..<2 {
            scene.now += 10_000_000_000
            try scene.slice()
            try tab.read()
            #expect(tab.text("state") == "paused" && tab.number("t") == 9 && tab.number("pass") == 1)
        }
        #expect(scene.engine.current.nextWake(now: scene.now) == nil)
        _ = try scene.send("POST", "/api/v1/replay?action=resume")
        try scene.slice()
        try tab.read()
        #expect(tab.text("state") != "paused" && tab.number("pass") == 2)
    }

    @Test func `ten rejected records are told, long texts shortened, and each step has one mark`() throws {
        var csv = "time,key,amount\n"
        // Steps of two seconds.
        for number in 0..<14 {
            csv += "\(number / 4 * 100 + number % 2),a,\(String(repeating: "x", count: 58 + number))\n"
        }
        let metrics = ["{counter: amount_total, help: Amount., value: amount}"]
        let scene = try EndpointScene(csv: csv + "x,a,1\n1000,a,1\n", replay: "{speed: max}", metrics: metrics)
        let tab = try Tab(scene)
        scene.now += 1_000_000_000
        try scene.slice()
        try tab.read()
        let text = JSONValue.object(tab.frame).text
        #expect(text.components(separatedBy: "\"file\"").count == 11, "\(text)")
        #expect(text.contains("\"\(String(repeating: "x", count: 60))\""), "\(text)")
        #expect(text.contains("\"\(String(repeating: "x", count: 57))…\""), "\(text)")
        #expect(!text.contains(String(repeating: "x", count: 61)), "\(text)")
        let late = try Tab(scene)
        try late.read()
        let hello = JSONValue.object(late.events[0].data).text
        #expect(hello.components(separatedBy: #""kind":"rejected""#).count == 4, "\(hello)")
    }

    @Test(arguments: [(10, false), (11, true), (300, true)])
    func `a source of which more than one record in a hundred is rejected is trouble`(
        rejected: Int, isTrouble: Bool
    ) throws {
        var csv = "time,key,amount\n"
        for number in 0..<1000 {
            csv += "\(number / 100),a,\(number % 3 == 0 && number / 3 < rejected ? "x" : "1")\n"
        }
        let metrics = ["{counter: amount_total, help: Amount., value: amount}"]
        let scene = try EndpointScene(csv: csv, replay: "{speed: max}", metrics: metrics)
        let tab = try Tab(scene)
        try tab.read()
        scene.now += 1_000_000_000
        try scene.slice()
        try tab.read()
        let share = (rejected + 5) / 10
        let sentence = "source orders: \(share) % of the last records were rejected"
        #expect(JSONValue.object(tab.frame).text.contains(sentence) == isTrouble, "\(tab.frame)")
    }

    @Test(arguments: [false, true]) func `a source that is down says why, and one that is up says nothing`(
        isUp: Bool
    ) throws {
        let scene = try EndpointScene(csv: isUp ? "" : "a,b\n1,2\n", mode: "follow", isReady: false)
        for _ in 0..<4 { try scene.slice() }
        let tab = try Tab(scene)
        try tab.read()
        let text = JSONValue.object(tab.frame).text
        let why = "of its files, 1 passed over (header)"
        #expect(text.contains(isUp ? "[[0,0,null,1,0,null]]" : "[[0,0,null,0,8,\"\(why)\"]]"), "\(text)")
        #expect(text.contains("\"trouble\":[\(isUp ? "" : "\"source orders is down: \(why)\"")]"), "\(text)")
    }

    private static let gzip = FeedError.compressed(path: "a.gz")
    private static let folder = FeedError.notAFile(path: "a", kind: "a folder")

    @Test(arguments: [
        ([], 1, nil), ([gzip], 1, nil), ([], 0, "no file matches its patterns"),
        ([gzip], 0, "of its files, 1 passed over (compressed)"),
        ([folder, gzip, folder], 1, "of its files, 2 passed over (not_a_file)"),
        ([folder, gzip], 0, "of its files, 1 passed over (compressed), 1 passed over (not_a_file)"),
    ])
    func `a source that is down says which files are passed over`(skipped: [FeedError], files: Int, why: String?) {
        var counts = SourceCounts()
        counts.note(skipped, files: files)
        #expect(counts.fault == why)
        if why != nil { return }
        counts.isUp = false
        #expect(counts.fault == "a file changed while it was read")
    }
}
