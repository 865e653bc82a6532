/// Why a name has no address, as one sentence.
package struct NameError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One sentence with the name.
    package let description: String
}

/// Finds the addresses of a name without blocking: in `/etc/hosts`, then by asking the servers of `/etc/resolv.conf`.
/// The C library's own search would add 170 kB to a static executable, and blocks.
package final class NameLookup {
    private let name: String
    private let settings: NameSettings
    private let port: UInt16
    /// What is still to be asked: full names, each for both kinds of addresses.
    private var names: ArraySlice<(name: String, kind: NameQuestion.Kind)> = []
    private var question: NameQuestion?
    /// The number of the attempt, which counts through all servers.
    private var attempt = 0
    private var socket: Socket?
    private var pollIndex: Int?
    private var generator = SystemRandomNumberGenerator()
    private var hasFailed = false

    /// The addresses, at least one, or why there are none; nil while the search goes on.
    package private(set) var outcome: Result<[[UInt8]], NameError>?
    /// The moment at which `turn` has something to do even without an answer (monotonic nanoseconds).
    package private(set) var deadline: Int64?

    /// Begins to search at `now`. A numeric address, and `localhost`, are found at once.
    package convenience init(_ name: String, now: Int64) {
        // A file that cannot be read is as one without lines.
        let hosts = (try? FileDescriptor.open("/etc/hosts").readToEnd(maximum: 1 << 20)) ?? []
        let settings = (try? FileDescriptor.open("/etc/resolv.conf").readToEnd(maximum: 1 << 16)) ?? []
        self.init(
            name, hosts: String(decoding: hosts, as: UTF8.self),
            NameSettings(String(decoding: settings, as: UTF8.self)), port: 53, now: now)
    }

    init(_ name: String, hosts: String, _ settings: NameSettings, port: UInt16, now: Int64) {
        (self.name, self.settings, self.port) = (name, settings, port)
        if let bytes = ListenAddress.numeric(name) {
            outcome = .success([bytes])
            return
        }
        var known = NameSettings.hosts(hosts, name)
        if known.isEmpty && (name == "localhost" || name.hasSuffix(".localhost")) { known = [[127, 0, 0, 1]] }
        if !known.isEmpty {
            outcome = .success(known)
            return
        }
        names = ArraySlice(settings.candidates(name).flatMap { [($0, .ipv4), ($0, .ipv6)] })
        askNext(now)
    }

    /// Adds what the search waits for.
    package func addInterest(to set: inout PollSet) {
        pollIndex = socket.map { set.add($0.descriptor, read: true, write: false) }
    }

    /// Takes an answer, and asks again, or the next server, when the time is over.
    package func turn(_ set: PollSet, now: Int64) {
        guard outcome == nil else { return }
        if let index = pollIndex, set.isReadable(index) { receive(now) }
        pollIndex = nil
        if outcome == nil, let deadline, now >= deadline { tryNextServer(now) }
    }

    private func askNext(_ now: Int64) {
        while let next = names.popFirst() {
            let id = UInt16.random(in: 0...UInt16.max, using: &generator)
            guard let question = NameQuestion(next.name, next.kind, id: id) else { continue }
            self.question = question
            attempt = 0
            return ask(now)
        }
        socket = nil
        outcome = .failure(
            NameError(
                description: hasFailed
                    ? "cannot find the address of \"\(name)\": no server of /etc/resolv.conf answers"
                    : "cannot find the address of \"\(name)\": it is neither in /etc/hosts nor known to the servers "
                        + "of /etc/resolv.conf"))
    }

    private func ask(_ now: Int64) {
        guard let question else { return }
        let server = settings.servers[attempt % settings.servers.count]
        deadline = now + Int64(settings.timeout) * 1_000_000_000
        // A socket of its own for each question, so that its port is as hard to guess as the number.
        socket = try? Socket.datagrams(to: ListenAddress(bytes: server, port: port))
        let message = question.message
        // A server that cannot be reached is as one that does not answer, but known at once.
        guard let socket, case .count(message.count) = socket.send(message, message.indices) else {
            deadline = now
            return
        }
    }

    private func tryNextServer(_ now: Int64) {
        attempt += 1
        if attempt < settings.attempts * settings.servers.count { return ask(now) }
        hasFailed = true
        askNext(now)
    }

    private func receive(_ now: Int64) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        guard let socket, let question else { return }
        switch socket.receive(into: &buffer, at: 0, count: buffer.count) {
        case .count(let count):
            switch question.read(Array(buffer[..<count])) {
            case .stray: break
            case .failure: tryNextServer(now)
            case .addresses(let addresses):
                if addresses.isEmpty { return askNext(now) }
                outcome = .success(addresses)
                self.socket = nil
            }
        case .wouldBlock: break
        // An empty message, or nobody listens there.
        case .closed, .broken: tryNextServer(now)
        }
    }
}
