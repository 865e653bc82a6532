/// How names are looked up: the lines of `/etc/resolv.conf` that matter, and those of `/etc/hosts`.
struct NameSettings: Equatable {
    /// The servers to ask, three at most. Without any, this host.
    private(set) var servers: [[UInt8]] = []
    /// The domains that names are completed with.
    private(set) var search: [String] = []
    /// A name with so many dots is tried as it is first.
    private(set) var dots = 1
    /// How often all servers are asked.
    private(set) var attempts = 2
    /// Seconds to wait for an answer.
    private(set) var timeout = 5

    /// The settings of a text in the form of resolv.conf(5).
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split { $0 == " " || $0 == "\t" }
            switch words.first {
            case "nameserver":
                let server = words.dropFirst().first.flatMap { ListenAddress.numeric(String($0)) }
                if let server, servers.count < 3 { servers.append(server) }
            case "domain", "search": search = words.dropFirst().prefix(6).map { String($0) }
            case "options":
                for option in words.dropFirst() {
                    let parts = option.split(separator: ":")
                    guard parts.count == 2, let number = Int(parts[1]), number >= 0 else { continue }
                    switch parts[0] {
                    case "ndots": dots = min(number, 15)
                    case "attempts": attempts = min(max(1, number), 5)
                    case "timeout": timeout = min(max(1, number), 30)
                    default: break
                    }
                }
            default: break
            }
        }
        if servers.isEmpty { servers = [[127, 0, 0, 1]] }
    }

    /// The full names to try for a name, in order. A dot at the end says that it is full.
    func candidates(_ name: String) -> [String] {
        if name.hasSuffix(".") { return [String(name.dropLast())] }
        let longer = search.map { domain in name + "." + (domain.hasSuffix(".") ? String(domain.dropLast()) : domain) }
        let hasDots = name.utf8.count { $0 == UInt8(ascii: ".") } >= dots
        return hasDots ? [name] + longer : longer + [name]
    }

    /// The addresses of a name in a text in the form of hosts(5).
    static func hosts(_ text: String, _ name: String) -> [[UInt8]] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
            guard words.dropFirst().contains(where: { $0.lowercased() == name.lowercased() }) else { return nil }
            return ListenAddress.numeric(String(words[0]))
        }
    }
}
