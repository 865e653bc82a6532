/// A response that has ended, complete or not.
package struct Exchange: Equatable, Sendable {
    /// The request's method; empty if the request could not be read.
    package let method: String
    /// The request's decoded path; "other" if the server itself answered, because the request could not be read.
    package let path: String
    /// The status that was sent.
    package let status: Int
    /// Whether the kernel has taken the response to its last byte. False if the connection broke off before.
    package let isComplete: Bool

    /// An exchange that no server made, for tests of those who count them.
    package init(method: String, path: String, status: Int, isComplete: Bool) {
        self.method = method
        self.path = path
        self.status = status
        self.isComplete = isComplete
    }
}
