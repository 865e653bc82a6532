package import HTTP

/// An address at which a service is served, and which of its paths are short there.
package struct Entrance {
    let server: Server
    let prefix: String?

    /// An entrance whose requests may leave out the prefix of a path (`/services/cards`); by default all paths are as
    /// the route table has them.
    package init(_ server: Server, prefix: String? = nil) {
        self.server = server
        self.prefix = prefix
    }
}
