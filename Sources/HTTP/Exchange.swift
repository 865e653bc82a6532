/// A response that has ended, one way or the other.
package struct Exchange: Equatable, Sendable {
    /// The request's method; empty where none could be read.
    package let method: String
    /// The request's decoded path; "other" where the server itself answered, because no request could be read.
    package let path: String
    /// The status that was sent.
    package let status: Int
    /// Whether the kernel has taken the response to its last byte. False if the connection broke off before.
    package let isComplete: Bool
}
