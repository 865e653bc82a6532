package import HTTP

/// One line of a service's route table: an endpoint, and the function of `Context` that answers it.
package struct Route<Context> {
    /// Answers a request at `now` (monotonic nanoseconds).
    package typealias Answer = (Context) -> (_ request: Request, _ now: Int64) -> Response

    /// The method of its requests.
    package let method: RouteMethod
    /// The decoded path, compared as a whole. A segment in braces (`/services/{name}/health`) stands for any text,
    /// which the request has as a parameter.
    package var path: String { pattern.text }
    let pattern: PathPattern
    /// The text beside the landing page's link; nil for endpoints that are no page.
    let link: String?
    /// Who may ask.
    package let access: RouteAccess
    let answer: Answer
    /// Called when a GET was answered with 200 and the kernel has taken the whole response.
    let sent: ((Context) -> (_ now: Int64) -> Void)?

    /// Declares an endpoint. Paths that differ in their method only share one line of `Allow`.
    package init(
        _ method: RouteMethod, _ path: String, link: String? = nil, access: RouteAccess = .open,
        sent: ((Context) -> (_ now: Int64) -> Void)? = nil, _ answer: @escaping Answer
    ) {
        self.method = method
        pattern = PathPattern(path)
        self.link = link
        self.access = access
        self.sent = sent
        self.answer = answer
    }
}

/// The methods that endpoints take.
package enum RouteMethod: String {
    /// Takes HEAD as well: the server leaves the body out (RFC 9110 section 9.3.2).
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"

    /// The methods as `Allow` lists them.
    var allowed: String { self == .get ? "GET, HEAD" : rawValue }

    func takes(_ method: String) -> Bool { method == rawValue || self == .get && method == "HEAD" }
}

/// Who may ask.
package enum RouteAccess {
    case open
    /// Whoever `Access` lets control the process.
    case control
}
