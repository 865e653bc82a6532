import BankSimulator
import Foundation
import Testing

@Suite struct SimulationTests {
    @Test(arguments: ["transactions.csv", "transactions_auth_codes.csv", "checkout_1.csv", "checkout_2.csv"])
    func `the published seed makes the published file, byte for byte`(_ name: String) throws {
        let published = try [UInt8](Data(contentsOf: Demo.folder.appending(path: name)))
        #expect(
            Demo.files[name]! == published, "\(name) and the simulator differ: regenerate as the README beside it says")
    }

    @Test func `nothing else is made`() {
        #expect(
            Demo.files.keys.sorted() == [
                "checkout_1.csv", "checkout_2.csv", "transactions.csv", "transactions_auth_codes.csv",
            ])
    }

    @Test func `another seed changes every file`() {
        for (name, contents) in Demo.contents(seed: 1) {
            #expect(contents != Demo.files[name]!, "\(name)")
        }
    }

    @Test(arguments: [("transactions.csv", 25_921), ("transactions_auth_codes.csv", 12_961)])
    func `series stand one after the other, a count for each minute of three days`(_ name: String, lines: Int) {
        let records = Demo.records(Demo.files[name]!)
        let block = 3 * 24 * 60
        #expect(records.count == lines)
        for start in stride(from: 1, to: records.count, by: block) {
            let series = records[start..<start + block]
            #expect(Set(series.map { $0[1] }).count == 1, "from line \(start + 1)")
            #expect(series.map { $0[0] } == Self.minutes, "from line \(start + 1)")
        }
    }

    @Test func `blocks come in the order of the published sample's statuses`() {
        let starts = stride(from: 1, to: 25_921, by: 4_320)
        let records = Demo.records(Demo.files["transactions.csv"]!)
        #expect(records[0] == ["timestamp", "status", "count"])
        #expect(
            starts.map { records[$0][1] } == [
                "approved", "denied", "refunded", "reversed", "backend_reversed", "failed",
            ])
    }

    @Test(arguments: [Simulation.publishedSeed, 1, 2, UInt64.max])
    func `files agree with each other whatever the seed`(_ seed: UInt64) {
        let files = Demo.contents(seed: seed)
        let statuses = Minutes(files["transactions.csv"]!).counts
        let codes = Minutes(files["transactions_auth_codes.csv"]!).counts
        #expect(codes.keys.sorted() == ["00", "51", "59"], "seed \(seed)")
        #expect(codes["00"] == statuses["approved"], "seed \(seed)")
        #expect(zip(codes["51"]!, codes["59"]!).map(+) == statuses["denied"], "seed \(seed)")
        let monday = Demo.checkouts(files["checkout_1.csv"]!)
        let tuesday = Demo.checkouts(files["checkout_2.csv"]!)
        #expect(monday.map(\.today) == tuesday.map(\.yesterday), "seed \(seed)")
        #expect(monday.map(\.hour) == (0..<24).map { $0 < 10 ? "0\($0)h" : "\($0)h" }, "seed \(seed)")
        #expect(monday.map(\.hour) == tuesday.map(\.hour), "seed \(seed)")
    }

    @Test func `a checkout line has three whole numbers and two averages of two decimals`() {
        let number = #/\d+/#
        let average = #/\d+\.\d\d/#
        for name in ["checkout_1.csv", "checkout_2.csv"] {
            let records = Demo.records(Demo.files[name]!)
            #expect(
                records[0] == [
                    "time", "today", "yesterday", "same_day_last_week", "avg_last_week", "avg_last_month",
                ])
            for record in records.dropFirst() {
                #expect(record.count == 6)
                #expect(record[1...3].allSatisfy { $0.wholeMatch(of: number) != nil }, "\(record)")
                #expect(record[4...5].allSatisfy { $0.wholeMatch(of: average) != nil }, "\(record)")
            }
        }
    }

    /// 2026-03-02 05:00 to 2026-03-05 04:59, written out by the calendar of the test's own library.
    private static let minutes: [String] = {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        let start = formatter.date(from: "2026-03-02 05:00:00")!
        return (0..<4_320).map { formatter.string(from: start.addingTimeInterval(Double($0) * 60)) }
    }()
}
