import JSON
import Synthesis
import Testing

@testable import BankSimulator

/// `smallCatalogue` with what its API says about its records.
let declaredCatalogue =
    smallCatalogue.replacingLine(
        of: "    truth: {scenario: id}\n",
        with: "    truth: {scenario: id}\n    json: {who: {name: user, from: land}}\n")
        + """
        api:
          paths:
            logins: {of: events, kind: login}
            payments: {of: events, kind: payment}
            metrics: {of: counts}
          services:
            desk:
              of: events
              metrics:
                records: {count: all}
                failures: {count: all, where: {result: failed}}
                failed_percent: {percent: {result: failed}, where: {kind: login}}
                mean_amount: {mean: amount}
            till: {of: counts}
          failed_attempts: {of: events, where: {result: failed}, by: user, over: 5m}
          system_health: {of: minutes, status: share, columns: [attempts], metrics: [users, top]}

        """

@Suite("Events")
struct EventTests {
    private let scene: LiveScene

    init() throws {
        scene = try LiveScene([("small", declaredCatalogue), ("other", smallCatalogue)])
    }

    @Test("the last records are shown as they are written, and are not consumed")
    func shown() throws {
        scene.run(seconds: 120)
        let first = try scene.send("GET", "/events?stream=small/events&limit=1000")
        #expect(first.status == 200)
        let lines = try scene.lines("small/events.csv")
        #expect(first.json.at("count") == .number(JSONNumber(lines.count)))
        let last = cells(lines[lines.count - 1])
        let event = try #require(first.json.at("events.\(lines.count - 1)"))
        #expect(event.at("timestamp") == .string(last[0]))
        #expect(event.at("who.name") == .string(last[4]))
        #expect(event.at("scenario") == .null)
        #expect(event.at("set") == .string("small"))
        #expect(event.at("gateway_service") == .string("desk"))
        #expect(
            try scene.send("GET", "/events?stream=small/events&limit=1000").json.at("events") == first.json.at("events")
        )
    }

    @Test("without a name, those of all streams by time; with a name, of streams and windows of all data sets")
    func names() throws {
        scene.run(seconds: 120)
        let all = try scene.send("GET", "/events").json
        guard case .array(let events)? = all.at("events") else { throw Missing() }
        #expect(events.count == 100)
        let times = events.map { $0.at("timestamp")?.text ?? "" }
        #expect(times == times.sorted())
        #expect(Set(events.compactMap { $0.at("set")?.text }).sorted() == [#""other""#, #""small""#])
        #expect(try scene.send("GET", "/events?stream=minutes").json.at("count")?.text == "4")
        #expect(try scene.send("GET", "/events?stream=small/minutes").json.at("count")?.text == "2")
        #expect(try scene.send("GET", "/events?stream=minutes&limit=1").json.at("events.0.attempts")?.number != nil)
        #expect(all.at("services_count")?.text == "2")
        #expect(try scene.send("GET", "/logins/events?limit=3").json.at("count")?.text == "3")
    }

    private struct Missing: Error {}

    @Test("a thousand records of a stream are kept")
    func ring() throws {
        scene.run(seconds: 900)
        let total = try scene.lines("small/events.csv").count
        #expect(total > 1000)
        let kept = try scene.send("GET", "/events?stream=small/events&limit=1000").json
        #expect(kept.at("count")?.text == "1000")
        #expect(
            kept.at("events.0.timestamp")?.text.dropFirst().dropLast()
                == (try scene.lines("small/events.csv")[total - 1000]).prefix(24))
    }

    @Test(
        "a bad query gets a sentence",
        arguments: [
            ("/events?limit=0", "want a whole number from 1 to 1000"),
            ("/events?limit=1001", "want a whole number from 1 to 1000"),
            ("/events?limit=ten", "want a whole number from 1 to 1000"),
            ("/events?limit=1&limit=1", "got limit twice"), ("/events?stream=evnts", #"did you mean \"events\"?"#),
            ("/events?stream=smal/events", #"did you mean \"small/events\"?"#),
            ("/events?steam=events", #"did you mean \"stream\"?"#), ("/logins/events?stream=events", "want limit"),
        ])
    func bad(target: String, sentence: String) throws {
        let answer = try scene.send("GET", target)
        #expect(answer.status == 400)
        #expect(answer.json.text.contains(sentence), "\(answer.json.text)")
    }

    @Test("limits at their ends are taken", arguments: [1, 1000])
    func limits(limit: Int) throws { #expect(try scene.send("GET", "/events?limit=\(limit)").status == 200) }

    @Test("a record that is asked for is written like any other, and windows hold it")
    func made() throws {
        scene.run(seconds: 120)
        let body = #"{"result": "failed", "who": {"name": "U-77777", "from": "KY"}}"#
        for _ in 0..<50 {
            let made = try scene.send("POST", "/logins", body)
            #expect(made.status == 201)
            #expect(made.json.at("timestamp") == .string("2026-03-02T08:02:02.000Z"))
            #expect(made.json.at("kind") == .string("login"))
            #expect(made.json.at("text") == .string(#"U-77777 says "failed", from KY"#))
        }
        let one = try scene.send("POST", "/payments", #"{"amount": 6e4}"#).json
        #expect(one.at("amount")?.text == "60000")
        scene.run(seconds: 60)
        let rows = try scene.lines("small/events.csv")
        #expect(
            rows.count { $0.contains(",login,failed,U-77777,KY,") && $0.hasPrefix("2026-03-02T08:02:02.000Z") } == 50)
        #expect(rows.filter { $0.contains(",payment,ok,") && $0.contains(",60000,") }.count == 1)
        #expect(rows.map { $0.prefix(24) } == rows.map { $0.prefix(24) }.sorted())
        let window = try #require(try scene.lines("small/minutes.csv").last)
        #expect(cells(window)[0] == "2026-03-02T08:03:00.000Z")
        #expect(Int(cells(window)[4]).map { $0 >= 50 } ?? false)
        // Nothing else is different.
        let usual = try scene.lines("other/events.csv")
        #expect(rows.count == usual.count + 51)
    }

    @Test(
        "a bad body makes no record",
        arguments: [
            (#"{"amont": 1}"#, #"did you mean \"amount\"?"#), (#"{"amount": "1"}"#, "want a number from -1e15 to 1e15"),
            (#"{"amount": 1.1e15}"#, "want a number from -1e15 to 1e15"), (#"{"amount": true}"#, "want a number"),
            (#"{"timestamp": "2026-03-02T08:00:00Z"}"#, "got column"), (#"{"who": {"nam": "a"}}"#, "who.name"),
            (#"{"user": "a", "who": {"name": "a"}}"#, "got column user twice"), (#"{"user": [1]}"#, "want a text"),
            (#"{"user": [[[[[[[1]]]]]]]}"#, "want a text"),
            (#"{"user": [[[[[[[[1]]]]]]]]}"#, "cannot read the body"),
            (#"{"user": "a\nb"}"#, "without control characters"), ("[]", "no JSON object"),
            ("{", "cannot read the body"),
        ])
    func badBody(body: String, sentence: String) throws {
        let answer = try scene.send("POST", "/payments", body)
        #expect(answer.status == 400)
        #expect(answer.json.text.contains(sentence), "\(answer.json.text)")
        #expect(scene.live.sets[0].askedCount == 0)
    }

    @Test("texts have at most 1000 bytes", arguments: [(1000, 201), (1001, 400)])
    func longTexts(bytes: Int, status: Int) throws {
        let body = "{\"user\": \"\(String(repeating: "a", count: bytes))\"}"
        #expect(try scene.send("POST", "/payments", body).status == status)
    }

    @Test("at most a thousand within a second, none while nothing is made, and what was promised is written")
    func limit() throws {
        scene.run(seconds: 120)
        for _ in 0..<1000 { #expect(try scene.send("POST", "/logins").status == 201) }
        #expect(try scene.send("POST", "/logins").status == 429)
        _ = try scene.send("POST", "/control?action=stop")
        #expect(try scene.send("POST", "/logins").status == 409)
        scene.run(seconds: 3)
        #expect(try scene.lines("small/events.csv").count { $0.hasPrefix("2026-03-02T08:02:02.000Z") } >= 1000)
    }

    @Test("what is declared twice, or is there already, is refused at the start")
    func conflicts() throws {
        let own = declaredCatalogue.replacingLine(of: "    logins: {of", with: "    config: {of")
        let desk = "\napi:\n  services: {desk: {of: events}}\n"
        let attempts = "\napi:\n  failed_attempts: {of: events, by: user}\n"
        let cases = [
            ([own], "POST /config is there already"),
            ([declaredCatalogue, declaredCatalogue], "GET /logins/events is there already"),
            ([declaredCatalogue, smallCatalogue + desk], "two data sets have a service called \"desk\""),
            ([declaredCatalogue, smallCatalogue + attempts], "2 data sets declare \"failed_attempts\""),
        ]
        for (catalogues, sentence) in cases {
            let scene = try LiveScene(catalogues.enumerated().map { ("set\($0.offset)", $0.element) })
            #expect(LiveEndpoints.conflict(scene.live.sets)?.contains(sentence) ?? false, "\(sentence)")
        }
        #expect(LiveEndpoints.conflict(scene.live.sets) == nil)
    }

    @Test("a data set that declares nothing has only /events")
    func undeclared() throws {
        let scene = try LiveScene()
        #expect(try scene.send("GET", "/events").status == 200)
        for target in ["/logins/events", "/services/desk/health", "/system/health", "/dashboard"] {
            #expect(try scene.send("GET", target).status == 404, "\(target)")
        }
        #expect(try scene.send("POST", "/logins").status == 404)
    }
}
