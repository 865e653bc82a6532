import BankSimulator
import Foundation
import TestSupport

/// The published data as tests read it: the simulator's own bytes, taken apart again without its help.
enum Demo {
    static let folder = Repository.root.appending(path: "data/payments")

    static let files = contents(seed: Simulation.publishedSeed)
    static let transactions = Minutes(files["transactions.csv"]!)
    static let authorizations = Minutes(files["transactions_auth_codes.csv"]!)
    static let monday = checkouts(files["checkout_1.csv"]!)
    static let tuesday = checkouts(files["checkout_2.csv"]!)

    static func contents(seed: UInt64) -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: Simulation(seed: seed).files().map { ($0.name, $0.contents) })
    }

    /// Records as texts, the header first.
    static func records(_ contents: [UInt8]) -> [[String]] {
        contents.split(separator: UInt8(ascii: "\n")).map { line in
            line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }

    static func checkouts(_ contents: [UInt8]) -> [CheckoutHour] {
        records(contents).dropFirst().map(CheckoutHour.init)
    }
}

/// A `…,count` file as one array of counts per series, in the order of time.
struct Minutes {
    /// Of the first series; a test holds the others against it.
    var timestamps: [String] = []
    var counts: [String: [Int]] = [:]

    init(_ contents: [UInt8]) {
        var first: String?
        for record in Demo.records(contents).dropFirst() {
            if first == nil { first = record[1] }
            if record[1] == first { timestamps.append(record[0]) }
            counts[record[1], default: []].append(Int(record[2])!)
        }
    }

    func index(_ timestamp: String) -> Int { timestamps.firstIndex(of: timestamp)! }

    /// From a timestamp up to, not including, another.
    func range(_ from: String, _ to: String) -> Range<Int> { index(from)..<index(to) }

    func sum(_ series: String, _ range: Range<Int>) -> Int { counts[series]![range].reduce(0, +) }

    func total(_ range: Range<Int>) -> Int { counts.keys.reduce(0) { $0 + sum($1, range) } }

    /// Every stretch of ten minutes.
    var tenMinutes: [Range<Int>] { (10...timestamps.count).map { $0 - 10..<$0 } }
}

struct CheckoutHour {
    let hour: String
    let today: Int
    let yesterday: Int
    let references: [Double]

    init(_ record: [String]) {
        hour = record[0]
        today = Int(record[1])!
        yesterday = Int(record[2])!
        references = record[2...].map { Double($0)! }
    }

    /// Mean of the four references.
    var expected: Double { references.reduce(0, +) / 4 }
    var ratio: Double { expected > 0 ? Double(today) / expected : 0 }
    /// Distance from the mean in deviations of a Poisson draw.
    var surprise: Double { expected > 0 ? (Double(today) - expected) / expected.squareRoot() : 0 }
}
