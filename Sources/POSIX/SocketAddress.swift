#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The kernel's form of an address. All that must be reinterpreted in memory stands here.
struct SocketAddress {
    let family: Int32
    private var storage = sockaddr_storage()
    private var length: socklen_t

    /// The address of four (IPv4) or sixteen (IPv6) bytes in network order.
    init(bytes: [UInt8], port: UInt16) {
        if bytes.count == 4 {
            family = AF_INET
            length = socklen_t(MemoryLayout<sockaddr_in>.size)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &address.sin_addr) { unsafe $0.copyBytes(from: bytes) }
            unsafe withUnsafeMutableBytes(of: &storage) { target in
                // sockaddr_storage is larger than every address of a family, and aligned for each.
                unsafe withUnsafeBytes(of: &address) { unsafe target.copyMemory(from: $0) }
            }
        } else {
            precondition(bytes.count == 16, "an address has 4 or 16 bytes")
            family = AF_INET6
            length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &address.sin6_addr) { unsafe $0.copyBytes(from: bytes) }
            unsafe withUnsafeMutableBytes(of: &storage) { target in
                // As above.
                unsafe withUnsafeBytes(of: &address) { unsafe target.copyMemory(from: $0) }
            }
        }
    }

    /// The address that a socket is bound to.
    init(boundBy descriptor: FileDescriptor) throws(SystemError) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = try systemCall("getsockname") {
            unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                // The kernel writes at most `length` bytes, which is the storage's size.
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    unsafe getsockname(descriptor.number, address, &length)
                }
            }
        }
        self.storage = storage
        self.length = length
        family = Int32(storage.ss_family)
    }

    /// The address as a value; nil for a family other than IPv4 and IPv6.
    var listenAddress: ListenAddress? {
        var copy = storage
        return unsafe withUnsafeBytes(of: &copy) { bytes -> ListenAddress? in
            // The storage holds an address of the family that it names, and each is smaller than it.
            if family == AF_INET {
                var address = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
                let host = unsafe withUnsafeBytes(of: &address.sin_addr) { unsafe Array($0) }
                return ListenAddress(host: .ipv4(host), port: UInt16(bigEndian: address.sin_port))
            }
            if family == AF_INET6 {
                var address = unsafe bytes.loadUnaligned(as: sockaddr_in6.self)
                let host = unsafe withUnsafeBytes(of: &address.sin6_addr) { unsafe Array($0) }
                return ListenAddress(host: .ipv6(host), port: UInt16(bigEndian: address.sin6_port))
            }
            return nil
        }
    }

    /// Hands the address to a call such as bind or connect, in the form that it wants.
    func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        unsafe withUnsafePointer(to: storage) { pointer in
            // Every address may be read as the sockaddr that it starts with; the call trusts `length`.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }
}
