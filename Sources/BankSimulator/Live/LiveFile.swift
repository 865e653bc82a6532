import EventTime
import POSIX
import Synthesis

/// A file that grows: whole lines are appended, and a full file is renamed.
///
/// `x.csv` is made as `.x.csv.new` with its header and renamed, so that nobody reads it without one. At a size or an
/// age it becomes `x-20260302T080000Z-001.csv`, and the newest of these stay. It is never cut back: a follower would
/// take that for a file written anew.
final class LiveFile {
    /// When a file is renamed, and how many renamed ones stay.
    struct Limits {
        /// Bytes of a file, from which it is renamed.
        var bytes = 16 << 20
        /// Milliseconds from which it is renamed; nil: never by its age.
        var age: Int64? = 3_600_000
        /// Renamed files that stay.
        var files = 4
    }

    /// What was done since the start.
    struct Counts {
        var rows = 0
        var bytes = 0
        var rotations = 0
        var faults = 0
        /// Rows that were made and could not be written.
        var droppedRows = 0
    }

    /// The name, with its ending.
    let name: String
    private(set) var counts = Counts()
    /// Why the last write or rename failed; nil once one succeeds.
    private(set) var fault: SystemError?
    private let folder: String
    private let limits: Limits
    private let header: [UInt8]
    private var file: FileDescriptor?
    private var size = 0
    /// Bytes of the header and of what was known when the file was made.
    private var firstSize = 0
    private var madeAt: Int64 = 0
    private var checkedAt = Int64.min
    /// What is left of a line that a full disk has cut.
    private var rest: [UInt8] = []
    private var number = 0

    /// Milliseconds between looks at the file's name, and between tries to make the file.
    private static let pause: Int64 = 1000

    /// Writes to the disk; another function in tests, whose disks are full at will.
    typealias Write = (FileDescriptor, [UInt8]) -> (count: Int, fault: SystemError?)
    private let writeSome: Write

    /// A file of `folder` that begins with `header`. Nothing is done until `append`.
    init(
        _ name: String, in folder: String, header: [UInt8], limits: Limits,
        write: @escaping Write = { $0.writeSome($1) }
    ) {
        (self.name, self.folder, self.header, self.limits, writeSome) = (name, folder, header, limits, write)
    }

    /// Appends lines at `time` (milliseconds since 1970). What cannot be written is counted. A new file begins with the
    /// header and the lines of `known`.
    func append(_ lines: Lines, at time: Int64, known: () -> [UInt8] = { [] }) {
        if file == nil || time - checkedAt >= Self.pause {
            checkedAt = time
            if let file, !isOwn(file) { self.file = nil }
            if file == nil {
                let first = known()
                attempt { () throws(SystemError) in try make(at: time, first) }
            }
        }
        if file != nil && !rest.isEmpty { rest.removeFirst(write(rest)) }
        if file == nil || !rest.isEmpty {
            counts.droppedRows += lines.ends.count
            return
        }
        write(lines)
        let isOld = limits.age.map { time - madeAt >= $0 } ?? false
        // A file without rows of its own is not full, however small the limits are.
        if rest.isEmpty && fault == nil && size > firstSize && (size >= limits.bytes || isOld) {
            let first = known()
            attempt { () throws(SystemError) in try rotate(at: time, first) }
        }
    }

    private func write(_ lines: Lines) {
        let written = write(lines.bytes)
        let whole = lines.ends.count { $0 <= written }
        let end = whole == 0 ? 0 : lines.ends[whole - 1]
        counts.rows += whole
        if written == lines.bytes.count { return }
        let isCut = written > end
        if isCut {
            rest = Array(lines.bytes[written..<lines.ends[whole]])
            counts.rows += 1
        }
        counts.droppedRows += lines.ends.count - whole - (isCut ? 1 : 0)
    }

    /// Returns how many bytes were written.
    private func write(_ bytes: [UInt8]) -> Int {
        guard let file else { return 0 }
        if bytes.isEmpty { return 0 }
        let (count, error) = writeSome(file, bytes)
        size += count
        counts.bytes += count
        fault = error
        if error != nil { counts.faults += 1 }
        return count
    }

    private func attempt(_ body: () throws(SystemError) -> Void) {
        do {
            try body()
            fault = nil
        } catch {
            fault = error
            counts.faults += 1
        }
    }

    /// Whether the open file still has its name and what was written to it: another program may have emptied it.
    private func isOwn(_ file: FileDescriptor) -> Bool {
        guard let own = try? file.status(), let named = try? FileStatus(path: path) else { return false }
        return own.identity == named.identity && own.size >= size
    }

    private var path: String { "\(folder)/\(name)" }

    private func make(at time: Int64, _ known: [UInt8]) throws(SystemError) {
        rest = []
        if (try? FileStatus(path: path)) != nil { try rename(at: time) }
        let hidden = "\(folder)/.\(name).new"
        let made = try FileDescriptor.create(hidden)
        try made.write(header + known)
        try FileSystem.rename(hidden, to: path)
        firstSize = header.count + known.count
        (file, size, madeAt) = (made, firstSize, time)
        counts.bytes += size
        try prune()
    }

    private func rotate(at time: Int64, _ known: [UInt8]) throws(SystemError) {
        counts.rotations += 1
        try make(at: time, known)
    }

    /// Gives the present file the name of a full one.
    private func rename(at time: Int64) throws(SystemError) {
        var stamp: [UInt8] = []
        Self.stamp.append(Instant(nanoseconds: time / 1000 * 1_000_000_000), to: &stamp)
        var target = ""
        repeat {
            number += 1
            let digits = "\(number)"
            let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
            target = "\(folder)/\(stem)-\(String(decoding: stamp, as: UTF8.self))-\(padded).csv"
        } while (try? FileStatus(path: target)) != nil
        try FileSystem.rename(path, to: target)
    }

    /// Removes full files, but the newest.
    private func prune() throws(SystemError) {
        let full = try FileSystem.names(in: folder).filter { isFull($0) }
        for name in full.dropLast(limits.files) { try FileSystem.remove("\(folder)/\(name)") }
    }

    /// Whether a name is that of a full file of this one: other files of the folder are never removed.
    private func isFull(_ name: String) -> Bool {
        guard name.hasPrefix(stem + "-"), name.hasSuffix(".csv") else { return false }
        let middle = name.dropFirst(stem.utf8.count + 1).dropLast(4).split(separator: "-")
        guard middle.count == 2, middle[0].utf8.count == 16, middle[1].utf8.count >= 3 else { return false }
        return middle[0].utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: "Z") }
            && middle[1].utf8.allSatisfy(isDigit)
    }

    private var stem: String { name.hasSuffix(".csv") ? String(name.dropLast(4)) : name }

    private static let stamp: TimeFormatter = {
        do { return try TimeFormatter("%Y%m%dT%H%M%SZ", zone: .utc) } catch { preconditionFailure("\(error)") }
    }()
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
