import Glibc

/// A UDP socket of this host that answers to whom it heard last.
final class DatagramServer {
    private let number: Int32
    private var peer = sockaddr_in()
    let port: UInt16

    init() throws {
        number = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = number
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = unsafe bind(number, address, length)
                _ = unsafe getsockname(number, address, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(number) }

    /// The next message; nil if there is none.
    func receive() -> [UInt8]? {
        var (bytes, length) = ([UInt8](repeating: 0, count: 2048), socklen_t(MemoryLayout<sockaddr_in>.size))
        let number = number
        let count = unsafe withUnsafeMutablePointer(to: &peer) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe recvfrom(number, &bytes, bytes.count, 0, address, &length)
            }
        }
        return count > 0 ? Array(bytes[..<count]) : nil
    }

    func reply(_ bytes: [UInt8]) {
        let number = number
        unsafe withUnsafePointer(to: peer) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = unsafe sendto(number, bytes, bytes.count, 0, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
