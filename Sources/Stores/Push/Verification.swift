import Commands
import HTTP
import JSON
import POSIX
import Service

/// Reads back what was pushed: asks a PromQL API the questions of a `ReadBack`, one after the other, until all answers
/// are as wanted, a minute is over or there are more samples than were sent.
final class Verification {
    private static let patience: Int64 = 60_000_000_000
    private static let pause: Int64 = 1_000_000_000
    /// How late VictoriaMetrics may show samples. Until then, those of an earlier push look like all.
    private static let delay: Int64 = 10_000_000_000

    private let url: ServerURL
    private let labels: [(name: String, value: String)]
    private let headers: [(String, String)]
    private let client: Client
    private let logger: Logger
    private var questions: [ReadBack.Question] = []
    private var next = 0
    private var giveUpAt: Int64 = 0
    private var askAt: Int64?
    private var hasWaited = false
    private var cause = ""
    /// Why the store counts no samples; nil if it does, or was not asked.
    private(set) var uncounted: String?

    /// A verification by the API below `url` (`…/api/v1/query` is added) of series with these labels.
    init(
        _ url: ServerURL, labels: [(name: String, value: String)], headers: [(String, String)], timeout: Int64,
        _ logger: Logger
    ) {
        (self.url, self.labels, self.headers, self.logger) = (url, labels, headers, logger)
        var limits = ClientLimits()
        limits.exchangeNanoseconds = timeout
        limits.bodyBytes = 16 << 20
        client = Client(url, limits: limits)
    }

    /// Starts to ask. `cause` says why a store may have nothing.
    func begin(_ questions: [ReadBack.Question], cause: String, now: Int64) {
        (self.questions, self.cause, giveUpAt, askAt) = (questions, cause, now + Self.patience, now)
    }

    func nextWake(now: Int64) -> Int64? { client.isBusy ? client.deadline : askAt ?? now }
    func addInterest(to set: inout PollSet) { client.addInterest(to: &set) }
    func receive(_ set: PollSet, now: Int64) { client.turn(set, now: now) }

    /// Goes on. Returns true when all agrees; throws a line for each name that does not after a minute.
    func step(now: Int64) throws -> Bool {
        if next == questions.count { return true }
        if let askAt {
            guard now >= askAt else { return false }
            self.askAt = nil
            try ask(now: now)
            return false
        }
        guard !client.isBusy, let outcome = client.outcome else { return false }
        let question = questions[next]
        let (found, words) = Self.answer(outcome)
        var fault = words
        if let found {
            fault = question.differences(found)
            if fault.isEmpty {
                guard question.isOptional, now < giveUpAt - Self.patience + Self.delay, Self.isLate(outcome) else {
                    return try goOn(now: now)
                }
                askAt = now + Self.pause
                return false
            }
            if found.isEmpty { fault += "\n\(cause)" }
        } else if question.isOptional, case .success(let response) = outcome, 400..<600 ~= response.status {
            // Some stores refuse to read so many samples, or so long a time, at once.
            uncounted = words
            next = questions.count
            return true
        }
        // More samples than were sent do not become fewer.
        if now >= giveUpAt || found.map(question.hasMore) == true {
            throw StartFault(
                description: "csv_exporter push: cannot read back from \(url.text) what was sent: \(fault)")
        }
        if !hasWaited {
            hasWaited = true
            logger.log(.info, "not all can be read back yet; asking again for a minute")
        }
        askAt = now + Self.pause
        return false
    }

    private func goOn(now: Int64) throws -> Bool {
        next += 1
        if next == questions.count { return true }
        try ask(now: now)
        return false
    }

    private func ask(now: Int64) throws {
        let question = questions[next]
        let parameters = [
            ("query", question.query(labels)),
            ("time", "\(question.instant / 1000).\(String("\(question.instant % 1000 + 1000)".dropFirst()))"),
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

    /// Whether the store is VictoriaMetrics, which adds this field to its answers.
    private static func isLate(_ outcome: Result<ClientResponse, ClientFault>) -> Bool {
        if case .success(let response) = outcome { response.headers["x-server-hostname"] != nil } else { false }
    }

    /// The numbers of an answer by name, empty without one; or nil for no answer, and why.
    private static func answer(
        _ outcome: Result<ClientResponse, ClientFault>
    ) -> (numbers: [String: Double]?, words: String) {
        let words = Reply(outcome, wall: 0).words
        guard case .success(let response) = outcome, response.status == 200,
            case .object(let answer)? = try? JSONValue(parsing: response.body, maximumBytes: response.body.count),
            case .object(let data)? = answer["data"], case .array(let results)? = data["result"]
        else { return (nil, words) }
        var numbers: [String: Double] = [:]
        for result in results {
            guard case .object(let result) = result, case .object(let metric)? = result["metric"],
                case .array(let value)? = result["value"], value.count == 2, case .string(let text) = value[1],
                let number = Double(text)
            else { return (nil, words) }
            // A number for all series has no name.
            if case .string(let name)? = metric["__name__"] { numbers[name] = number } else { numbers[""] = number }
        }
        return (numbers, words)
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
