#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A program that this process started, in order to measure it. Its standard output goes to /dev/null.
package final class ChildProcess {
    /// How a program ended.
    package struct End: Equatable, Sendable {
        /// The exit status. If a signal ended the program: 128 plus the number of the signal.
        package let status: Int32
        /// User and system time of the program, in nanoseconds, exact to a microsecond.
        package let processorNanoseconds: Int64
    }

    /// The process identifier.
    package let number: Int32
    private var end: End?

    /// Starts a program, looked up along PATH unless its name has a slash. Fails with ENOENT if the program does not
    /// exist.
    package init(_ program: String, _ arguments: [String]) throws(SystemError) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        for (descriptor, flags) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_WRONLY)] {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", flags, 0)
        }
        // The calling thread may block signals, and the process may ignore some. The program starts with the defaults.
        var (attributes, none, all) = (posix_spawnattr_t(), sigset_t(), sigset_t())
        unsafe posix_spawnattr_init(&attributes)
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // Null-terminated copies, freed below. The kernel copies them again before the call returns.
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var number: pid_t = 0
        let code = unsafe posix_spawnp(&number, program, &actions, &attributes, &words, environ)
        unsafe words.forEach { unsafe free($0) }
        unsafe posix_spawn_file_actions_destroy(&actions)
        unsafe posix_spawnattr_destroy(&attributes)
        if code != 0 { throw SystemError(call: "posix_spawn", code: code, path: program) }
        self.number = number
    }

    /// Sends SIGTERM to the program, unless it is known to have ended.
    package func terminate() { if end == nil { kill(number, SIGTERM) } }

    /// How the program ended; nil while it runs. With `waits`, returns only after the program has ended.
    package func ending(waits: Bool) throws(SystemError) -> End? {
        if let end { return end }
        var (status, usage) = (Int32(0), rusage())
        let ended = try systemCall("wait4") { unsafe wait4(number, &status, waits ? 0 : WNOHANG, &usage) }
        if ended == 0 { return nil }
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let microseconds = Int64(usage.ru_utime.tv_usec) + Int64(usage.ru_stime.tv_usec)
        // The layout of <sys/wait.h>: the number of the signal in the low seven bits, the exit status above.
        let signal = status & 0x7F
        end = End(
            status: signal == 0 ? status >> 8 & 0xFF : 128 + signal,
            processorNanoseconds: Int64(seconds) * 1_000_000_000 + microseconds * 1000)
        return end
    }
}
