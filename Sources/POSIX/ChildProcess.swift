#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A program that this process started, to measure it or what it is compared with. Its standard output is dropped.
package final class ChildProcess {
    /// How a program ended.
    package struct End: Equatable, Sendable {
        /// The exit status; of one that a signal ended, 128 and the signal's number.
        package let status: Int32
        /// User and system time that it took, in nanoseconds, known to a microsecond.
        package let processorNanoseconds: Int64
    }

    /// The kernel's number of the process.
    package let number: Int32
    private var end: End?

    /// Starts a program, looked up along PATH unless its name has a slash. Fails with ENOENT if there is none.
    package init(_ program: String, _ arguments: [String]) throws(SystemError) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        for (descriptor, flags) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_WRONLY)] {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", flags, 0)
        }
        // The thread that calls may block signals, and the process may ignore some: the program shall not.
        var (attributes, none, all) = (posix_spawnattr_t(), sigset_t(), sigset_t())
        unsafe posix_spawnattr_init(&attributes)
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // Null-terminated copies that are freed below; the kernel copies them again before the call returns.
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var number: pid_t = 0
        let code = unsafe posix_spawnp(&number, program, &actions, &attributes, &words, environ)
        unsafe words.forEach { unsafe free($0) }
        unsafe posix_spawn_file_actions_destroy(&actions)
        unsafe posix_spawnattr_destroy(&attributes)
        if code != 0 { throw SystemError(call: "posix_spawn", code: code, path: program) }
        self.number = number
    }

    /// Asks it to end.
    package func terminate() { if end == nil { kill(number, SIGTERM) } }

    /// How it ended; nil while it runs. With `waits`, not before it has ended.
    package func ending(waits: Bool) throws(SystemError) -> End? {
        if let end { return end }
        var (status, usage) = (Int32(0), rusage())
        let ended = try systemCall("wait4") { unsafe wait4(number, &status, waits ? 0 : WNOHANG, &usage) }
        if ended == 0 { return nil }
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let microseconds = Int64(usage.ru_utime.tv_usec) + Int64(usage.ru_stime.tv_usec)
        // As <sys/wait.h> puts them together: the signal's number below, the exit status above.
        let signal = status & 0x7F
        end = End(
            status: signal == 0 ? status >> 8 & 0xFF : 128 + signal,
            processorNanoseconds: Int64(seconds) * 1_000_000_000 + microseconds * 1000)
        return end
    }
}
