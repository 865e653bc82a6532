package import POSIX

/// Work whose configuration can be read again while it runs. The successor is prepared beside the current work, in
/// slices, and takes its place once it is ready. A fault of the new configuration leaves the current work as it is.
package final class Reload<Current: Work>: Work {
    /// The work that runs.
    package private(set) var current: Current
    /// How the last load of the configuration ended.
    package private(set) var status: ReloadStatus
    private var successor: Current?
    private let read: (Current, Int64) throws -> Current?
    private let clocks: Clocks
    private let logger: Logger

    /// Runs `first`. `read` reads the configuration again: it returns a successor, or nil if the current work could
    /// take the new configuration over by itself (at that monotonic time).
    package init(
        _ first: Current, _ clocks: Clocks, _ logger: Logger, read: @escaping (Current, Int64) throws -> Current?
    ) {
        current = first
        status = ReloadStatus(isSuccessful: true, lastSuccess: clocks.wallSeconds())
        self.read = read
        self.clocks = clocks
        self.logger = logger
    }

    /// Reads the configuration again. Returns the fault, which is logged as well.
    @discardableResult package func begin(now: Int64) -> String? {
        do {
            // A successor under preparation has read an older configuration: it goes either way.
            successor = try read(current, now)
            if successor == nil { succeed() }
            return nil
        } catch {
            fail("\(error)")
            return "\(error)"
        }
    }

    private func succeed() { status = ReloadStatus(isSuccessful: true, lastSuccess: clocks.wallSeconds()) }

    private func fail(_ fault: String) {
        status.isSuccessful = false
        status.fault = fault
        logger.log(.error, "reload failed, keeping the previous configuration: \(fault)")
    }
}

/// How the last load of a configuration ended.
package struct ReloadStatus: Equatable {
    /// Whether it succeeded.
    package var isSuccessful: Bool
    /// Why it failed; nil after a success.
    package var fault: String?
    /// When a load last succeeded, in wall-clock seconds since 1970.
    package var lastSuccess: Double
}

extension Reload {
    /// The descriptor of the current work. A successor is driven in every turn and needs none.
    package var descriptor: FileDescriptor? { current.descriptor }

    /// Whether the current work is ready.
    package var isReady: Bool { current.isReady }

    /// At once while a successor is prepared.
    package func nextWake(now: Int64) -> Int64? { successor == nil ? current.nextWake(now: now) : now }

    /// A slice of the current work, then one of the successor.
    package func slice(now: Int64, deadline: Int64, hasEvents: Bool) throws {
        try current.slice(now: now, deadline: deadline, hasEvents: hasEvents)
        guard let next = successor else { return }
        do {
            try next.slice(now: clocks.monotonic(), hasEvents: false)
        } catch {
            successor = nil
            return fail("\(error)")
        }
        guard next.isReady else { return }
        (current, successor) = (next, nil)
        succeed()
        logger.log(.info, "reloaded: the configuration is new, everything starts as after a restart")
    }
}
