import Testing

@testable import POSIX

@Suite struct SocketTests {
    private static let second: Int64 = 1_000_000_000

    /// Waits until the descriptor is ready; fails after five seconds.
    private static func wait(_ descriptor: FileDescriptor, read: Bool = true) throws {
        var set = PollSet()
        let index = set.add(descriptor, read: read, write: !read)
        try set.poll(timeoutNanoseconds: 5 * second)
        #expect(read ? set.isReadable(index) : set.isWritable(index))
    }

    private static func pair(_ address: String) throws -> (client: Socket, server: Socket) {
        let listener = try Listener(ListenAddress(address))
        let client = try Socket.connect(to: listener.address, timeoutNanoseconds: 5 * second)
        try wait(listener.descriptor)
        guard case .connection(let server) = listener.accept() else {
            throw SystemError(call: "accept", code: 11)
        }
        return (client, server)
    }

    @Test func `a listener on port 0 knows its port, and no peer waits at first`() throws {
        let listener = try Listener(ListenAddress("127.0.0.1:0"))
        #expect(listener.address.port != 0)
        #expect(listener.address.description == "127.0.0.1:\(listener.address.port)")
        guard case .wouldBlock = listener.accept() else {
            Issue.record("no peer has connected")
            return
        }
    }

    @Test(arguments: ["127.0.0.1:0", "localhost:0", ":0"]) func `bytes go both ways`(address: String) throws {
        let (client, server) = try Self.pair(address)
        var bytes = Array("........".utf8)
        #expect(server.receive(into: &bytes, at: 0, count: 8) == .wouldBlock)
        #expect(client.send(Array("-hello-".utf8), 1..<6) == .count(5))
        try Self.wait(server.descriptor)
        #expect(server.receive(into: &bytes, at: 2, count: 6) == .count(5))
        #expect(bytes == Array("..hello.".utf8))
        #expect(server.send(Array("yes".utf8), 0..<3) == .count(3))
        try Self.wait(client.descriptor)
        #expect(client.receive(into: &bytes, at: 0, count: 2) == .count(2))
        #expect(bytes == Array("yehello.".utf8))
    }

    @Test func `a half-closed peer still receives`() throws {
        let (client, server) = try Self.pair("127.0.0.1:0")
        client.closeWriting()
        try Self.wait(server.descriptor)
        var bytes = [UInt8](repeating: 0, count: 4)
        #expect(server.receive(into: &bytes, at: 0, count: 4) == .closed)
        #expect(server.send([65], 0..<1) == .count(1))
        try Self.wait(client.descriptor)
        #expect(client.receive(into: &bytes, at: 0, count: 4) == .count(1))
    }

    @Test(arguments: [true, false]) func `only the end of a connection ends the wait for it`(isHalf: Bool) throws {
        var (client, server): (Socket?, Socket) = try Self.pair("127.0.0.1:0")
        var set = PollSet()
        let index = set.add(hangUpOf: server.descriptor)
        #expect(client?.send([65], 0..<1) == .count(1))
        try Self.wait(server.descriptor)
        #expect(try set.poll(timeoutNanoseconds: 0) == 0 && !set.isHungUp(index))
        if isHalf { client?.closeWriting() } else { client = nil }
        #expect(try set.poll(timeoutNanoseconds: 5 * Self.second) == 1 && set.isHungUp(index))
        // The byte that the client sent can still be received.
        var bytes: [UInt8] = [0]
        #expect(server.receive(into: &bytes, at: 0, count: 1) == .count(1))
        #expect(client == nil || isHalf)
    }

    @Test func `a full connection would block, and a broken connection raises no signal`() throws {
        var (client, server): (Socket?, Socket) = try Self.pair("127.0.0.1:0")
        let piece = [UInt8](repeating: 65, count: 1 << 20)
        var sent = 0
        while case .count(let count) = server.send(piece, 0..<piece.count), sent < 1 << 28 { sent += count }
        #expect(server.send(piece, 0..<piece.count) == .wouldBlock)
        #expect(client != nil)
        client = nil
        try Self.wait(server.descriptor, read: false)
        var answer = Socket.Transfer.wouldBlock
        for _ in 0..<100 where answer != .broken { answer = server.send(piece, 0..<1) }
        #expect(answer == .broken)
    }

    @Test func `a reset connection is broken, not closed`() throws {
        let client: Socket
        var server: Socket?
        (client, server) = try Self.pair("127.0.0.1:0")
        #expect(client.send([65], 0..<1) == .count(1))
        // The kernel resets a connection that is closed with unread bytes.
        try Self.wait(#require(server?.descriptor))
        server = nil
        try Self.wait(client.descriptor)
        var bytes: [UInt8] = [0]
        #expect(client.receive(into: &bytes, at: 0, count: 1) == .broken)
    }

    @Test func `a port in use is an error with the address`() throws {
        let first = try Listener(ListenAddress("127.0.0.1:0"))
        let error = #expect(throws: SystemError.self) { try Listener(first.address) }
        #expect(error?.description == "bind \(first.address): Address already in use")
    }

    @Test func `a refused connection is an error with the address`() throws {
        let address = try Listener(ListenAddress("127.0.0.1:0")).address
        let error = #expect(throws: SystemError.self) {
            try Socket.connect(to: address, timeoutNanoseconds: Self.second)
        }
        #expect(error?.description == "connect \(address): Connection refused")
    }
}
