#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Reports changes of files and folders through inotify. A hint, not the truth: mounts of other machines send no
/// events, and a queue that overflows loses some (`overflow` says so), so that callers look for themselves now and
/// then. Where the system has no inotify, `isSupported` is false and nothing is ever reported: look every second then.
package final class FileWatcher {
    /// One report.
    package struct Event: Equatable, Sendable {
        /// What `add` returned for the watched path; -1 for `overflow`, which is about all.
        package let watch: Int32
        /// For a watched folder, the bytes of the name within it; empty when the event is about the watched path.
        package let name: [UInt8]
        /// At least one change, and seldom more than one.
        package let changes: Changes
    }

    /// What happened, or what to report.
    package struct Changes: OptionSet, Sendable {
        /// The bits of inotify(7).
        package let rawValue: UInt32
        /// The changes of an inotify mask.
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Written to or truncated.
        package static let modified = Changes(rawValue: 0x2)
        /// Permissions, times or the number of links changed; a file that is open and deleted shows here.
        package static let attributes = Changes(rawValue: 0x4)
        /// Closed by a process that could write.
        package static let closedAfterWriting = Changes(rawValue: 0x8)
        /// A name left the watched folder.
        package static let movedFrom = Changes(rawValue: 0x40)
        /// A name came into the watched folder, perhaps in place of another file.
        package static let movedTo = Changes(rawValue: 0x80)
        /// A file or folder was made in the watched folder.
        package static let created = Changes(rawValue: 0x100)
        /// A name in the watched folder was removed.
        package static let deleted = Changes(rawValue: 0x200)
        /// The watched path itself is gone.
        package static let selfDeleted = Changes(rawValue: 0x400)
        /// The watched path itself has another name; the watch goes on.
        package static let selfMoved = Changes(rawValue: 0x800)
        /// Reported unasked: the file system is gone, and the watch with it.
        package static let unmounted = Changes(rawValue: 0x2000)
        /// Reported unasked: events were lost; look at everything.
        package static let overflow = Changes(rawValue: 0x4000)
        /// Reported unasked: the watch has ended, by `remove` or because its file is gone.
        package static let ended = Changes(rawValue: 0x8000)

        /// A file has other bytes; its names and permissions are what they were.
        package static let content: Changes = [.modified, .closedAfterWriting]

        /// What there is to know of a folder whose files are followed.
        package static let folder: Changes = [
            .modified, .attributes, .closedAfterWriting, .movedFrom, .movedTo, .created, .deleted, .selfDeleted,
            .selfMoved,
        ]
    }

    /// Whether the system has inotify at all.
    package static var isSupported: Bool {
        #if canImport(Darwin)
        false
        #else
        true
        #endif
    }

    /// What to poll for reading.
    package let descriptor: FileDescriptor
    #if canImport(Darwin)
    private let silent: FileDescriptor

    /// A watcher that never reports.
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

    /// Opens an inotify queue. Fails where a user's number of them (fs.inotify.max_user_instances) is used up.
    package init() throws(SystemError) {
        let number = try systemCall("inotify_init1") { inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC)) }
        descriptor = FileDescriptor(owning: number)
    }

    /// Watches a file or a folder (not the folders within) and returns the number that its events bear. A path that is
    /// watched already keeps its number, and `changes` replaces what was asked for. Symbolic links are followed.
    package func add(_ path: String, _ changes: Changes) throws(SystemError) -> Int32 {
        unsafe try systemCall("inotify_add_watch", onPath: path) {
            unsafe inotify_add_watch(descriptor.number, $0, changes.rawValue)
        }
    }

    /// Ends a watch. Events that are in the queue already still come.
    package func remove(_ watch: Int32) {
        // Fails only if the watch has ended by itself.
        _ = inotify_rm_watch(descriptor.number, watch)
    }

    /// Takes what is in the queue, up to about 64 KiB, without blocking. What is left keeps the descriptor readable.
    package func drain() -> [Event] {
        var bytes: [UInt8] = []
        // Nothing to read (EAGAIN) is the usual end; any other error means that nothing will come, which is no worse.
        guard let count = try? descriptor.read(into: &bytes, atMost: 65536) else { return [] }
        return Self.events(in: bytes, count: count)
    }

    /// Reads the kernel's records: watch, mask, cookie and length as 32-bit words, then the name, padded with nulls.
    private static func events(in bytes: [UInt8], count: Int) -> [Event] {
        let head = 16
        var events: [Event] = []
        var start = 0
        while start + head <= count {
            let length = Int(word(bytes, start + 12))
            guard start + head + length <= count else { break }
            let name = bytes[start + head..<start + head + length].prefix { $0 != 0 }
            // Bits above these say what kind of file it is; they are no change.
            let changes = Changes(rawValue: word(bytes, start + 4) & 0xFFFF)
            let watch = Int32(bitPattern: word(bytes, start))
            events.append(Event(watch: watch, name: Array(name), changes: changes))
            start += head + length
        }
        return events
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        // The load checks its bounds, and any bits are a valid number.
        unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }
    #endif
}
