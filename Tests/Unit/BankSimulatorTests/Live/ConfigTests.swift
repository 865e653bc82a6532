import JSON
import Testing

@testable import BankSimulator

@Suite("Live settings")
struct ConfigTests {
    private static let declared = smallCatalogue.replacingLine(
        of: "shapes:\n",
        with: """
            settings:
              visits: {range: [0, 100], help: Records in a second.}
              odd: {range: [0, 1]}
            shapes:

            """)
    private let scene: LiveScene

    init() throws {
        let other = Self.declared.replacingLine(of: "S-1", with: "O-1")
        scene = try LiveScene([("small", Self.declared), ("other", other)])
    }

    @Test("the settings of the profile and the scenarios are shown")
    func shown() throws {
        let config = try scene.send("GET", "/config")
        #expect(config.status == 200)
        #expect(
            config.json.at("small")?.text
                == "{\"visits\":2,\"odd\":0.1,\"customers\":40,\"incidents_per_hour\":0}")
        #expect(config.json.at("scenarios.S-1")?.text == "{\"enabled\":true,\"frequency_weight\":1}")
        #expect(config.json.at("scenarios.O-1.enabled") == .boolean(true))
    }

    @Test("a setting takes effect from the next second on, and changes nothing before it or of other streams")
    func change() throws {
        let same = try LiveScene([("small", Self.declared)])
        for scene in [scene, same] { scene.run(seconds: 60) }
        let changed = try scene.send("POST", "/config", "{\"small\": {\"visits\": 20}}")
        #expect(changed.json.text == "{\"status\":\"updated\",\"config\":{\"small\":{\"visits\":20}}}")
        #expect(try scene.send("GET", "/config").json.at("small.visits") == .number(JSONNumber(20)))
        #expect(try scene.send("GET", "/config").json.at("other.visits") == .number(JSONNumber(2)))
        for scene in [scene, same] { scene.run(seconds: 120) }
        let (rows, usual) = (try scene.lines("small/events.csv"), try same.lines("small/events.csv"))
        let border = "2026-03-02T08:01:02"
        #expect(rows.filter { $0 < border } == usual.filter { $0 < border })
        #expect(rows.filter { $0 >= border }.count > 5 * usual.filter { $0 >= border }.count)
        #expect(try scene.lines("small/counts.csv") == same.lines("small/counts.csv"))
        // Set back, the same second has the same records again.
        _ = try scene.send("POST", "/config", "{\"small\": {\"visits\": 2}}")
        for scene in [scene, same] { scene.run(seconds: 120) }
        let later = "2026-03-02T08:04:02"
        #expect(
            try scene.lines("small/events.csv").filter { $0 >= later }
                == same.lines("small/events.csv").filter { $0 >= later })
    }

    @Test("what GET answers can be sent back, and changes nothing")
    func back() throws {
        let text = try scene.text("/config")
        #expect(try scene.send("POST", "/config", text).status == 200)
        #expect(try scene.text("/config") == text)
    }

    @Test("one anomaly_rate is set for all streams that have one")
    func anomalyRate() throws {
        #expect(try scene.send("POST", "/config", "{\"anomaly_rate\": 0.5}").status == 200)
        for set in ["small", "other"] {
            #expect(try scene.send("GET", "/config").json.at("\(set).odd")?.text == "0.5")
        }
    }

    @Test("a scenario that is not enabled is refused until it is enabled again")
    func disabled() throws {
        let disabled = try scene.send(
            "POST", "/config", "{\"scenarios\": {\"S-1\": {\"enabled\": false, \"frequency_weight\": 3}}}")
        #expect(disabled.status == 200)
        #expect(try scene.text("/config").contains("\"S-1\":{\"enabled\":false,\"frequency_weight\":3}"))
        #expect(try scene.text("/scenarios").contains("\"enabled\":false,\"weight\":3"))
        let refused = try scene.send("POST", "/incidents/S-1")
        #expect(refused.status == 409)
        #expect(refused.json.text.contains("S-1, which is not enabled"))
        #expect(try scene.send("POST", "/incidents/O-1").status == 201)
        _ = try scene.send("POST", "/config", "{\"scenarios\": {\"S-1\": {\"enabled\": true}}}")
        #expect(try scene.send("POST", "/incidents/S-1").status == 201)
    }

    @Test(
        "a bad body changes nothing, not even what is right in it",
        arguments: [
            ("", "got no body"), ("[]", "no JSON object"), ("{", "cannot read the body"),
            (#"{"other": {"visits": 9}, "smal": {"visits": 9}}"#, #"did you mean \"small\"?"#),
            (#"{"other": {"visits": 9}, "small": {"vists": 9}}"#, #"did you mean \"visits\"?"#),
            (#"{"other": {"visits": 9}, "small": {"visits": 101}}"#, "want a number from 0 to 100"),
            (#"{"small": {"visits": 9, "odd": -0.1}}"#, "want a number from 0 to 1"),
            (#"{"small": {"visits": "9"}}"#, #"cannot read small.visits: got \"9\"; want a number from 0 to 100"#),
            (#"{"small": {"visits": true}}"#, "want a number from 0 to 100"),
            (#"{"small": {"visits": 1e999}}"#, "want a number from 0 to 100"),
            (#"{"small": 9}"#, "want an object"),
            (#"{"small": {"visits": 9, "customers": 0}}"#, "want a whole number from 1"),
            (#"{"small": {"visits": 9}, "anomaly_rate": 1.1}"#, "want a number from 0 to 1"),
            (#"{"small": {"visits": 9}, "scenarios": {"S-2": {}}}"#, #"did you mean \"S-1\"?"#),
            (#"{"small": {"visits": 9}, "scenarios": {"S-1": {"enabled": 1}}}"#, "want true or false"),
            (#"{"small": {"visits": 9}, "scenarios": {"S-1": {"enable": true}}}"#, #"did you mean \"enabled\"?"#),
            (#"{"scenarios": {"S-1": {"frequency_weight": 1000001}}}"#, "want a number from 0 to 1000000"),
            (#"{"scenarios": {"S-1": {"frequency_weight": -1}}}"#, "want a number from 0 to 1000000"),
            (#"{"small": {"incidents_per_hour": 61}}"#, "want a number from 0 to 60"),
            (
                #"{"incidents_per_hour": 6}"#,
                #"a setting of each data set; want it within, such as {\"small\":{\"incidents_per_hour\":6}}"#
            ),
            (#"{"odd": 0.2}"#, #"a setting of small; want it within, such as {\"small\":{\"odd\":0.2}}"#),
            (#"{"small": {"visits": 9}, "small": {"visits": 9}}"#, "cannot read the body"),
            (#"{"services_names": ["desk"]}"#, "cannot be changed"),
            (#"{"a":[[[[[[[[1]]]]]]]]}"#, "cannot read the body"),
        ])
    func bad(body: String, sentence: String) throws {
        let before = try scene.text("/config")
        let answer = try scene.send("POST", "/config", body)
        #expect(answer.status == 400)
        #expect(answer.json.text.contains(sentence), "\(answer.json.text)")
        #expect(try scene.text("/config") == before)
    }

    @Test(
        "numbers at the ends of their ranges are taken",
        arguments: [
            #"{"small": {"visits": 0}}"#, #"{"small": {"visits": 100}}"#, #"{"anomaly_rate": 0}"#,
            #"{"anomaly_rate": 1}"#, #"{"small": {"incidents_per_hour": 60}}"#, #"{}"#,
            #"{"scenarios": {"S-1": {"frequency_weight": 1000000}}}"#,
        ])
    func ends(body: String) throws { #expect(try scene.send("POST", "/config", body).status == 200) }

    @Test("the log tells what is changed")
    func logged() throws {
        _ = try scene.send("POST", "/config", #"{"small": {"visits": 9}, "anomaly_rate": 0.5}"#)
        let told = try scene.logged("settings are changed")
        #expect(told.count == 1)
        #expect(told.first?.contains(#"{\"small\":{\"visits\":9},\"anomaly_rate\":0.5}"#) == true, "\(told)")
    }

    @Test("all data sets together make at most 20 000 events a second", arguments: [(19_999.9, 200), (20_000, 400)])
    func sum(rate: Double, status: Int) throws {
        // Each data set also has a record a minute.
        let scene = try LiveScene([("a", smallCatalogue), ("b", smallCatalogue)])
        let body = "{\"a\": {\"visits\": 10000}, \"b\": {\"visits\": \(rate - 10_000)}}"
        #expect(try scene.send("POST", "/config", body).status == status)
    }

    @Test("settings of profiles side by side are set profile by profile")
    func sideBySide() throws {
        let text = smallCatalogue.replacingLine(of: "shapes:\n", with: "side_by_side: [usual, busy]\nshapes:\n")
        let scene = try LiveScene([("both", text)])
        let config = try scene.send("GET", "/config").json
        #expect(config.at("both.busy.visits")?.text == "8")
        #expect(config.at("both.incidents_per_hour")?.text == "0")
        #expect(try scene.send("POST", "/config", #"{"both": {"busy": {"visits": 1}}}"#).status == 200)
        #expect(try scene.send("GET", "/config").json.at("both.busy.visits")?.text == "1")
        #expect(try scene.send("GET", "/config").json.at("both.usual.visits")?.text == "2")
        let refused = try scene.send("POST", "/config", #"{"both": {"visits": 1}}"#)
        #expect(refused.status == 400)
        #expect(refused.json.text.contains("want incidents_per_hour, usual or busy"))
    }
}
