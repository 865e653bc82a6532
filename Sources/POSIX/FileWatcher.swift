#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Reports changes of files and folders through inotify. Events are hints only: network mounts send none, and a full
/// queue loses some and reports `overflow`. So callers must also check the files themselves now and then. Without
/// inotify, `isSupported` is false and no event ever comes: check every second.
package final class FileWatcher {
    /// One event.
    package struct Event: Equatable, Sendable {
        /// The number that `add` returned for the watched path; -1 for `overflow`, which concerns all watches.
        package let watch: Int32
        /// The bytes of a file's name within a watched folder; empty if the event concerns the watched path itself.
        package let name: [UInt8]
        /// At least one change, and seldom more.
        package let changes: Changes
    }

    /// Kinds of changes, in an event or in a request for events.
    package struct Changes: OptionSet, Sendable {
        /// The bits of inotify(7).
        package let rawValue: UInt32
        /// The changes of an inotify mask.
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Written to or truncated.
        static let modified = Changes(rawValue: 0x2)
        /// Permissions, times or the number of links changed. Also sent when an open file is deleted.
        static let attributes = Changes(rawValue: 0x4)
        /// Closed by a process that could write.
        package static let closedAfterWriting = Changes(rawValue: 0x8)
        /// A file was renamed or moved out of the watched folder.
        static let movedFrom = Changes(rawValue: 0x40)
        /// A file was renamed or moved into the watched folder, perhaps over another file.
        static let movedTo = Changes(rawValue: 0x80)
        /// A file or folder was created in the watched folder.
        static let created = Changes(rawValue: 0x100)
        /// A name in the watched folder was removed.
        static let deleted = Changes(rawValue: 0x200)
        /// The watched path itself was deleted.
        static let selfDeleted = Changes(rawValue: 0x400)
        /// The watched path itself was renamed; the watch continues.
        static let selfMoved = Changes(rawValue: 0x800)
        /// Sent without a request: events were lost; check all files.
        static let overflow = Changes(rawValue: 0x4000)
        /// Sent without a request: the watch has ended, by `remove` or because its file is gone.
        package static let ended = Changes(rawValue: 0x8000)

        /// The bytes of a file changed; its names and permissions did not.
        package static let content: Changes = [.modified, .closedAfterWriting]

        /// All changes that matter in a folder whose files are followed.
        package static let folder: Changes = [
            .modified, .attributes, .closedAfterWriting, .movedFrom, .movedTo, .created, .deleted, .selfDeleted,
            .selfMoved,
        ]
    }

    /// Whether the system has inotify.
    package static var isSupported: Bool {
        #if canImport(Darwin)
        false
        #else
        true
        #endif
    }

    /// The descriptor to poll for reading.
    package let descriptor: FileDescriptor
    #if canImport(Darwin)
    private let silent: FileDescriptor

    /// A watcher that reports no event.
    package init() throws(SystemError) {
        let pipe = try FileDescriptor.pipe()
        descriptor = pipe.reading
        silent = pipe.writing
    }

    /// Watches nothing.
    package func add(_ path: String, _ changes: Changes) throws(SystemError) -> Int32 { 0 }

    /// Does nothing.
    package func remove(_ watch: Int32) {}

    /// Returns nothing.
    package func drain() -> [Event] { [] }
    #else

    /// Opens an inotify queue. Fails if the user has as many queues as fs.inotify.max_user_instances allows.
    package init() throws(SystemError) {
        let number = try systemCall("inotify_init1") { inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC)) }
        descriptor = FileDescriptor(owning: number)
    }

    /// Watches a file or a folder (not its subfolders) and returns the number of the watch, which its events have. If
    /// the path is already watched, it keeps its number and `changes` replaces the earlier request. Follows symbolic
    /// links.
    package func add(_ path: String, _ changes: Changes) throws(SystemError) -> Int32 {
        unsafe try systemCall("inotify_add_watch", onPath: path) {
            unsafe inotify_add_watch(descriptor.number, $0, changes.rawValue)
        }
    }

    /// Ends a watch. Events that are already in the queue still come.
    package func remove(_ watch: Int32) {
        // Fails only if the watch has already ended.
        _ = inotify_rm_watch(descriptor.number, watch)
    }

    /// Removes events from the queue, up to about 16 KiB, without blocking. Remaining events keep the descriptor
    /// readable.
    package func drain() -> [Event] {
        var bytes: [UInt8] = []
        // EAGAIN: the queue is empty. After any other error no event will come, and callers also check without events.
        guard let count = try? descriptor.read(into: &bytes, atMost: 16384) else { return [] }
        return Self.events(in: bytes, count: count)
    }

    /// Parses `inotify_event` records: watch, mask, cookie and length as 32-bit words, then the name, padded with
    /// nulls.
    private static func events(in bytes: [UInt8], count: Int) -> [Event] {
        let head = 16
        var events: [Event] = []
        var start = 0
        while start + head <= count {
            let length = Int(word(bytes, start + 12))
            guard start + head + length <= count else { break }
            let name = bytes[start + head..<start + head + length].prefix { $0 != 0 }
            // Higher bits are flags such as IN_ISDIR, not changes.
            let changes = Changes(rawValue: word(bytes, start + 4) & 0xFFFF)
            let watch = Int32(bitPattern: word(bytes, start))
            events.append(Event(watch: watch, name: Array(name), changes: changes))
            start += head + length
        }
        return events
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        // The load checks its bounds, and any bits are a valid integer.
        unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }
    #endif
}
