import TestSupport
import Testing

@testable import BankSimulator

/// A catalogue with one of everything.
let smallCatalogue = """
    profiles:
      usual: {visits: 2, odd: 0.1, customers: 40}
      busy: {visits: 8, odd: 0.1, customers: 400}
    shapes:
      day:
        hours: [1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 7, 7, 8, 9, 8, 7, 6, 5, 4, 3, 2, 1]
        weekend: 0.3
    tables:
      lands: {DE: 3, VN: 1}
    streams:
      - name: events
        file: events.csv
        rate: visits
        shape: day
        columns: [timestamp, id, kind, result, user, land, amount, text, scenario]
        truth: {scenario: id}
        columns_of_all:
          id: {uuid: 4}
          user: {id: U-, from: 1, to: 99999, of: customers, pool: customers}
        kinds:
          login:
            share: 3
            kind: login
            result: {choice: {ok: 90, failed: 10}}
            land: {choice: lands}
            text: {text: "{user} says \\"{result}\\", from {land}"}
            repeat: {where: {result: failed}, share: 0.5, times: [1, 3], every: [4s, 20s], same: [user]}
          payment:
            share: 1
            kind: payment
            result: ok
            amount: {quantiles: {0: 1, 50: 20, 99: 300, 100: 900}, decimals: 2}
        anomaly_rate: odd
        anomalies:
          - {weight: 1, kind: payment, where: {amount: {from: 100}}, set: {amount: "999"}}
      - name: counts
        file: counts.csv
        every: 1m
        columns: [timestamp, what, today, yesterday, average]
        kinds:
          sale:
            mean: 20
            shape: day
            what: sale
            today: {count: self}
            yesterday: {count: self, before: 24h}
            average: {count: self, before: 24h, days: 7, decimals: 2}
    windows:
      - name: minutes
        file: minutes.csv
        of: events
        kinds: [login]
        every: 1m
        columns:
          attempts: {count: all}
          failed: {count: all, where: {result: failed}, over: 5m}
          users: {distinct: user, over: 5m}
          top: {most: user, over: 10m}
          share: {share: {result: ok}}
    routines:
      - {name: noon, at: 12h, duration: 30m, days: weekdays, does: [{scale: events/payment, by: 3}]}
    scenarios:
      - id: S-1
        name: Many failures
        severity: High
        duration: 10m
        symptoms:
          - {change: events/login, share: 0.5, set: {result: failed}}
          - {add: events/login, per_minute: 30, set: {result: failed, user: {id: U-, from: 1, to: 99999, of: 1}}}
          - {drop: counts, share: 1, after: 2m, lasts: 3m}
          - {scale: counts, by: 4, ramp: 1m}
        expect: {alert: ManyFailures, within: 5m}
    story:
      - {at: 8h10m, scenario: S-1, intensity: 2}

    """

@Suite("Catalogues")
struct CatalogueTests {
    private static let catalogue = smallCatalogue

