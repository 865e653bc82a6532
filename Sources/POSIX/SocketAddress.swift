#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An address in the form of the kernel. This file has all code that reinterprets the memory of addresses.
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
                // sockaddr_storage is at least as large as the address of any family, and aligned for all of them.
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

    /// The address to which a socket is bound.
    init(boundBy descriptor: FileDescriptor) throws(SystemError) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = try systemCall("getsockname") {
            unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                // The kernel writes at most `length` bytes, the size of the storage.
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
            // The storage holds an address of `family`, and it is large enough for each family.
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

    /// Calls `body`, for example bind or connect, with the address in the form of the kernel.
    func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        unsafe withUnsafePointer(to: storage) { pointer in
            // Each address starts with the fields of sockaddr; `length` says how long the address is.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }
}
