package import HTTP
import Text

/// Dispatches requests by one table of routes. The same table gives the hints of 404, the `Allow` of 405, the closed
/// set of paths by which requests are counted, and the landing page's links.
package final class Router<Context> {
    private let routes: [Route<Context>]
    private let context: Context
    private let access: Access
    private let metrics: SelfMetrics
    /// Called with each request that has been answered, its status, and the time at which it came.
    package var answered: ((_ request: Request, _ status: Int, _ now: Int64) -> Void)?
    /// The paths that can be asked for, without those of control where it is closed.
    private let paths: [String]

    /// A router whose routes ask `context` for their answers, and which counts requests in `metrics`.
    package init(_ routes: [Route<Context>], _ context: Context, _ access: Access, _ metrics: SelfMetrics) {
        self.routes = routes
        self.context = context
        self.access = access
        self.metrics = metrics
        var paths: [String] = []
        for index in routes.indices where Self.isOpen(routes[index], access) && !paths.contains(routes[index].path) {
            paths.append(routes[index].path)
        }
        self.paths = paths
    }

    /// Answers a request at `now` (monotonic nanoseconds). With a prefix, `/health` and
    /// `/service/health` mean the endpoint at `<prefix>/health`, if there is one that takes the method.
    package func answer(_ asked: Request, below prefix: String? = nil, now: Int64) -> Response {
        let path = meant(asked.method, asked.path, below: prefix)
        let request = path == asked.path ? asked : asked.at(path)
        let response = answer(request, now: now)
        answered?(request, response.status, now)
        return response
    }

    private func answer(_ request: Request, now: Int64) -> Response {
        guard let (first, values) = match(request.path) else { return notFound(request) }
        let route = find { $0.path == first.path && $0.method.takes(request.method) }
        if (route ?? first).access == .control, let refusal = access.refusal(of: request) { return refusal }
        if let route { return route.answer(context)(request.with(values), now) }
        let allowed = routes.filter { $0.path == first.path }.map(\.method.allowed).joined(separator: ", ")
        return .text(
            405, "\(request.path) does not take \(request.method); want \(allowed)", headers: [("Allow", allowed)])
    }

    /// Counts a response that has ended, and calls `sent` of its route if the whole response was sent.
    package func finished(_ exchange: Exchange, below prefix: String? = nil, now: Int64) {
        let known = match(meant(exchange.method, exchange.path, below: prefix))?.route.path ?? ""
        metrics.countRequest(path: paths.contains(known) ? known : "other", status: exchange.status)
        guard exchange.method == "GET", exchange.status == 200, exchange.isComplete else { return }
        let route = find { $0.path == known && $0.method == .get }
        if let sent = route?.sent { sent(context)(now) }
    }

    /// The links of a landing page to the endpoints that can be asked for.
    package static func links(_ routes: [Route<Context>], _ access: Access) -> [(path: String, text: String)] {
        routes.compactMap { route in
            isOpen(route, access) ? route.link.map { (route.path, $0) } : nil
        }
    }

    private static func isOpen(_ route: Route<Context>, _ access: Access) -> Bool {
        route.access == .open || access.isOpen
    }

    /// The path that a request asks for where a prefix may be left out.
    private func meant(_ method: String, _ path: String, below prefix: String?) -> String {
        guard let prefix else { return path }
        let own = "/service/"
        for rest in path.hasPrefix(own) ? [path, String(path.dropFirst(own.count - 1))] : [path] {
            guard let (first, _) = match(prefix + rest) else { continue }
            if routes.contains(where: { $0.path == first.path && $0.method.takes(method) }) { return prefix + rest }
        }
        return path
    }

    /// The first route that meets a condition. A loop over the routes themselves, in generic code, would look for the
    /// type of its iterator at run time, which is 1 % of a start.
    private func find(_ isWanted: (Route<Context>) -> Bool) -> Route<Context>? {
        for index in routes.indices where isWanted(routes[index]) { return routes[index] }
        return nil
    }

    /// The first route for a path, and the values of its segments in braces.
    private func match(_ path: String) -> (route: Route<Context>, values: [PathParameter])? {
        for index in routes.indices {
            if let values = routes[index].pattern.values(in: path) { return (routes[index], values) }
        }
        return nil
    }

    private func notFound(_ request: Request) -> Response {
        // A long list is no help in a sentence.
        let wanted = paths.contains("/docs") ? "a path that /docs lists" : alternatives(paths)
        var text = "nothing is at \(request.path); want \(wanted)"
        if let near = nearest(request.path, among: paths) { text += "; did you mean \(near)?" }
        return .text(404, text)
    }
}
