import EventTime
import Scaffold
import Sniff
import TestSupport
import Testing

@testable import Inspection

/// Lines of a mapping of `init` that are commented out, switched on one by one.
@Suite struct InitProposalTests {
    private let folder = TemporaryDirectory()

    /// Files by the names of their columns: readings and events, with amounts of all kinds.
    static let files: [(header: String, line: @Sendable (Int) -> String)] = [
        (
            "time,channel,csat,pieces,amount eur",
            { "\(seconds($0 * $0 * 3)),c\($0 % 3),\($0 % 5 + 1),\($0 % 9),\($0).5" }
        ),
        ("time,kind,amount,note", { "\(seconds($0 * $0 * 3)),k\($0 % 3),\($0 % 7 - 3).25,n\($0)" }),
        ("time,kind,debit", { "\(seconds($0 * $0 * 3)),k\($0 % 3),-\($0 % 7).25" }),
        (
            "time,kind,points,points added,points distribution",
            {
                "\(seconds($0 * $0 * 3)),k\($0 % 3),\($0 % 7),\($0 % 4),\($0 % 6)"
            }
        ),
        (
            "time,store,pieces,kwh,humidity,foo,site",
            {
                "\(seconds($0 / 2 * 60)),s\($0 % 2),\($0 * 7 % 11),\($0 % 3).5,\($0 % 60),\($0 * 5 % 13),here"
            }
        ),
        ("time,reading,valuta", { "\(seconds($0 * 60)),\($0 * 3 / 2),2026-01-\(two($0 % 28 + 1))" }),
        ("time,number,lat,batch", { "\(seconds($0 * $0)),\($0 + 7),47.\($0),b\($0 % 90 / 2)" }),
        (
            "time,Bed Temperature (°C),Bed Count (pcs),Bath Temperature (°C),Bath Count (pcs),Hall Temperature (°C)"
                + ",Hall Count (pcs)",
            { "\(seconds($0 * 60)),2\($0 % 9),\($0 % 7),1\($0 % 8),\($0 % 5),3\($0 % 7),\($0 % 4)" }
        ),
        (
            "time,Wind [MW],Sun [MW],Gas [MW],orders",
            {
                "\(seconds($0 * 60)),\($0 % 9),\($0 % 7),\($0 % 5),\($0 * 7 % 13)"
            }
        ),
        ("day,v", { "0\($0 % 9 + 1).0\($0 / 9 % 9 + 1).2026,\($0)" }),
    ]

    @Test(arguments: files.indices)
    func `each line that is commented out gives a mapping that loads when it is switched on`(_ number: Int) throws {
        let file = Self.files[number]
        let text = try mapping(file.header + "\n" + (0..<90).map { file.line($0) + "\n" }.joined())
        let proposals = switched(text)
        #expect(!proposals.isEmpty, "\(text)")
        for (name, changed) in proposals {
            let proof = try #require(try? Proof(changed, isOver: { false }), "\(name) does not load: \(changed)")
            #expect(proof.rejected == 0, "\(name): \(proof.summary)")
            #expect(proof.findings.filter { $0.hasPrefix("error") } == [], "\(name)")
        }
    }

    @Test func `amounts and scores of events have a counter and a histogram to switch on`() throws {
        let file = Self.files[0]
        let text = try mapping(file.header + "\n" + (0..<90).map { file.line($0) + "\n" }.joined())
        for name in ["data_csat", "data_pieces"] {
            #expect(text.contains("- gauge: \(name)\n"))
            #expect(text.contains("# - counter: \(name)_added_total\n"))
            #expect(text.contains("# - histogram: \(name)_distribution\n"))
        }
    }

    @Test func `counts of an interval have a counter beside their gauge, and levels have none`() throws {
        let file = Self.files[4]
        let text = try mapping(file.header + "\n" + (0..<90).map { file.line($0) + "\n" }.joined())
        for name in ["data_pieces", "data_kwh", "data_foo"] {
            #expect(text.contains("- gauge: \(name)\n") && text.contains("# - counter: \(name)_added_total\n"))
        }
        #expect(text.contains("- gauge: data_humidity\n") && !text.contains("data_humidity_added"))
    }

    @Test func `what stands beside columns of one kind is added up once, not for each of them`() throws {
        let file = Self.files[8]
        let text = try mapping(file.header + "\n" + (0..<90).map { file.line($0) + "\n" }.joined())
        let lines = text.split(separator: "\n")
        let start = try #require(lines.firstIndex { $0.hasSuffix("# - counter: data_orders_added_total") })
        #expect(lines[start..<start + 4].contains { $0.hasSuffix("#   where: {series: [\"Wind [MW]\"]}") }, "\(text)")
    }

    private func mapping(_ text: String) throws -> String {
        let path = folder.write("data.csv", text)
        let (all, faults) = try decideTogether([path], Told(), Instant(nanoseconds: 1_795_651_200_000_000_000))
        let decisions = try #require(all[0], "\(faults)")
        #expect(decisions.undecided.isEmpty)
        return mappingText(plan("data", [SourceFiles(files: [path], decisions: decisions)]))
    }

    /// The mapping with each of its commented lines switched on by itself: a metric, a label, a time. What is said to
    /// be in place of another line replaces it.
    private func switched(_ text: String) -> [(name: String, text: String)] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        var found: [(name: String, text: String)] = []
        for start in lines.indices {
            guard let content = uncommented(lines[start]) else { continue }
            let key = content.trimmingPrefix { $0 == " " || $0 == "-" }.prefix { $0 != ":" }
            var changed = lines
            changed[start] = content
            if key == "column" || key == "format" && content.contains("in place of") {
                let taken = key == "column" ? ["column", "columns", "format"] : ["format"]
                for other in lines.indices where taken.contains(where: { lines[other].hasPrefix("      \($0): ") }) {
                    changed[other] = ""
                }
                if key == "column" { changed[start + 1] = uncommented(lines[start + 1]) ?? "" }
            } else if content.contains("  # ") {
                // A label: with the line above all of them, if that is commented out, too.
                let above = lines[..<start].lastIndex { $0.hasSuffix("  labels:") || $0.hasSuffix("#   labels:") } ?? 0
                changed[above] = uncommented(lines[above]) ?? lines[above]
            } else if ["gauge", "counter", "histogram", "info"].contains(key) || key == "labels" && depth(content) == 4
            {
                var end = start + 1
                while end < lines.count, let more = uncommented(lines[end]), depth(more) > depth(content) {
                    changed[end] = more
                    end += 1
                }
            } else {
                continue
            }
            found.append((String(content), changed.joined(separator: "\n")))
        }
        return found
    }

    private func uncommented(_ line: String) -> String? {
        let blanks = line.prefix { $0 == " " }
        let rest = line.dropFirst(blanks.count)
        return rest.hasPrefix("# ") ? blanks + String(rest.dropFirst(2)) : nil
    }

    private func depth(_ line: String) -> Int { line.prefix { $0 == " " }.count }

    private static func seconds(_ number: Int) -> String { "\(1_780_000_000 + number)" }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
