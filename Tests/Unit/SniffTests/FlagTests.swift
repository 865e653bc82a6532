import Sniff
import Testing

/// A flag is obeyed, or the file is refused in a sentence that names it.
struct FlagTests {
    struct Case: Sendable {
        var text: String
        var flags: @Sendable (inout Told) -> Void
        /// What the sentence has; nil if the flag is obeyed.
        var says: [String]?
    }

    static let times = file("time,v") { "2025-03-\(two($0 % 28 + 1)) 10:00:00,\($0 % 7).5" }
    static let both = file("a,b,code,s,v") {
        "2025-03-\(two($0 % 28 + 1)) 10:00,2025-04-\(two($0 % 28 + 1)) 11:00,\($0 % 3),"
            + "\($0 % 2 == 0 ? "x" : "y"),\($0).5"
    }
    static let days = file("day,v") { "\(two($0 % 12 + 13))/03/2025,\($0).5" }
    static let parts = file("date,clock,v") { "2025-03-04,10:\(two($0)):00,\($0).5" }

    static let cases: [Case] = [
        Case(
            text: times, flags: { $0.timeColumns = ["v"] },
            says: ["\"0.5\" in line 2", "no format", "--time.column=time"]),
        Case(
            text: times, flags: { $0.timeFormat = "%Y" },
            says: ["--time.format=%Y does", "want --time.format=%Y-%m-%d %H"]),
        Case(text: times, flags: { $0.timeFormat = "unix" }, says: ["--time.format=unix does not"]),
        Case(text: times, flags: { ($0.timeColumns, $0.timeFormat) = (["v"], "unix") }, says: nil),
        Case(text: times, flags: { $0.timeColumns = ["other"] }, says: nil),
        Case(
            text: times, flags: { $0.timeColumns = ["time", "other"] }, says: ["no column \"other\"", "--time.column"]),
        Case(
            text: both, flags: { ($0.timeColumns, $0.timeFormat) = (["b"], "%Y-%m-%d") },
            says: ["column b", "want --time.format=%Y-%m-%d %H:%M"]),
        Case(
            text: parts, flags: { ($0.timeColumns, $0.timeFormat) = (["date", "clock"], "%Y-%m-%d %H%M") },
            says: ["date + clock", "want --time.format=%Y-%m-%d %H:%M:%S"]),
        Case(text: parts, flags: { $0.timeFormat = "%Y-%m-%d" }, says: nil),
        Case(
            text: days, flags: { $0.isDayFirst = false }, says: ["\"13/03/2025\" in line 2", "not --time.month-first"]),
        Case(text: days, flags: { $0.isDayFirst = true }, says: nil),
        Case(text: both, flags: { $0.values = ["s"] }, says: ["column \"s\"", "\"x\"", "--values", "want v"]),
        Case(text: both, flags: { $0.values = ["a"] }, says: ["is the event time", "--values"]),
        Case(text: both, flags: { $0.values = ["code"] }, says: nil),
        Case(text: both, flags: { $0.labels = ["a"] }, says: ["is the event time", "--labels"]),
        Case(
            text: both, flags: { ($0.labels, $0.mostSeries) = (["v"], 20) },
            says: ["column \"v\" has 40 different texts", "--max-series=20"]),
        Case(text: times, flags: { $0.decimal = UInt8(ascii: ",") }, says: ["\"0.5\" in line 2", "want --decimal=."]),
        Case(text: times, flags: { $0.delimiter = UInt8(ascii: ";") }, says: ["--delimiter=;", "want --delimiter=,"]),
        Case(
            text: file("time,v") { "2025-03-\(two($0 % 28 + 1)),\($0 % 2 == 0 ? "5 km" : "70 m")" },
            flags: { $0.values = ["v"] }, says: ["several units", "5 km, 70 m"]),
    ]

    @Test(arguments: cases) func `a flag is obeyed or refused`(_ test: Case) throws {
        var told = Told()
        test.flags(&told)
        guard let says = test.says else {
            #expect(throws: Never.self) { try decisions(test.text, told) }
            return
        }
        let refusal = #expect(throws: Refusal.self) { try decisions(test.text, told) }
        for part in says { #expect(refusal?.sentence.contains(part) == true, "\(refusal?.sentence ?? "")") }
    }

    @Test func `flags beat the rules`() throws {
        var told = Told()
        (told.labels, told.values) = ([], ["code"])
        let found = try decisions(Self.both, told)
        #expect(found.labels.isEmpty && found.values == ["code"])
        #expect(found.columns[3].role == .leftOut(.notAsked) && found.columns[4].role == .leftOut(.notAsked))
        told = Told()
        told.timeColumns = ["b"]
        let second = try decisions(Self.both, told)
        #expect(second.time?.columns == [1] && second.time?.isAssumed == false)
        told = Told()
        told.timeFormat = "%Y-%m-%d"
        #expect(try decisions(Self.parts, told).time?.columns == [0])
    }

    /// Bytes that are no table, and a word of the sentence.
    static let texts: [([UInt8], String)] = [
        ("time,v\n".utf8.flatMap { [0, $0] }, "UTF-16BE"), ("time,v\n".utf8.flatMap { [0, 0, 0, $0] }, "UTF-32BE"),
        ("time,v\n".utf8.flatMap { [$0, 0, 0, 0] }, "UTF-32LE"),
        (Array("\"time,v\"\n\"2025-03-04,1\"\n\"2025-03-05,2\"\n".utf8), "whole lines in quotes"),
    ]

    @Test(arguments: texts) func `what is wrong with a text is said`(_ bytes: [UInt8], _ word: String) throws {
        let refusal = #expect(throws: Refusal.self) { try decisions(bytes) }
        #expect(refusal?.sentence.contains(word) == true, "\(refusal?.sentence ?? "")")
    }
}
