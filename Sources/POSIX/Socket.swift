#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A connection, closed with the last reference: of TCP, or a UDP socket with one peer. Only `connect` blocks.
package final class Socket {
    /// The result of one transfer.
    package enum Transfer: Equatable, Sendable {
        /// The number of bytes: at least one, or 0 if the caller passed an empty range.
        case count(Int)
        /// The call would block: poll, and call again.
        case wouldBlock
        /// On receiving: the peer has closed its half, and every byte that it sent has been received.
        case closed
        /// The connection is broken (reset, broken pipe, timed out). Bytes that the peer sent may be lost.
        case broken
    }

    /// The descriptor to poll.
    package let descriptor: FileDescriptor

    init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    /// Creates a socket of a family, by default of TCP, non-blocking and closed on exec.
    static func make(family: Int32, type: Int32 = streamSocket) throws(SystemError) -> FileDescriptor {
        let descriptor = FileDescriptor(owning: try systemCall("socket") { socket(family, type, 0) })
        try descriptor.makeNonBlockingAndPrivate()
        #if canImport(Darwin)
        try setOption(descriptor, SOL_SOCKET, SO_NOSIGPIPE, 1)
        #endif
        return descriptor
    }

    /// Connects. Fails with ETIMEDOUT after `timeoutNanoseconds`. An address that means every interface connects to
    /// this host.
    package static func connect(
        to address: ListenAddress, timeoutNanoseconds: Int64
    ) throws(SystemError) -> Socket {
        let path = address.description
        let socket = try connecting(to: address)
        let deadline = SystemClock.monotonicNanoseconds() + timeoutNanoseconds
        var wait = PollSet()
        _ = wait.add(socket.descriptor, read: false, write: true)
        while try wait.poll(timeoutNanoseconds: deadline - SystemClock.monotonicNanoseconds()) == 0 {
            if SystemClock.monotonicNanoseconds() >= deadline {
                throw SystemError(call: "connect", code: ETIMEDOUT, path: path)
            }
        }
        try socket.finishConnecting(to: address)
        return socket
    }

    /// Begins to connect, as `connect` does. Poll for writing, then call `finishConnecting`.
    package static func connecting(to address: ListenAddress) throws(SystemError) -> Socket {
        let bytes: [UInt8] =
            switch address.host {
            case .any: [127, 0, 0, 1]
            case .ipv4(let bytes), .ipv6(let bytes): bytes
            }
        let target = SocketAddress(bytes: bytes, port: address.port)
        let descriptor = try make(family: target.family)
        let failure = unsafe target.withPointer { pointer, length in
            unsafe systemConnect(descriptor.number, pointer, length) == 0 ? 0 : errno
        }
        // After EINTR the kernel continues to connect, as after EINPROGRESS.
        if failure != 0 && failure != EINPROGRESS && failure != EINTR {
            throw SystemError(call: "connect", code: failure, path: address.description)
        }
        return Socket(descriptor)
    }

    /// A UDP socket that sends to one address and receives from no other.
    package static func datagrams(to address: ListenAddress) throws(SystemError) -> Socket {
        guard let bytes = address.bytes else { throw SystemError(call: "connect", code: EINVAL, path: "\(address)") }
        let target = SocketAddress(bytes: bytes, port: address.port)
        let descriptor = try make(family: target.family, type: datagramSocket)
        _ = try systemCall("connect", path: address.description) {
            unsafe target.withPointer { unsafe systemConnect(descriptor.number, $0, $1) }
        }
        return Socket(descriptor)
    }

    /// Throws the reason why the connection that `connecting` began was not made. `address` is the same.
    package func finishConnecting(to address: ListenAddress) throws(SystemError) {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        // The kernel writes the four bytes of the number; the size is passed.
        _ = try systemCall("getsockopt") {
            unsafe getsockopt(descriptor.number, SOL_SOCKET, SO_ERROR, &code, &length)
        }
        if code != 0 { throw SystemError(call: "connect", code: code, path: address.description) }
    }

    /// Disables Nagle's algorithm: each piece is sent at once.
    package func disableDelay() {
        // If this fails, the connection is slower, but it works.
        try? setOption(descriptor, protocolTCP, TCP_NODELAY, 1)
    }

    /// Receives up to `count` bytes into the elements of `bytes` from index `offset` on.
    /// Traps unless `offset + count <= bytes.count`.
    package func receive(into bytes: inout [UInt8], at offset: Int, count: Int) -> Transfer {
        precondition(offset >= 0 && count >= 0 && offset <= bytes.count - count, "the array has no room for the bytes")
        if count == 0 { return .count(0) }
        return transfer {
            unsafe bytes.withUnsafeMutableBytes { buffer in
                // `offset` and `count` lie within the buffer (checked above).
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe recv(descriptor.number, base + offset, count, 0)
            }
        }
    }

    /// Sends bytes of `range`, as many as the kernel accepts now. Traps unless the range lies within the array.
    package func send(_ bytes: [UInt8], _ range: Range<Int>) -> Transfer {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the range lies outside of the array")
        if range.isEmpty { return .count(0) }
        return transfer {
            unsafe bytes.withUnsafeBytes { buffer in
                // The range lies within the buffer (checked above).
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe systemSend(descriptor.number, base + range.lowerBound, range.count)
            }
        }
    }

    /// Closes the sending half of the connection. The peer may still send.
    package func closeWriting() {
        // Fails only if the connection is broken, which the next transfer reports.
        _ = shutdown(descriptor.number, Int32(SHUT_WR))
    }

    private func transfer(_ call: () -> Int) -> Transfer {
        do {
            let count = try systemCall("transfer", call)
            return count == 0 ? .closed : .count(count)
        } catch {
            // Every other error (reset, broken pipe, timed out) means that the connection is broken.
            return error.code == EAGAIN || error.code == EWOULDBLOCK ? .wouldBlock : .broken
        }
    }
}

/// Call connect(2) and send(2). Within the type above, these names mean its methods.
private func systemConnect(_ number: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    unsafe connect(number, address, length)
}
private func systemSend(_ number: Int32, _ address: UnsafeRawPointer, _ count: Int) -> Int {
    unsafe send(number, address, count, sendWithoutSignal)
}
