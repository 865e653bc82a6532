import JSON
import Testing

@testable import BankSimulator

@Suite("Profile of an incident")
struct IncidentProfileTests {
    /// Profiles side by side, whose names are in the column `id`; the scenario's events happen in one of them.
    private static let catalogue = smallCatalogue.replacingLine(
        of: "shapes:\n", with: "side_by_side: [usual, busy]\nshapes:\n"
    ).replacingLine(of: "id: {uuid: 4}", with: "id: {profile: name}")
        .replacingLine(of: "- {change: events/login,", with: "- {change: events/login, profiles: [usual],")
        .replacingLine(of: "- {add: events/login,", with: "- {add: events/login, profiles: [usual],")
        .replacingLine(of: "- {drop: counts,", with: "- {drop: counts, profiles: [usual],")
        .replacingLine(of: "- {scale: counts,", with: "- {scale: counts, profiles: [usual],")

    @Test(
        "an incident happens in the profile that is asked for, or else where the catalogue says",
        arguments: [("", "usual"), ("?profile=usual", "usual"), ("?profile=busy", "busy")])
    func happens(query: String, profile: String) throws {
        let scene = try LiveScene([("both", Self.catalogue)])
        let begun = try scene.send("POST", "/incidents/S-1\(query)").json
        #expect(begun.at("profile") == (query.isEmpty ? .null : .string(profile)))
        // The catalogue knows which alert finds it where it says that it happens.
        #expect(begun.at("expect.alert") == (profile == "usual" ? .string("ManyFailures") : nil))
        scene.run(seconds: 60)
        let marked = try scene.lines("both/events.csv").filter { $0.hasSuffix(",S-1") }.map { cells($0)[1] }
        #expect(marked.count > 15)
        #expect(Set(marked) == [profile])
    }

    @Test("where several data sets have the scenario, it happens in the one that is asked for, or in the first")
    func sets() throws {
        let scene = try LiveScene([("first", smallCatalogue), ("second", smallCatalogue)])
        for (query, set) in [("", "first"), ("?set=second", "second"), ("?set=first", "first")] {
            #expect(try scene.send("POST", "/incidents/S-1\(query)").json.at("set") == .string(set))
        }
        let refused = try scene.send("POST", "/incidents/S-1", #"{"set": "scond"}"#)
        #expect(refused.status == 400)
        #expect(refused.json.text.contains(#"did you mean \"second\"?"#))
    }
}
