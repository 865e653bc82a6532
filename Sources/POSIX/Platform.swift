// Declarations whose names or types differ between Linux and Darwin. Other files of this module use the names below.

#if canImport(Darwin)
import Darwin

let streamSocket = SOCK_STREAM
let datagramSocket = SOCK_DGRAM
let protocolTCP = IPPROTO_TCP
let protocolIPv6 = IPPROTO_IPV6
let descriptorLimit = RLIMIT_NOFILE
let ownProcess = RUSAGE_SELF
/// Darwin's send(2) has no flag for this; the socket option SO_NOSIGPIPE replaces it.
let sendWithoutSignal: Int32 = 0
/// Darwin reports POLLHUP when the peer has closed its half.
let hangUpEvent = Int16(POLLHUP)
#else
import Glibc

let streamSocket = Int32(SOCK_STREAM.rawValue)
let datagramSocket = Int32(SOCK_DGRAM.rawValue)
let protocolTCP = Int32(IPPROTO_TCP)
let protocolIPv6 = Int32(IPPROTO_IPV6)
let descriptorLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
let ownProcess = RUSAGE_SELF.rawValue
let sendWithoutSignal = Int32(MSG_NOSIGNAL)
/// POLLRDHUP, which glibc declares only with _GNU_SOURCE. Only with this event Linux reports that the peer has closed
/// its half.
let hangUpEvent: Int16 = 0x2000
#endif

extension stat {
    /// The time of the last change of the content, in nanoseconds since 1970. Saturates, because files may have times
    /// beyond 2262.
    var modificationTime: Int64 {
        #if canImport(Darwin)
        let (seconds, nanoseconds) = (Int64(st_mtimespec.tv_sec), Int64(st_mtimespec.tv_nsec))
        #else
        let (seconds, nanoseconds) = (Int64(st_mtim.tv_sec), Int64(st_mtim.tv_nsec))
        #endif
        // So many seconds fit into 64 bits of nanoseconds.
        if seconds >= 9_223_372_036 { return .max }
        return seconds <= -9_223_372_036 ? .min : seconds * 1_000_000_000 + nanoseconds
    }
}

extension siginfo_t {
    /// The address whose access raised SIGBUS or SIGSEGV.
    var faultAddress: UnsafeMutableRawPointer? {
        #if canImport(Darwin)
        unsafe si_addr
        #else
        unsafe _sifields._sigfault.si_addr
        #endif
    }
}

extension sigaction {
    /// Makes this the description of a handler that receives the address of a fault. The handler stays installed after
    /// the first signal, and system calls that it interrupts are restarted.
    mutating func install(
        _ handler: @escaping @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void
    ) {
        #if canImport(Darwin)
        unsafe __sigaction_u.__sa_sigaction = handler
        #else
        unsafe __sigaction_handler.sa_sigaction = handler
        #endif
        sa_flags = SA_SIGINFO | Int32(SA_RESTART)
    }
}
