#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The descriptors for which one turn of the loop waits. Each turn fills the set again in the same memory: `removeAll`,
/// `add` for each descriptor, `poll`, then `isReadable` or `isWritable` by index. The set does not own the descriptors:
/// keep their owners until the turn ends.
package struct PollSet {
    private var entries: [pollfd] = []

    /// An empty set.
    package init() {}

    /// Empties the set and keeps its memory.
    package mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Adds a descriptor and returns its index, which is valid until `removeAll`. Even with neither `read` nor `write`,
    /// `poll` reports errors and a hang-up, in each turn until the descriptor is closed.
    package mutating func add(_ descriptor: FileDescriptor, read: Bool, write: Bool) -> Int {
        var events: Int16 = 0
        if read { events |= Int16(POLLIN) }
        if write { events |= Int16(POLLOUT) }
        entries.append(pollfd(fd: descriptor.number, events: events, revents: 0))
        return entries.count - 1
    }

    /// Adds a socket in order to wait only for the end of its connection: the peer closes its half, or the connection
    /// breaks. Bytes that arrive do not end the wait. Returns the index as `add` does.
    package mutating func add(hangUpOf descriptor: FileDescriptor) -> Int {
        entries.append(pollfd(fd: descriptor.number, events: hangUpEvent, revents: 0))
        return entries.count - 1
    }

    /// Waits until a descriptor is ready or the timeout is over, and returns the number of ready descriptors. A timeout
    /// of nil waits for ever, zero does not wait. The timeout is rounded up to whole milliseconds, so that it is really
    /// over on return. A signal ends the wait with 0.
    @discardableResult
    package mutating func poll(timeoutNanoseconds: Int64?) throws(SystemError) -> Int {
        var milliseconds: Int32 = -1
        if let timeout = timeoutNanoseconds {
            let (whole, rest) = max(0, timeout).quotientAndRemainder(dividingBy: 1_000_000)
            milliseconds = Int32(clamping: whole + (rest > 0 ? 1 : 0))
        }
        // The kernel writes only to the `entries.count` elements of the array.
        let ready = unsafe systemPoll(&entries, nfds_t(entries.count), milliseconds)
        if ready >= 0 { return Int(ready) }
        let code = errno
        for index in entries.indices { entries[index].revents = 0 }
        if code == EINTR { return 0 }
        throw SystemError(call: "poll", code: code)
    }

    /// Whether a read at this index returns at once: with bytes, at the end, or with an error.
    package func isReadable(_ index: Int) -> Bool { has(index, POLLIN | POLLHUP | POLLERR | POLLNVAL) }

    /// Whether a write at this index returns at once: with room, or with an error.
    package func isWritable(_ index: Int) -> Bool { has(index, POLLOUT | POLLHUP | POLLERR | POLLNVAL) }

    /// Whether the peer at an index of `add(hangUpOf:)` has closed its half, or the connection is broken.
    package func isHungUp(_ index: Int) -> Bool { has(index, Int32(hangUpEvent) | POLLHUP | POLLERR | POLLNVAL) }

    private func has(_ index: Int, _ events: Int32) -> Bool { entries[index].revents & Int16(events) != 0 }
}

/// Calls poll(2). Within the type above, the name `poll` means its method.
private func systemPoll(_ entries: UnsafeMutablePointer<pollfd>, _ count: nfds_t, _ timeout: Int32) -> Int32 {
    unsafe poll(entries, count, timeout)
}
