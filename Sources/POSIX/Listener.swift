#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A listening TCP socket, closed when the last reference goes.
package final class Listener {
    /// What came of asking for a connection.
    package enum Acceptance {
        case connection(Socket)
        /// Nobody is waiting.
        case wouldBlock
        /// The process or the system is out of descriptors or memory. The peer stays in the queue and the listener
        /// stays readable: do not poll it for a while (100 ms), or the loop spins.
        case exhausted(SystemError)
    }

    /// What to poll for reading.
    package let descriptor: FileDescriptor
    /// The address and port that the kernel gave.
    package let address: ListenAddress

    /// Peers that may wait for `accept`; the kernel may hold the number lower.
    private static let backlog: Int32 = 1024

    /// Binds and listens. For every interface: by IPv6 and IPv4 at once, by IPv4 alone where IPv6 is switched off.
    package init(_ wanted: ListenAddress) throws(SystemError) {
        switch wanted.host {
        case .ipv4(let bytes), .ipv6(let bytes):
            descriptor = try Self.listen(SocketAddress(bytes: bytes, port: wanted.port), wanted, isDual: false)
        case .any:
            let all6 = SocketAddress(bytes: [UInt8](repeating: 0, count: 16), port: wanted.port)
            let all4 = SocketAddress(bytes: [0, 0, 0, 0], port: wanted.port)
            var opened: FileDescriptor?
            do {
                opened = try Self.listen(all6, wanted, isDual: true)
            } catch  where error.code == EAFNOSUPPORT || error.code == EADDRNOTAVAIL {
                opened = nil  // IPv6 is not compiled in, or switched off
            }
            if let opened { descriptor = opened } else { descriptor = try Self.listen(all4, wanted, isDual: false) }
        }
        address = try SocketAddress(boundBy: descriptor).listenAddress ?? wanted
    }

    private static func listen(
        _ address: SocketAddress, _ wanted: ListenAddress, isDual: Bool
    ) throws(SystemError) -> FileDescriptor {
        let text = wanted.description
        let socket = try Socket.make(family: address.family)
        // A server that starts again must not wait until the connections of the last one are forgotten.
        try setOption(socket, SOL_SOCKET, SO_REUSEADDR, 1)
        if isDual { try setOption(socket, protocolIPv6, IPV6_V6ONLY, 0) }
        _ = try systemCall("bind", path: text) { unsafe address.withPointer { unsafe bind(socket.number, $0, $1) } }
        _ = try systemCall("listen", path: text) { systemListen(socket.number, backlog) }
        return socket
    }

    /// Takes the next waiting peer, without blocking. Peers that have already gone are passed over.
    package func accept() -> Acceptance {
        while true {
            do {
                // Nobody asks for the peer's address, so that the kernel writes nothing.
                let number = try systemCall("accept") { systemAccept(descriptor.number) }
                let accepted = FileDescriptor(owning: number)
                try accepted.makeNonBlockingAndPrivate()
                return .connection(Socket(accepted))
            } catch {
                switch error.code {
                case EAGAIN, EWOULDBLOCK: return .wouldBlock
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(error)
                // accept(2) lists these as the fate of one connection, to be treated like EAGAIN by trying again.
                case ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, EHOSTUNREACH, ENETUNREACH, EPERM: continue
                default: return .exhausted(error)
                }
            }
        }
    }
}

/// Sets an option whose value is a number.
func setOption(_ socket: FileDescriptor, _ level: Int32, _ option: Int32, _ value: Int32) throws(SystemError) {
    var value = value
    // The kernel reads the four bytes of the number, whose size is given.
    _ = try systemCall("setsockopt") {
        unsafe setsockopt(socket.number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

/// listen(2) and accept(2), which within a type that has functions of these names need others.
private func systemListen(_ number: Int32, _ backlog: Int32) -> Int32 { listen(number, backlog) }
private func systemAccept(_ number: Int32) -> Int32 { accept(number, nil, nil) }
