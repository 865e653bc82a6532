import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A signal that asks the process for something.
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

/// SIGTERM, SIGINT and SIGHUP as bytes of a pipe that a loop can poll. While one lives, none of them ends the process;
/// a process has one at a time. SIGPIPE is ignored from then on: a peer that is gone is an error of the write.
package final class SignalPipe {
    /// What to poll for reading.
    package let descriptor: FileDescriptor
    private let writing: FileDescriptor

    /// Where the handler writes; -1 without a pipe.
    private static let writingNumber = Atomic<Int32>(-1)

    /// Takes the three signals over, and lets the calling thread receive them. Traps if another pipe has them.
    package init() throws(SystemError) {
        let pipe = try FileDescriptor.pipe()
        descriptor = pipe.reading
        writing = pipe.writing
        let isFirst = Self.writingNumber.compareExchange(
            expected: -1, desired: pipe.writing.number, ordering: .sequentiallyConsistent
        ).exchanged
        precondition(isFirst, "a process has one signal pipe")
        // These calls fail for a number that is no signal only.
        _ = signal(SIGPIPE, SIG_IGN)
        for each in Signal.allCases { _ = signal(each.number) { SignalPipe.report($0) } }
        // Who started this process may have had them blocked, and a process begins with the mask of its parent.
        var blocked = sigset_t()
        unsafe sigemptyset(&blocked)
        for each in Signal.allCases { unsafe sigaddset(&blocked, each.number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &blocked, nil)
    }

    deinit {
        for each in Signal.allCases { _ = signal(each.number, SIG_DFL) }
        Self.writingNumber.store(-1, ordering: .sequentiallyConsistent)
    }

    /// Takes the signals that came since it was last asked, in their order, without blocking. A signal that came many
    /// times may be named once.
    package func drain() -> [Signal] {
        var bytes: [UInt8] = []
        // Nothing to read (EAGAIN) is the usual end.
        guard let count = try? descriptor.read(into: &bytes, atMost: 64), count > 0 else { return [] }
        return bytes.compactMap { byte in Signal.allCases.first { $0.number == Int32(byte) } }
    }

    /// The handler. Nothing but a write is allowed in it; a full pipe drops the byte, and errno is put back for the
    /// code that was interrupted.
    private static func report(_ number: Int32) {
        let code = errno
        var byte = UInt8(truncatingIfNeeded: number)
        // One byte, from a variable of one byte.
        _ = unsafe write(writingNumber.load(ordering: .relaxed), &byte, 1)
        errno = code
    }
}
