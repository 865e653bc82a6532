import Flags
import POSIX

/// Asks a running exporter for a path and returns 0 if it answers 200; prints the answer otherwise.
func checkHealth(_ flags: ParsedFlags) throws -> Int32 {
    let text = flags.text("web.listen-address") ?? ""
    let address: ListenAddress
    do {
        address = try ListenAddress(text.hasPrefix(":") ? "localhost" + text : text)
    } catch {
        throw OptionFault(description: "csv_exporter healthcheck: cannot use --web.listen-address: \(error)")
    }
    let socket: Socket
    do {
        socket = try Socket.connect(to: address, timeoutNanoseconds: 3_000_000_000)
    } catch {
        throw StartFault(
            description: "csv_exporter healthcheck: cannot ask \(address): got \(error); want a running exporter")
    }
    let request = Array("GET \(flags.text("path") ?? "/") HTTP/1.0\r\nHost: \(address)\r\n\r\n".utf8)
    guard socket.send(request, request.indices) == .count(request.count) else {
        throw StartFault(description: "csv_exporter healthcheck: cannot send a request to \(address)")
    }
    let answer = try receive(from: socket, address)
    if answer.hasPrefix("HTTP/1.1 200 ") || answer.hasPrefix("HTTP/1.0 200 ") { return 0 }
    let status = answer.split(separator: "\r\n").first.map(String.init) ?? "nothing"
    throw StartFault(description: "csv_exporter healthcheck: got \(status) from \(address); want HTTP status 200")
}

/// Reads to the end of the connection, for three seconds at most.
private func receive(from socket: Socket, _ address: ListenAddress) throws -> String {
    let deadline = SystemClock.monotonicNanoseconds() + 3_000_000_000
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 65_536 {
        var set = PollSet()
        _ = set.add(socket.descriptor, read: true, write: false)
        let left = deadline - SystemClock.monotonicNanoseconds()
        if left <= 0 { throw StartFault(description: "csv_exporter healthcheck: \(address) does not answer in 3s") }
        try set.poll(timeoutNanoseconds: left)
        switch socket.receive(into: &buffer, at: 0, count: buffer.count) {
        case .count(let count): bytes += buffer[..<count]
        case .wouldBlock: continue
        case .closed: return String(decoding: bytes, as: UTF8.self)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
