import HTTP
import RemoteWrite
import Text

/// What came back for a message: what the protocol cares for, and the words for people.
struct Reply {
    /// The most bytes of a body that a message repeats.
    private static let bodyBytes = 4096

    let answer: Answer
    /// The status line and the body, or why there is none; no control characters.
    let words: String
    /// Whether samples are older than the receiver takes, ever. Prometheus 2 answers that with 500.
    var isTooOld: Bool { answer.status == 500 && holds(words, "too old sample") }
    /// Whether the receiver refuses samples because it has newer ones of the same series.
    let hasNewer: Bool
    /// Whether the receiver refuses samples because it has other values at their times.
    let hasOther: Bool
    /// Why the server is none of HTTP; nil if it may be.
    let notHTTP: String?

    /// The reply of an exchange. `wall` is the wall time in seconds since 1970.
    init(_ outcome: Result<ClientResponse, ClientFault>, wall: Int64) {
        switch outcome {
        case .success(let response), .failure(.bodyTooLong(let response, _)):
            let type = response.headers["content-type"] ?? ""
            answer = Answer(
                status: response.status,
                written: response.headers["x-prometheus-remote-write-samples-written"].flatMap { Int($0) },
                isPage: type.lowercased().hasPrefix("text/html"),
                retryAfter: response.headers["retry-after"].flatMap { retryAfter($0, now: wall) })
            let body = String(decoding: response.body.prefix(Self.bodyBytes), as: UTF8.self)
            words =
                "got \(response.statusLine)" + (body.isEmpty ? "" : ": " + printable(trimmed(body)))
                + RetentionAdvice.meaning(of: body)
            hasNewer = holds(body, "out of order") || holds(body, "out-of-order")
            hasOther = holds(body, "duplicate sample")
            notHTTP = nil
        case .failure(let fault):
            answer = Answer(status: nil)
            (words, hasNewer, hasOther) = ("\(fault)", false, false)
            switch fault {
            case .statusLine, .statusLineTooLong, .switchedProtocols, .unsendable: notHTTP = "\(fault)"
            default: notHTTP = nil
            }
        }
    }

    /// Why a message is not sent again.
    func reason(_ version: MessageVersion) -> String {
        let isSuccess = 200..<300 ~= answer.status ?? 0
        if isSuccess && version == .two {
            return "the receiver does not confirm what it wrote, as one of protocol 1.0: \(words)"
        }
        if isSuccess { return "the server sent a page, as no receiver does: \(words)" }
        return "the receiver refused them: \(words); prometheus/README.md, Where one machine ends, says what "
            + "receivers take"
    }
}

/// A text without blanks and line ends behind it.
private func trimmed(_ text: String) -> String {
    var text = text
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
}

/// Whether a text has another one in it. `contains` of the standard library would bring more than a megabyte of pattern
/// matching into the program.
func holds(_ text: String, _ part: String) -> Bool {
    let (bytes, wanted) = (Array(text.utf8), Array(part.utf8))
    guard bytes.count >= wanted.count else { return false }
    return (0...bytes.count - wanted.count).contains { bytes[$0...].starts(with: wanted) }
}
