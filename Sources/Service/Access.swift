package import HTTP

/// Who may use the endpoints that control the process.
package final class Access {
    /// Whether there is control at all.
    package let isOpen: Bool
    /// The token that control requests must carry; without one they must not come from another site's page.
    package var token: LifecycleToken?
    private let tokenFlag: String

    /// Access as `--web.enable-lifecycle` and the flag of the token's file set it.
    package init(isOpen: Bool, token: LifecycleToken?, tokenFlag: String = "web.lifecycle-token-file") {
        self.isOpen = isOpen
        self.token = token
        self.tokenFlag = tokenFlag
    }

    /// The response to a control request that is not allowed; nil if it is.
    func refusal(of request: Request) -> Response? {
        if !isOpen { return .text(403, "\(request.path) is closed: --web.enable-lifecycle opens it") }
        if let token {
            // A page of another site does not know the token: no check of its origin is needed.
            if token.isCarried(by: request.headers["authorization"]) { return nil }
            return .text(
                401,
                "\(request.path) wants the header Authorization: Bearer TOKEN, with the token of the file "
                    + "given by --\(tokenFlag)", headers: [("WWW-Authenticate", "Bearer")])
        }
        return refusalOfOtherSites(request)
    }

    /// The response to a request that must not be read by other sites' pages; nil if none has sent it. A request with
    /// the token is from none.
    ///
    /// Where requests change nothing, browsers send no Origin to the server of their page. So the host itself must be
    /// one that nobody can point here: see `isTrusted`.
    package func refusalOfReading(_ request: Request) -> Response? {
        if let token, token.isCarried(by: request.headers["authorization"]) { return nil }
        let host = request.headers["host"] ?? ""
        if !isTrusted(host) {
            return .text(
                403,
                "\(request.path) refuses the host name \(host), which another site's page may have pointed here: want "
                    + "an address or localhost, or the token of --\(tokenFlag)")
        }
        return refusalOfOtherSites(request)
    }

    private func refusalOfOtherSites(_ request: Request) -> Response? {
        let site = request.headers["sec-fetch-site"] ?? "none"
        let isCrossSite = site != "none" && site != "same-origin"
        if isCrossSite || !isSameOrigin(request.headers["origin"], host: request.headers["host"] ?? "") {
            return .text(403, "\(request.path) refuses requests that another site's page sends")
        }
        return nil
    }

    /// Whether a page of this server made the request, or no page at all.
    ///
    /// Guards against DNS rebinding: anyone can point a host name at this address, so Origin is trusted only for IP
    /// addresses and localhost.
    private func isSameOrigin(_ origin: String?, host: String) -> Bool {
        guard let origin else { return true }
        return (origin == "http://" + host || origin == "https://" + host) && isTrusted(host)
    }

    /// Whether a host is an IP address or localhost.
    private func isTrusted(_ host: String) -> Bool {
        let name = host.hasPrefix("[") ? host : host.split(separator: ":").first.map(String.init) ?? ""
        if name == "localhost" || name.hasPrefix("[") { return true }
        return !name.isEmpty && name.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
    }
}
