import JSON
import Testing

@testable import BankSimulator

@Suite("Incidents that are drawn")
struct DrawnIncidentsTests {
    private static let catalogue = smallCatalogue.replacingLine(
        of: "    expect: {alert: ManyFailures, within: 5m}\n",
        with: """
                expect: {alert: ManyFailures, within: 5m}
              - {id: S-2, name: Often, severity: Low, duration: 20s, frequency_weight: 9, symptoms: []}
              - {id: S-3, name: Never, severity: Low, duration: 20s, enabled: false, frequency_weight: 90, symptoms: []}

            """
    ).replacingLine(of: "duration: 10m", with: "duration: 20s")

    private func begun(_ scene: LiveScene) throws -> [String] {
        try scene.lines("small/incidents.csv").filter { $0.contains(",start,") }
    }

    @Test("as many as the setting says, by the weights of those that are enabled, and the same for the same seed")
    func drawn() throws {
        let scenes = try [LiveScene([("small", Self.catalogue)]), LiveScene([("small", Self.catalogue)])]
        for scene in scenes {
            scene.run(seconds: 300)
            #expect(try begun(scene).isEmpty)
            _ = try scene.send("POST", "/config", #"{"small": {"incidents_per_hour": 60}}"#)
            scene.run(seconds: 3600)
        }
        let rows = try begun(scenes[0])
        #expect((40...80).contains(rows.count))
        #expect(try rows == begun(scenes[1]))
        let often = rows.count { $0.contains(",S-2,") }
        #expect(often > rows.count * 3 / 4 && often < rows.count)
        #expect(!rows.contains { $0.contains(",S-3,") })
    }

    @Test("none of a scenario that runs already, and each is told as one by chance")
    func once() throws {
        let scene = try LiveScene([("small", Self.catalogue)])
        #expect(try scene.send("POST", "/incidents/S-2?duration=1h").json.at("by_chance") == .boolean(false))
        _ = try scene.send("POST", "/config", #"{"small": {"incidents_per_hour": 60}}"#)
        scene.run(seconds: 1800)
        let rows = try begun(scene)
        #expect(rows.count { $0.contains(",S-2,") } == 1)
        #expect(rows.contains { $0.contains(",S-1,") })
        #expect(try scene.send("GET", "/incidents").json.at("incidents.1.by_chance") == .boolean(true))
        let told = try scene.logged("incident begins")
        #expect(told.first?.contains("scenario=S-2 reason=\"a request\"") == true, "\(told)")
        #expect(told.count == rows.count && told.dropFirst().allSatisfy { $0.contains("scenario=S-1 reason=chance") })
    }

    @Test("none while as many run as may, and none after it is set to 0")
    func limits() throws {
        let scene = try LiveScene([("small", Self.catalogue)])
        for _ in 0..<32 { #expect(try scene.send("POST", "/incidents/S-1?duration=2h").status == 201) }
        _ = try scene.send("POST", "/config", #"{"small": {"incidents_per_hour": 60}}"#)
        scene.run(seconds: 600)
        #expect(try begun(scene).count == 32)
        _ = try scene.send("POST", "/config", #"{"small": {"incidents_per_hour": 0}}"#)
        _ = try scene.send("DELETE", "/incidents")
        scene.run(seconds: 600)
        #expect(try begun(scene).count == 32)
    }
}
