// What Linux and Darwin declare with different names or types, so that no other file of this room needs to know.

#if canImport(Darwin)
import Darwin

let streamSocket = SOCK_STREAM
let protocolTCP = IPPROTO_TCP
let protocolIPv6 = IPPROTO_IPV6
let descriptorLimit = RLIMIT_NOFILE
let ownProcess = RUSAGE_SELF
let bytesPerUnitOfMaximumResident = 1
/// Darwin has no such flag for send: the socket option SO_NOSIGPIPE stands in for it.
let sendWithoutSignal: Int32 = 0
/// Darwin reports a peer that closed its half as a hang-up.
let hangUpEvent = Int16(POLLHUP)
#else
import Glibc

let streamSocket = Int32(SOCK_STREAM.rawValue)
let protocolTCP = Int32(IPPROTO_TCP)
let protocolIPv6 = Int32(IPPROTO_IPV6)
let descriptorLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
let ownProcess = RUSAGE_SELF.rawValue
let bytesPerUnitOfMaximumResident = 1024
let sendWithoutSignal = Int32(MSG_NOSIGNAL)
/// POLLRDHUP, which glibc declares only with _GNU_SOURCE: Linux reports a peer that closed its half only on request.
let hangUpEvent: Int16 = 0x2000
#endif

extension stat {
    /// The time of the last change of the content, in nanoseconds since 1970.
    var modificationTime: Int64 {
        #if canImport(Darwin)
        Int64(st_mtimespec.tv_sec) * 1_000_000_000 + Int64(st_mtimespec.tv_nsec)
        #else
        Int64(st_mtim.tv_sec) * 1_000_000_000 + Int64(st_mtim.tv_nsec)
        #endif
    }
}

extension siginfo_t {
    /// The address whose use raised SIGBUS or SIGSEGV.
    var faultAddress: UnsafeMutableRawPointer? {
        #if canImport(Darwin)
        unsafe si_addr
        #else
        unsafe _sifields._sigfault.si_addr
        #endif
    }
}

extension sigaction {
    /// Makes this the description of a handler that is told where a fault happened. It stays installed, and calls that
    /// it interrupts are made again.
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
