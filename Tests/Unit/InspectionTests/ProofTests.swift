import TestSupport
import Testing

@testable import Inspection

/// The proof of a mapping by reading its files.
@Suite struct ProofTests {
    private let folder = TemporaryDirectory()

    private func mapping(records: Int) -> String {
        let path = folder.write(
            "orders.csv", "time,amount\n" + (0..<records).map { "\(1_700_000_000 + $0),\($0)\n" }.joined())
        return """
            sources:
              - name: orders
                files: \(path)
                time: {column: time, format: unix}
                metrics: [{gauge: amount, help: A., value: amount}]
            """
    }

    @Test func `the time limit ends both readings of a file`() throws {
        let text = mapping(records: 60_000)
        var asked = 0
        let whole = try Proof(text) {
            asked += 1
            return false
        }
        #expect(whole.read != nil && whole.records == 60_000 && whole.series == 1)
        let all = asked
        // A file of 1 MB is read twice.
        #expect(all > 8)
        for limit in 1...all {
            asked = 0
            let part = try Proof(text) {
                asked += 1
                return asked >= limit
            }
            #expect(part.read == nil && asked == limit)
            #expect(part.summary.hasPrefix("the mapping can be read; the files are too large"))
        }
    }
}
