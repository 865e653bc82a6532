#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Figures of the kernel about this process. A figure is nil if the system does not provide it, for example without
/// /proc.
package struct ProcessStatus: Sendable {
    /// User and system time, in seconds.
    package let cpuSeconds: Double
    /// Resident memory, in bytes.
    package let residentBytes: Int?
    /// Address space, in bytes.
    package let virtualBytes: Int?
    /// Open descriptors, less the descriptor that counting them takes.
    package let openDescriptors: Int?
    /// The soft limit of open descriptors.
    package let maximumDescriptors: Int?

    /// Reads the figures now. Takes a few system calls, among them one listing of /proc/self/fd.
    package init() {
        var usage = rusage()
        // Cannot fail: the structure exists, and the first argument is valid.
        _ = unsafe getrusage(ownProcess, &usage)
        cpuSeconds = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
        let pages = Self.fields(of: "/proc/self/statm").prefix(2).compactMap { Int($0) }
        let pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))
        virtualBytes = pages.count == 2 ? pages[0] * pageBytes : nil
        residentBytes = pages.count == 2 ? pages[1] * pageBytes : nil
        // The listing contains the descriptor that reads it. Nil without /proc.
        openDescriptors = (try? FileSystem.names(in: "/proc/self/fd")).map { $0.count - 1 }
        maximumDescriptors = Self.maximumDescriptors()
    }

    /// The soft limit of open descriptors; nil if the system does not tell it. Cheaper than all figures.
    package static func maximumDescriptors() -> Int? { descriptorLimits().map { count($0.rlim_cur) } }

    /// Returns when the process started, in seconds since 1970; nil without /proc. Exact to a hundredth of a second by
    /// the clock of the system, which can be set: call it once.
    package static func startTimeSeconds() -> Double? {
        // The name in the second field may contain spaces and parentheses. Count fields behind the last parenthesis.
        guard let stat = text(of: "/proc/self/stat"), let end = stat.utf8.lastIndex(of: UInt8(ascii: ")")) else {
            return nil
        }
        let fields = stat.utf8[stat.utf8.index(after: end)...].split(separator: UInt8(ascii: " "))
        let startField = 22 - 3
        guard fields.count > startField, let ticks = Double(Substring(fields[startField])) else { return nil }
        return Double(SystemClock.bootNanoseconds()) / 1e9 + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Raises the soft limit of open descriptors to the hard limit, and returns the new soft limit.
    @discardableResult
    package static func raiseDescriptorLimit() throws(SystemError) -> Int {
        guard var limits = descriptorLimits() else { throw SystemError(call: "getrlimit", code: errno) }
        if limits.rlim_cur == limits.rlim_max { return count(limits.rlim_cur) }
        limits.rlim_cur = limits.rlim_max
        #if canImport(Darwin)
        // Darwin refuses an infinite limit; OPEN_MAX is the most that it grants.
        limits.rlim_cur = min(limits.rlim_max, rlim_t(OPEN_MAX))
        #endif
        _ = try systemCall("setrlimit") { unsafe setrlimit(descriptorLimit, &limits) }
        return count(limits.rlim_cur)
    }

    private static func descriptorLimits() -> rlimit? {
        var limits = rlimit()
        return unsafe getrlimit(descriptorLimit, &limits) == 0 ? limits : nil
    }

    /// A limit as a number; RLIM_INFINITY becomes `Int.max`.
    private static func count(_ limit: rlim_t) -> Int { Int(clamping: limit) }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }

    /// The text of a file; nil if the system does not have the file.
    private static func text(of path: String) -> String? {
        guard let file = try? FileDescriptor.open(path), let bytes = try? file.readToEnd(maximum: 1 << 20) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The fields of a file of one line. Splitting the bytes is much cheaper than splitting the characters.
    private static func fields(of path: String) -> [Substring] {
        text(of: path)?.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) } ?? []
    }
}
