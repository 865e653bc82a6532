import Foundation
import JSON
import POSIX
import Synthesis
import TestSupport
import Testing

@testable import BankSimulator

@Suite("Rows as JSON")
struct RowFormTests {
    private let folder = TemporaryDirectory()

    private func catalogue(json: String) throws -> Catalogue {
        let text = smallCatalogue.replacingLine(
            of: "    truth: {scenario: id}\n", with: "    truth: {scenario: id}\n    json: \(json)\n")
        return try CatalogueReader.compile(folder.write("simulation.yml", text), HistoryRequest(from: 0, to: .max))
    }

    @Test("columns stand in the objects that the catalogue names, numbers are numbers, and empty cells are left out")
    func objects() throws {
        let form = try catalogue(json: "{who: {name: user, from: land}, what: [kind, amount]}").rowForms[0]
        let cells = ["2026-03-02T08:00:00.123Z", "7e1", "login", "ok", "U-00001", "DE", "12.50", "a \"b\", c", ""]
        #expect(
            JSONValue.object(form.object(cells)).text == """
                {"timestamp":"2026-03-02T08:00:00.123Z","id":"7e1","what":{"kind":"login","amount":12.50},\
                "result":"ok","who":{"name":"U-00001","from":"DE"},"text":"a \\"b\\", c"}
                """)
        let others = ["2026-03-02T08:00:00.123Z", "", "", "", "", "", "a lot", "", "S-1"]
        #expect(
            JSONValue.object(form.object(others)).text == """
                {"timestamp":"2026-03-02T08:00:00.123Z","what":{"amount":"a lot"},"scenario":"S-1"}
                """)
    }

    @Test(
        "a bad json is refused with its place",
        arguments: [
            ("{who: [usr]}", "did you mean \"user\"?"), ("{who: [user], what: [user]}", "column \"user\" twice"),
            ("{kind: [user]}", "a column has this name"), ("[user]", "want keys and values"),
        ])
    func refused(json: String, sentence: String) {
        let faults = #expect(throws: (any Error).self) { try catalogue(json: json) }
        #expect("\(faults.map { "\($0)" } ?? "")".contains(sentence), "\(faults.map { "\($0)" } ?? "")")
    }

    @Test(
        "the cells of a line are those that were written",
        arguments: [
            ("a,b\n", ["a", "b"]), ("a,,\n", ["a", "", ""]), ("\"a,\"\"b\"\"\nc\",d\n", ["a,\"b\"\nc", "d"]),
            ("ä\n", ["ä"]), ("", [""]),
        ])
    func lines(line: String, wanted: [String]) {
        #expect(cells(of: Array(line.utf8)[...]) == wanted)
    }

    @Test("findings of the security data set are the nested lines that people know")
    func findings() throws {
        let path = Repository.root.path + "/data/security/simulation.yml"
        let catalogue = try CatalogueReader.compile(path, HistoryRequest(from: 0, to: .max))
        let stream = try #require(catalogue.findings)
        var making = Making(catalogue.plans, windows: [], log: nil, from: 43_200, to: .max, knowsTimes: true)
        while making.next < 43_500 { _ = making.step() }
        let lines = making.take(stream, upTo: .max)
        let (reading, writing) = try FileDescriptor.pipe()
        let log = FindingsLog(writing)
        log.print(lines, catalogue.rowForms[stream])
        let printed = try reading.readSome()
        let values = try printed.split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: Array($0)) }
        #expect(values.count + log.dropped == lines.ends.count && values.count > 10)
        for case .object(let object) in values {
            guard case .object(let details)? = object["anomaly_details"] else {
                Issue.record("no details in \(object)")
                continue
            }
            let isAnomaly = details["is_anomaly"] == .boolean(true)
            #expect(isAnomaly || details["is_anomaly"] == .boolean(false))
            if case .number? = details["confidence"] { #expect(isAnomaly) } else { #expect(!isAnomaly) }
            #expect((details["correlation_event"] == nil) == isAnomaly)
            #expect(object["correlation_id"] != nil && object["confidence"] == nil && object["message"] != nil)
            if case .object(let metrics)? = object["metrics"] {
                for member in metrics.members {
                    if case .number = member.value {} else { Issue.record("\(member.key) is no number") }
                }
            }
        }
    }

    @Test("lines that nobody reads are dropped and counted, and do not stop the simulator")
    func full() throws {
        let form = try catalogue(json: "{who: [user]}").rowForms[0]
        let (reading, writing) = try FileDescriptor.pipe()
        let log = FindingsLog(writing)
        let line = Array(
            "2026-03-02T08:00:00.123Z,1,login,ok,U-00001,DE,12.50,\(String(repeating: "x", count: 2000)),\n".utf8)
        for _ in 0..<100 { log.print(Lines(bytes: line, ends: [line.count]), form) }
        #expect(log.dropped > 50 && log.dropped < 100)
        let whole = try reading.readSome().split(separator: UInt8(ascii: "\n"))
        #expect(whole.count + log.dropped == 100)
        let before = log.dropped
        log.print(Lines(bytes: line, ends: [line.count]), form)
        #expect(log.dropped == before)
    }
}

extension FileDescriptor {
    /// What a pipe holds now.
    fileprivate func readSome() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            guard let count = try? read(into: &buffer, at: 0, count: buffer.count), count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }
}
