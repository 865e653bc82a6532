import POSIX

/// A receiver on a free port of this host, turned by its test: it takes each request whole, and answers with the pieces
/// of bytes that the script has for it, one piece a turn.
final class MockReceiver {
    /// How a request is answered.
    struct Script {
        var pieces: [[UInt8]] = []
        /// Whether the connection is closed behind the last piece.
        var closes = false

        /// A response with a status, header lines and a body.
        static func status(_ status: Int, _ fields: [String] = [], body: String = "") -> Script {
            let lines = ["HTTP/1.1 \(status) Words", "Content-Length: \(body.utf8.count)"] + fields
            return Script(pieces: [Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)])
        }

        /// These bytes in two pieces, cut at `place`.
        static func bytes(_ text: String, cut place: Int = 0, closes: Bool = false) -> Script {
            let bytes = Array(text.utf8)
            let place = min(place, bytes.count)
            return Script(pieces: [Array(bytes[..<place]), Array(bytes[place...])], closes: closes)
        }
    }

    struct Request {
        let head: String
        let body: [UInt8]
    }

    private struct Peer {
        let socket: Socket
        var received: [UInt8] = []
        var script: Script?
    }

    private var listener: Listener?
    let address: ListenAddress
    private var peers: [Peer] = []
    private(set) var requests: [Request] = []
    /// How many connections there were.
    private(set) var accepted = 0
    /// The script for the request of this number, from 0 on.
    var script: (Int, Request) -> Script

    init(_ script: @escaping (Int, Request) -> Script) throws {
        let listener = try Listener(ListenAddress("127.0.0.1:0"))
        (self.listener, address, self.script) = (listener, listener.address, script)
    }

    /// Refuses connections from now on, and breaks those that are there.
    func goAway() { (listener, peers) = (nil, []) }

    func turn() {
        if case .connection(let socket)? = listener?.accept() {
            peers.append(Peer(socket: socket))
            accepted += 1
        }
        for index in peers.indices.reversed() where !turn(&peers[index]) { peers.remove(at: index) }
    }

    /// False if the connection is over.
    private func turn(_ peer: inout Peer) -> Bool {
        if var script = peer.script {
            if !script.pieces.isEmpty {
                let piece = script.pieces.removeFirst()
                if !piece.isEmpty { _ = peer.socket.send(piece, piece.indices) }
                peer.script = script
                return true
            }
            peer.script = nil
            if script.closes { return false }
        }
        var buffer = [UInt8](repeating: 0, count: 65536)
        switch peer.socket.receive(into: &buffer, at: 0, count: buffer.count) {
        case .count(let count): peer.received += buffer[..<count]
        case .wouldBlock: break
        case .closed, .broken: return false
        }
        take(&peer)
        return true
    }

    private func take(_ peer: inout Peer) {
        let end = Array("\r\n\r\n".utf8)
        guard let start = peer.received.indices.first(where: { peer.received[$0...].starts(with: end) }) else { return }
        let head = String(decoding: peer.received[..<start], as: UTF8.self)
        let field = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
        let length = field.flatMap { Int($0.dropFirst(16)) } ?? 0
        guard peer.received.count >= start + 4 + length else { return }
        let request = Request(head: head, body: Array(peer.received[(start + 4)..<(start + 4 + length)]))
        peer.received.removeFirst(start + 4 + length)
        peer.script = script(requests.count, request)
        requests.append(request)
    }
}
