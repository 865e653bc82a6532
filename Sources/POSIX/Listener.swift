#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A listening TCP socket, closed with the last reference.
package final class Listener {
    /// The result of `accept`.
    package enum Acceptance {
        case connection(Socket)
        /// No peer is waiting.
        case wouldBlock
        /// The process or the system is out of descriptors or memory. The peer stays in the queue and the listener
        /// stays readable: do not poll the listener for a while (100 ms), or the loop spins.
        case exhausted(SystemError)
    }

    /// The descriptor to poll for reading.
    package let descriptor: FileDescriptor
    /// The address and port to which the kernel bound the socket.
    package let address: ListenAddress

    /// How many peers may wait for `accept`. The kernel may lower this number.
    private static let backlog: Int32 = 1024

    /// Binds and listens. For every interface: one socket for IPv6 and IPv4, or for IPv4 alone if IPv6 is disabled.
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
                opened = nil  // IPv6 is not compiled in, or disabled
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
        // Otherwise a restart fails while connections of the last process are in TIME_WAIT.
        try setOption(socket, SOL_SOCKET, SO_REUSEADDR, 1)
        if isDual { try setOption(socket, protocolIPv6, IPV6_V6ONLY, 0) }
        _ = try systemCall("bind", path: text) { unsafe address.withPointer { unsafe bind(socket.number, $0, $1) } }
        _ = try systemCall("listen", path: text) { systemListen(socket.number, backlog) }
        return socket
    }

    /// Accepts the next waiting peer, without blocking. Skips peers whose connection has already failed.
    package func accept() -> Acceptance {
        while true {
            do {
                // The address of the peer is not needed, so the kernel writes nothing.
                let number = try systemCall("accept") { systemAccept(descriptor.number) }
                let accepted = FileDescriptor(owning: number)
                try accepted.makeNonBlockingAndPrivate()
                return .connection(Socket(accepted))
            } catch {
                switch error.code {
                case EAGAIN, EWOULDBLOCK: return .wouldBlock
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(error)
                // accept(2): these errors concern one connection; the caller should try again as after EAGAIN.
                case ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, EHOSTUNREACH, ENETUNREACH, EPERM: continue
                default: return .exhausted(error)
                }
            }
        }
    }
}

/// Sets a socket option whose value is a number.
func setOption(_ socket: FileDescriptor, _ level: Int32, _ option: Int32, _ value: Int32) throws(SystemError) {
    var value = value
    // The kernel reads the four bytes of the number; the size is passed.
    _ = try systemCall("setsockopt") {
        unsafe setsockopt(socket.number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

/// Call listen(2) and accept(2). Within the type above, these names mean its methods.
private func systemListen(_ number: Int32, _ backlog: Int32) -> Int32 { listen(number, backlog) }
private func systemAccept(_ number: Int32) -> Int32 { accept(number, nil, nil) }
