import POSIX

/// A receiver on a free port of this host that takes requests, looks at nothing and answers 204.
final class PushSink {
    private struct Peer {
        let socket: Socket
        /// The bytes of the request that are still to come; nil before its head is whole.
        var rest: Int?
        var head: [UInt8] = []
    }

    private let listener: Listener
    private var peers: [Peer] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)
    private var set = PollSet()
    /// How many requests were taken.
    private(set) var requests = 0

    init() throws { listener = try Listener(ListenAddress("127.0.0.1:0")) }

    /// Where requests are sent to.
    var url: String { "http://\(listener.address)/w" }

    /// Answers until `program` ends.
    func serve(_ program: ChildProcess) throws -> ChildProcess.End {
        while true {
            if let end = try program.ending(waits: false) { return end }
            set.removeAll()
            _ = set.add(listener.descriptor, read: true, write: false)
            for peer in peers { _ = set.add(peer.socket.descriptor, read: true, write: false) }
            try set.poll(timeoutNanoseconds: 10_000_000)
            for index in peers.indices.reversed() where set.isReadable(index + 1) && !take(index) {
                peers.remove(at: index)
            }
            if set.isReadable(0), case .connection(let socket) = listener.accept() {
                peers.append(Peer(socket: socket))
            }
        }
    }

    /// Takes what has arrived. False if the connection is over.
    private func take(_ index: Int) -> Bool {
        switch peers[index].socket.receive(into: &buffer, at: 0, count: buffer.count) {
        case .wouldBlock: return true
        case .closed, .broken: return false
        case .count(let count):
            if let rest = peers[index].rest {
                peers[index].rest = rest - count
            } else {
                begin(index, count)
            }
        }
        if peers[index].rest == 0 {
            requests += 1
            (peers[index].rest, peers[index].head) = (nil, [])
            let answer = Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)
            _ = peers[index].socket.send(answer, answer.indices)
        }
        return true
    }

    /// Takes bytes of a head, and of the body behind it.
    private func begin(_ index: Int, _ count: Int) {
        peers[index].head += buffer[..<count]
        let head = peers[index].head
        guard let end = head.indices.first(where: { head[$0...].starts(with: [13, 10, 13, 10]) }) else { return }
        let lines = String(decoding: head[..<end], as: UTF8.self).split(separator: "\r\n")
        let length = lines.first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        peers[index].rest = length - (head.count - end - 4)
    }
}
