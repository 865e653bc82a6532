extension Headers {
    /// Whether the peer waits for 100 Continue before it sends the body (RFC 9110 section 10.1.1).
    func expectsContinue(_ version: Version) throws(RequestFault) -> Bool {
        let expectations = elements(of: "expect")
        guard version == .http11, !expectations.isEmpty else { return false }
        guard expectations.allSatisfy({ $0 == "100-continue" }) else { throw .expectation }
        return true
    }

    /// Requires one Host in HTTP/1.1 and at most one in HTTP/1.0 (RFC 9112 section 3.2).
    func checkHost(_ version: Version) throws(RequestFault) {
        let hosts = values(of: "host")
        if hosts.count > 1 { throw .host("got several Host headers; want one") }
        guard let host = hosts.first else {
            if version == .http10 { return }
            throw .host("got no Host header; want one")
        }
        if !host.utf8.allSatisfy(\.isHostCharacter) {
            throw .host("got blanks or other strange characters; want a name or an address, and a port")
        }
    }
}
