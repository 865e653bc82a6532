import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A signal to which the process reacts.
package enum Signal: Sendable, CaseIterable {
    case terminate
    case interrupt
    case hangUp

    var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .hangUp: SIGHUP
        }
    }
}

/// Makes the process ignore SIGXFSZ: a write beyond the greatest size of a file then fails with an error.
package func ignoreFileSizeSignal() { _ = signal(SIGXFSZ, SIG_IGN) }  // fails only for an invalid signal number

/// SIGTERM, SIGINT and SIGHUP as bytes of a pipe that a loop can poll. While a signal pipe exists, these signals do not
/// end the process. A process has one signal pipe at a time. The first pipe also makes the process ignore SIGPIPE: a
/// write to a closed connection then fails with an error.
package final class SignalPipe {
    /// The descriptor to poll for reading.
    package let descriptor: FileDescriptor
    private let writing: FileDescriptor

    /// The descriptor to which the handler writes; -1 without a pipe.
    private static let writingNumber = Atomic<Int32>(-1)

    /// Installs handlers for the three signals, and unblocks the signals in the calling thread. Traps if another signal
    /// pipe exists.
    package init() throws(SystemError) {
        let pipe = try FileDescriptor.pipe()
        descriptor = pipe.reading
        writing = pipe.writing
        let isFirst = Self.writingNumber.compareExchange(
            expected: -1, desired: pipe.writing.number, ordering: .sequentiallyConsistent
        ).exchanged
        precondition(isFirst, "a process has one signal pipe")
        // These calls fail only for an invalid signal number.
        _ = signal(SIGPIPE, SIG_IGN)
        for each in Signal.allCases { _ = signal(each.number) { SignalPipe.report($0) } }
        // A process inherits the signal mask of its parent, which may block these signals.
        var blocked = sigset_t()
        unsafe sigemptyset(&blocked)
        for each in Signal.allCases { unsafe sigaddset(&blocked, each.number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &blocked, nil)
    }

    deinit {
        for each in Signal.allCases { _ = signal(each.number, SIG_DFL) }
        Self.writingNumber.store(-1, ordering: .sequentiallyConsistent)
    }

    /// Returns the signals since the last call, in their order, without blocking. A signal that came several times may
    /// be in the result once.
    package func drain() -> [Signal] {
        var bytes: [UInt8] = []
        // EAGAIN, an empty pipe, is the usual result.
        guard let count = try? descriptor.read(into: &bytes, atMost: 64), count > 0 else { return [] }
        return bytes.compactMap { byte in Signal.allCases.first { $0.number == Int32(byte) } }
    }

    /// The signal handler, which only calls write(2). A full pipe drops the byte. The handler restores errno for the
    /// code that it interrupts.
    private static func report(_ number: Int32) {
        let code = errno
        var byte = UInt8(truncatingIfNeeded: number)
        // The kernel reads one byte, and the variable has one byte.
        _ = unsafe write(writingNumber.load(ordering: .relaxed), &byte, 1)
        errno = code
    }
}
