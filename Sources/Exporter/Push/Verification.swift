import HTTP
import JSON
import Metrics
import POSIX
import Service

/// Reads back what was pushed: asks a PromQL API for the number and the sum of the series of each name at the last
/// instant, until all agree or a minute is over.
final class Verification {
    private static let patience: Int64 = 60_000_000_000
    private static let pause: Int64 = 1_000_000_000
    /// The largest relative difference of two sums.
    private static let tolerance = 1e-9

    /// The series of one name at one instant.
    struct Total: Equatable {
        var count = 0
        var sum = 0.0
    }

    private let url: ServerURL
    private let labels: [(name: String, value: String)]
    private let headers: [(String, String)]
    private let client: Client
    private var expected: [String: Total] = [:]
    private var found: [String: Total] = [:]
    private var instant: Int64 = 0
    private var giveUpAt: Int64 = 0
    private var askAt: Int64?
    /// Which of the two questions is next: the number, or the sum.
    private var asksSum = false
    private var fault = ""

    /// A verification by the API below `url` (`…/api/v1/query` is added) of series with these labels.
    init(_ url: ServerURL, labels: [(name: String, value: String)], headers: [(String, String)], timeout: Int64) {
        (self.url, self.labels, self.headers) = (url, labels.filter { !$0.value.isEmpty }, headers)
        var limits = ClientLimits()
        limits.exchangeNanoseconds = timeout
        limits.bodyBytes = 16 << 20
        client = Client(url, limits: limits)
    }

    /// Starts to ask for the totals of `bits` at an instant, milliseconds since 1970.
    func begin(_ levels: Levels, _ bits: [UInt64], at instant: Int64, now: Int64) {
        expected = Self.totals(levels, bits)
        (self.instant, giveUpAt, askAt) = (instant, now + Self.patience, now)
    }

    func nextWake(now: Int64) -> Int64? { client.isBusy ? client.deadline : askAt ?? now }
    func addInterest(to set: inout PollSet) { client.addInterest(to: &set) }
    func receive(_ set: PollSet, now: Int64) { client.turn(set, now: now) }

    /// Goes on. Returns true when all agrees; throws a line for each name that does not after a minute.
    func step(now: Int64) throws -> Bool {
        if let askAt {
            guard now >= askAt else { return false }
            self.askAt = nil
            try ask(now: now)
            return false
        }
        guard !client.isBusy, let outcome = client.outcome else { return false }
        if take(outcome) {
            if !asksSum {
                asksSum = true
                try ask(now: now)
                return false
            }
            fault = Self.differences(expected, found)
            if fault.isEmpty { return true }
        }
        if now >= giveUpAt {
            throw StartFault(
                description: "csv_exporter push: cannot read back from \(url.text) what was sent: \(fault)")
        }
        (askAt, asksSum) = (now + Self.pause, false)
        return false
    }

    private func ask(now: Int64) throws {
        if !asksSum { found = [:] }
        let selector = labels.map { "\($0.name)=\(quoted($0.value))" }.joined(separator: ",")
        let query = "\(asksSum ? "sum" : "count") by (__name__) ({\(selector)})"
        let parameters = [
            ("query", query), ("time", "\(instant / 1000).\(String("\(instant % 1000 + 1000)".dropFirst()))"),
            ("nocache", "1"),
        ]
        let text = parameters.map { "\($0)=\(percentEncoded($1))" }.joined(separator: "&")
        var path = url.target
        while path.hasSuffix("/") { path.removeLast() }
        do {
            let request = try ClientRequest(
                target: "\(path)/api/v1/query?\(text)", host: url.authority, headers: headers, keepsAlive: true)
            client.begin(request, now: now)
        } catch {
            throw StartFault(description: "csv_exporter push: cannot use --verify.url: \(error)")
        }
    }

    /// Takes the answer to a question. False if it is none; then `fault` says why.
    private func take(_ outcome: Result<ClientResponse, ClientFault>) -> Bool {
        let reply = Reply(outcome, wall: 0)
        fault = reply.words
        guard case .success(let response) = outcome, response.status == 200,
            case .object(let answer)? = try? JSONValue(parsing: response.body, maximumBytes: response.body.count),
            case .object(let data)? = answer["data"], case .array(let results)? = data["result"]
        else { return false }
        for result in results {
            guard case .object(let result) = result, case .object(let metric)? = result["metric"],
                case .string(let name)? = metric["__name__"], case .array(let value)? = result["value"],
                value.count == 2, case .string(let text) = value[1], let number = Double(text)
            else { return false }
            if asksSum {
                found[name, default: Total()].sum = number
            } else {
                found[name, default: Total()].count = Int(exactly: number) ?? -1
            }
        }
        return true
    }

    /// The number and the sum of the samples of each name.
    static func totals(_ levels: Levels, _ bits: [UInt64]) -> [String: Total] {
        var totals: [String: Total] = [:]
        for series in bits.indices where bits[series] != Levels.absent && bits[series] != Levels.stale {
            let name = levels.labels.labels(of: series).first { $0.name == "__name__" }?.value ?? ""
            totals[name, default: Total()].count += 1
            totals[name, default: Total()].sum += Double(bitPattern: bits[series])
        }
        return totals
    }

    /// A line for each name that differs; empty if none does.
    static func differences(_ expected: [String: Total], _ found: [String: Total]) -> String {
        var lines: [String] = []
        for name in expected.keys.sorted() {
            let (want, got) = (expected[name] ?? Total(), found[name] ?? Total())
            let isNear =
                want.sum == got.sum || want.sum.isNaN && got.sum.isNaN
                || abs(want.sum - got.sum) <= tolerance * max(abs(want.sum), abs(got.sum))
            if want.count == got.count && isNear { continue }
            lines.append(
                "\(name): got \(got.count) series with sum \(got.sum); want \(want.count) with sum \(want.sum)")
        }
        return lines.isEmpty ? "" : "\n" + lines.joined(separator: "\n")
    }
}

/// A text as a part of a query (RFC 3986 section 2).
func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        let isLetter = 0x61...0x7A ~= byte | 0x20
        if isLetter || 0x30...0x39 ~= byte || "-._~".utf8.contains(byte) {
            bytes.append(byte)
        } else {
            bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