    @Test(
        "a fault names its place, what it found, and what is near",
        arguments: [
            ("streams:", "stream:", "cannot use key \"stream\""),
            ("rate: visits", "rate: vists", "did you mean \"visits\"?"),
            ("rate: visits", "rate: 2000000", "want 0 to 1000000"),
            ("land: {choice: lands}", "land: {choice: land}", "did you mean \"lands\"?"),
            ("share: 0.5, times", "share: 1.5, times", "want a share from 0 to 1"),
            ("same: [user]", "same: [usr]", "did you mean \"user\"?"),
            ("of: events\n", "of: event\n", "did you mean \"events\"?"),
            ("attempts: {count: all}", "attempts: {count: some}", "want all"),
            ("distinct: user", "distinct: usr", "did you mean \"user\"?"),
            ("kinds: [login]", "kinds: [logon]", "did you mean \"login\"?"),
            ("scale: events/payment", "scale: events/payments", "did you mean \"payment\"?"),
            ("set: {result: failed}}", "set: {reslt: failed}}", "did you mean \"result\"?"),
            ("scenario: S-1,", "scenario: S-2,", "did you mean \"S-1\"?"),
            ("shape: day\n    columns", "shape: night\n    columns", "cannot use shape \"night\""),
            ("        kind: payment\n", "        knd: payment\n", "did you mean \"kind\"?"),
            ("of: customers, pool: customers", "pool: customers", "cannot use pool \"customers\""),
            ("where: {result: failed}, share", "where: {result: faild}, share", "did you mean \"failed\"?"),
            ("share: {result: ok}", "share: {result: {not: [okay]}}", "no record has it; want failed or ok"),
            ("where: {amount: {from: 100}}", "where: {kind: paymnt}", "did you mean \"payment\"?"),
            ("scale: counts, by: 4,", "scale: counts, by: 4, profiles: [bsy],", "did you mean \"busy\"?"),
            ("  busy: {visits", "  incidents_per_hour: {visits", "a setting has this name"),
            ("shapes:", "settings: {vists: {range: [0, 1]}}\nshapes:", "did you mean \"visits\"?"),
            ("shapes:", "settings: {visits: {range: [1, 0]}}\nshapes:", "want two numbers in order"),
            ("shapes:", "settings: {visits: {range: [0, 1]}}\nshapes:", "want a number from 0 to 1"),
            ("shapes:", "settings: {visits: {rnge: [0, 1]}}\nshapes:", "did you mean \"range\"?"),
            ("    duration: 10m\n", "    duration: 10m\n    frequency_weight: -1\n", "want a number from 0 to 1000000"),
            ("intensity: 2", "intensity: 20", "want above 0, at most 10"),
            ("{uuid: 4}", "{uuidd: 4}", "did you mean \"uuid\"?"),
            ("every: [4s, 20s]", "every: [20s, 4s]", "want two durations in order"),
            ("every: 1m\n    columns", "every: 1m\n    batch: vists\n    columns", "did you mean \"visits\"?"),
            ("every: 1m\n    columns", "every: 1m\n    batch: 1.5\n    columns", "want a whole number from 1"),
            ("every: 1m\n    columns", "every: 1m\n    batch: 0\n    columns", "want a whole number from 1"),
            ("file: counts.csv", "file: events.csv", "another stream has it"),
            ("file: counts.csv", "file: ../counts.csv", "want a plain name"),
            ("story:\n  - {at: 8h10m, scenario: S-1, intensity: 2}\n", "", "cannot make the story"),
            ("story:\n", "replay: {at: 8h}\nstory:\n", "got no \"duration\"; want how much is made"),
            ("story:\n", "replay: {from: 8h, duration: 1h}\nstory:\n", "cannot use key \"from\""),
        ])
    func fault(old: String, new: String, sentence: String) throws {
        let folder = TemporaryDirectory()
        let text = Self.catalogue.replacingLine(of: old, with: new)
        try #require(text != Self.catalogue)
        let path = folder.write("simulation.yml", text)
        let fault = #expect(throws: (any Error).self) {
            try CatalogueReader.read(path, HistoryRequest(from: 0, to: 60, schedule: .story))
        }
        let lines = "\(fault.map { "\($0)" } ?? "")"
        #expect(lines.contains(sentence), "\(lines)")
        #expect(lines.contains("\(path):"))
    }

    @Test(
        "a fault of the api names its place, and what is near",
        arguments: [
            ("  paths:", "  path:", "did you mean \"paths\"?"),
            ("{of: counts}\n  services", "{of: count}\n  services", "\"counts\""),
            ("kind: login}", "kind: logon}", "did you mean \"login\"?"),
            (", kind: login}", "}", "want one as \"kind\""),
            ("  logins: {of", "  Logins/: {of", "want small letters"),
            ("records: {count: all}", "records: {count: some}", "want all"),
            ("result: failed}, by", "reslt: failed}, by", "did you mean \"result\"?"),
            ("failed}, by", "faild}, by", "did you mean \"failed\"?"),
            ("by: user", "by: usr", "did you mean \"user\"?"),
            ("mean: amount", "mean: amont", "did you mean \"amount\"?"),
            ("{mean: amount}", "{}", "got 0 forms"), ("of: minutes", "of: minuts", "did you mean \"minutes\"?"),
            ("status: share", "status: shar", "did you mean \"share\"?"),
            ("[users, top]", "[top, users, top]", "\"top\" twice"),
            ("[users, top]", "[users, tp]", "did you mean \"top\"?"),
        ])
    func api(old: String, new: String, sentence: String) throws {
        let folder = TemporaryDirectory()
        let text = declaredCatalogue.replacingLine(of: old, with: new)
        try #require(text != declaredCatalogue)
        let path = folder.write("simulation.yml", text)
        let fault = #expect(throws: (any Error).self) {
            try CatalogueReader.read(path, HistoryRequest(from: 0, to: 60))
        }
        #expect("\(fault.map { "\($0)" } ?? "")".contains(sentence), "\(fault.map { "\($0)" } ?? "")")
    }

    @Test("a second scenario of one id is a fault")
    func twice() throws {
        let folder = TemporaryDirectory()
        let again = "  - {id: S-1, name: Again, severity: Low, duration: 1m, symptoms: []}\nstory:"
        let path = folder.write("simulation.yml", Self.catalogue.replacingLine(of: "story:", with: again))
        let fault = #expect(throws: (any Error).self) {
            try CatalogueReader.read(path, HistoryRequest(from: 0, to: 60))
        }
        #expect("\(fault.map { "\($0)" } ?? "")".contains("the id is taken"))
    }
}

extension String {
    /// The text with the first occurrence of `old` replaced.
    func replacingLine(of old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
