import Flags
import MappingFile
import Schema
import TestSupport
import Testing

@testable import Commands
@testable import Exporter

@Suite struct ReplaySettingsTests {
    private let folder = TemporaryDirectory()

    private func mapping(_ replay: String) throws -> ReplaySettings {
        let text = """
            replay: {\(replay)}
            sources:
              - name: orders
                files: a.csv
                time: {column: time, format: unix}
                metrics: [{counter: orders_total, help: Orders.}]
            """
        return try ConfigurationReader.read(folder.write("map.yml", text)).replay
    }

    private func flags(_ arguments: [String]) throws -> ReplaySettings {
        guard case .run(let flags) = try commandLine.parse(arguments) else { return ReplaySettings() }
        return try replaySettings(flags)
    }

    private static let texts:
        [(key: String, text: String, other: String, set: @Sendable (inout ReplaySettings) -> Void)] = [
            ("speed", "0.5", "max", { $0.speed = 0.5 }), ("speed", "max", "2", { $0.speed = .infinity }),
            ("loop", "true", "false", { $0.loop = true }), ("loop", "false", "true", { $0.loop = false }),
            ("loop_pause", "1m30s", "5s", { $0.loopPause = 90_000_000_000 }),
            ("start_at", "1970-01-01T00:00:01Z", "1970-01-01T00:00:02Z", { $0.startAt = 1_000_000_000 }),
            ("end_at", "1970-01-01T01:00:01+01:00", "1970-01-01T00:00:02Z", { $0.endAt = 1_000_000_000 }),
            ("max_gap", "1h", "5s", { $0.maxGap = 3_600_000_000_000 }),
            ("wait_for_scrape", "true", "false", { $0.waitForScrape = true }),
        ]

    private func argument(_ key: String, _ text: String) -> String {
        let name = "replay." + key.map { $0 == "_" ? "-" : $0 }
        switch text {
        case "true": return "--\(name)"
        case "false": return "--no-\(name)"
        default: return "--\(name)=\(text)"
        }
    }

    @Test func `every setting is a key and a flag with one meaning, and the flag wins`() throws {
        #expect(Set(Self.texts.map(\.key)) == Set(ReplaySetting.all.map(\.key)))
        for (key, text, other, set) in Self.texts {
            var wanted = ReplaySettings()
            set(&wanted)
            let quoted = text.contains(":") ? "\"\(text)\"" : text
            let (fromKey, fromFlag) = (try mapping("\(key): \(quoted)"), try flags([argument(key, text)]))
            #expect(fromKey == wanted && fromFlag == wanted, "\(key)")
            let losing = try mapping("\(key): \(other.contains(":") ? "\"\(other)\"" : other)")
            #expect(losing != wanted && fromFlag.or(losing) == wanted && losing.or(fromFlag) == losing, "\(key)")
            #expect(ReplaySettings().or(fromKey) == wanted && fromKey.or(ReplaySettings()) == wanted, "\(key)")
            #expect(ReplayPlan(wanted) != ReplayPlan(losing), "\(key)")
        }
    }

    @Test(arguments: [
        ("speed", "0", "a number above 0, or max"), ("loop", "yes", "true or false"),
        ("loop_pause", "5", "a duration such as 30s, 5m or 1h30m"), ("start_at", "soon", "a time such as "),
        ("end_at", "24:00", "a time such as "), ("max_gap", "never", "a duration such as "),
        ("wait_for_scrape", "1", "true or false"),
    ]) func `a text of another form is refused with the form that is wanted`(
        _ key: String, _ text: String, _ wanted: String
    ) throws {
        let fault = #expect(throws: Faults.self) { try mapping("\(key): \"\(text)\"") }
        #expect(fault?.description.contains("cannot read \"\(key)\": got \"\(text)\"; want \(wanted)") == true)
    }
}
