/// What a receiver answered to a message, as far as the protocol cares.
package struct Answer: Equatable, Sendable {
    /// The status; nil without a response.
    package let status: Int?
    /// The field `X-Prometheus-Remote-Write-Samples-Written`.
    package let written: Int?
    /// Whether the body is a page for people, which no receiver sends.
    package let isPage: Bool
    /// How long to wait, in nanoseconds, if the receiver says so.
    package let retryAfter: Int64?

    /// An answer as it came.
    package init(status: Int?, written: Int? = nil, isPage: Bool = false, retryAfter: Int64? = nil) {
        (self.status, self.written, self.isPage, self.retryAfter) = (status, written, isPage, retryAfter)
    }
}

/// The versions that a sender may use.
package enum Versions: String, CaseIterable, Sendable {
    /// 2.0, until a receiver shows that it does not know it.
    case auto
    case one = "1.0"
    case two = "2.0"
}

/// What a sender does after an answer.
package enum Verdict: Equatable, Sendable {
    /// Go on. So many samples were refused.
    case acknowledged(refused: Int)
    /// Send this message and all others as 1.0.
    case fallBack
    /// Send the same message again, not before `after` nanoseconds if that is not nil.
    case again(after: Int64?)
    /// Never send the message again. So many of its samples were written.
    case refused(written: Int)

    /// The verdict on a message with so many samples of `version`. `isFirst` is true before the first message of 2.0
    /// was confirmed.
    package init(_ answer: Answer, samples: Int, _ version: MessageVersion, _ versions: Versions, isFirst: Bool) {
        guard let status = answer.status else {
            self = .again(after: nil)
            return
        }
        let mayFallBack = version == .two && versions == .auto
        switch status {
        case 200..<300:
            if answer.isPage {
                self = .refused(written: 0)
            } else if version == .one {
                self = .acknowledged(refused: 0)
            } else if let written = answer.written {
                self = .acknowledged(refused: max(0, samples - written))
            } else {
                // A receiver of 1.0 takes a message of 2.0 for an empty one.
                self = mayFallBack ? .fallBack : .refused(written: 0)
            }
        case 429, 500..<600: self = .again(after: answer.retryAfter)
        case 415 where mayFallBack: self = .fallBack
        case 400 where mayFallBack && isFirst && answer.written == nil: self = .fallBack
        default: self = .refused(written: min(samples, max(0, answer.written ?? 0)))
        }
    }
}
