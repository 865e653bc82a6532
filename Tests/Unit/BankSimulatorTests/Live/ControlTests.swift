import JSON
import Service
import Testing

@testable import BankSimulator

@Suite("Start and stop")
struct ControlTests {
    private let scene: LiveScene

    init() throws { scene = try LiveScene() }

    @Test func `nothing keeps a simulator from ending, whether it makes records or not`() throws {
        func hasFinished(_ work: some Work) -> Bool { work.hasFinished }
        let scene = try LiveScene()
        #expect(hasFinished(scene.live))
        scene.live.stop()
        #expect(hasFinished(scene.live))
    }

    @Test("stop ends all incidents and makes no records after its second; start goes on with the next second")
    func stop() throws {
        scene.run(seconds: 20)
        #expect(try scene.send("POST", "/incidents/S-1", "{\"duration\": \"1h\"}").status == 201)
        scene.run(seconds: 5)
        let stopped = try scene.send("POST", "/control", "{\"action\": \"stop\"}")
        #expect(stopped.status == 200)
        #expect(stopped.json.at("status") == .string("stopped"))
        #expect(try scene.send("GET", "/").json.at("running") == .boolean(false))
        #expect(try scene.send("GET", "/").json.at("config_loaded") == .boolean(true))
        scene.run(seconds: 30)
        let log = try scene.lines("small/incidents.csv")
        #expect(log.last == "2026-03-02T08:00:27.000Z,INC-000001,S-1,Many failures,high,end,0,0,0")
        let before = try scene.lines("small/events.csv")
        #expect(before.allSatisfy { $0 < "2026-03-02T08:00:27" })
        #expect(try scene.send("POST", "/control", "{\"action\": \"start\"}").json.at("status") == .string("started"))
        #expect(try scene.send("GET", "/").json.at("running") == .boolean(true))
        scene.run(seconds: 30)
        let after = try scene.lines("small/events.csv").dropFirst(before.count)
        #expect(after.count > 10)
        #expect(after.allSatisfy { $0 >= "2026-03-02T08:00:57" })
        #expect(scene.live.sets[0].skippedSeconds == 0)
    }

    @Test("the log tells each end once, and why")
    func ends() throws {
        #expect(try scene.send("POST", "/incidents/S-1?duration=5s").status == 201)
        for _ in 0..<2 { #expect(try scene.send("POST", "/incidents/S-1?duration=1h").status == 201) }
        scene.run(seconds: 20)
        #expect(try scene.send("DELETE", "/incidents/INC-000002").status == 200)
        #expect(try scene.send("POST", "/control", "{\"action\": \"stop\"}").status == 200)
        scene.run(seconds: 5)
        let told = try scene.logged("incident ends")
        let reasons = ["its time is over", "a request", "the records are stopped"]
        #expect(told.count == 3)
        for (index, (line, reason)) in zip(told, reasons).enumerated() {
            #expect(line.contains("incident=INC-00000\(index + 1) scenario=S-1 reason=\"\(reason)\""), "\(line)")
        }
    }

    @Test("repeating is harmless")
    func again() throws {
        for action in ["start", "start", "stop", "stop", "start"] {
            #expect(try scene.send("POST", "/control?action=\(action)").status == 200)
        }
        scene.run(seconds: 5)
        #expect(try scene.send("GET", "/").json.at("status") == .string("running"))
    }

    @Test("stopped before the first second, it begins where it is started")
    func early() throws {
        let scene = try LiveScene()
        scene.live.stop()
        scene.run(seconds: 60)
        scene.live.start()
        scene.run(seconds: 10)
        let times = try scene.lines("small/events.csv").filter { $0 > "2026-03-02T08:00:02" }
        #expect(times.allSatisfy { $0 >= "2026-03-02T08:01:02" })
    }

    @Test("no incident begins while nothing is made")
    func refused() throws {
        _ = try scene.send("POST", "/control?action=stop")
        let refused = try scene.send("POST", "/incidents/S-1")
        #expect(refused.status == 409)
        #expect(refused.json.text.contains("while the simulator is stopped"))
    }

    @Test(
        "a bad request changes nothing and gets a sentence",
        arguments: [
            ("/control", "", 422, "got no action"), ("/control", "{}", 422, "got no action"),
            ("/control", "{\"action\": \"stp\"}", 400, "did you mean \\\"stop\\\"?"),
            ("/control", "{\"action\": 1}", 400, "want start or stop"),
            ("/control", "{\"acton\": \"stop\"}", 400, "did you mean \\\"action\\\"?"),
            ("/control?action=stop&action=stop", "", 400, "got action twice"),
            ("/control?action=stop", "{\"action\": \"stop\"}", 400, "got action twice"),
            ("/control", "[\"stop\"]", 400, "no JSON object"), ("/control", "stop", 400, "cannot read the body"),
        ])
    func bad(target: String, body: String, status: Int, sentence: String) throws {
        let answer = try scene.send("POST", target, body)
        #expect(answer.status == status)
        #expect(answer.json.text.contains(sentence), "\(answer.json.text)")
        #expect(!scene.live.isStopped)
    }

    @Test("a scenario's id may have any characters")
    func anyIdentity() throws {
        let text = smallCatalogue.replacingLine(of: "- id: S-1", with: "- id: S/1 %")
            .replacingLine(of: "scenario: S-1", with: "scenario: \"S/1 %\"")
        let scene = try LiveScene([("small", text)])
        #expect(try scene.send("POST", "/incidents/S%2F1%20%25").status == 201)
        let config = #"{"scenarios": {"S/1 %": {"enabled": false}}}"#
        #expect(try scene.send("POST", "/config", config).status == 200)
        #expect(try scene.send("POST", "/incidents/S%2F1%20%25").status == 409)
    }

    @Test("pages of other sites cannot stop it")
    func otherSites() throws {
        let headers = [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site")]
        #expect(try scene.send("POST", "/control", "{\"action\": \"stop\"}", headers).status == 403)
        #expect(!scene.live.isStopped)
    }
}
