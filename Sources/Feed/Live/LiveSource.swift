import CSV
import EventTime
import POSIX

/// The followed files of one source.
struct LiveSource {
    /// How many files without a name, and read to their end, are held open in the hope that they grow.
    private static let maximumNameless = 64
    /// How many files that were let go of are remembered, in case they come back.
    private static let maximumRemembered = 256

    private let source: FeedSource
    private let globs: [Glob]
    /// Where following begins in files that a replay has read.
    private var marks: [FileIdentity: FileMark]
    private var files: [FollowedFile] = []
    private var remembered: [(identity: FileIdentity, reading: FollowedFile.Reading)] = []
    private var nextNumber = 0
    private var current = 0
    /// The storage of the last batch, to be used again.
    private var batch: FeedBatch
    /// Names that lead to nothing that can be followed, with their sentences.
    private var nameFaults: [String: String] = [:]
    private var told: [String: String] = [:]

    init(_ source: FeedSource, number: Int, _ globs: [Glob], from marks: [FileIdentity: FileMark]) {
        self.source = source
        self.globs = globs
        self.marks = marks
        // A number means one file for as long as the source is read, in the replay and after it.
        nextNumber = (marks.values.map(\.file.number).max() ?? -1) + 1
        batch = FeedBatch(source: number, width: source.columns.count)
    }

    var count: Int { files.count }

    var status: (files: Int, isUp: Bool, lagBytes: Int) {
        (files.count, faults.isEmpty, files.reduce(0) { $0 + $1.lagBytes })
    }

    /// What cannot be followed now, by name.
    private var faults: [String: String] {
        var faults = nameFaults
        for file in files { if let fault = file.fault { faults[file.path] = "\(fault)" } }
        return faults
    }

    /// The folders in which something can happen to the files.
    var folders: [String] {
        globs.flatMap { $0.folders() } + files.map { Glob($0.place).directory }
    }

    /// Looks up all names again. At most `room` files are open at a time.
    mutating func look(now: Int64, room: Int) {
        var (names, order) = ([FileIdentity: String](), [FileIdentity]())
        nameFaults.removeAll()
        forgetSpent()
        for path in globs.flatMap({ $0.paths() }) {
            do {
                let status = try FileStatus(path: path)
                if let kind = status.kind.other { throw FeedError.notAFile(path: path, kind: kind) }
                // Of several names for one file the first counts.
                if names.updateValue(names[status.identity] ?? path, forKey: status.identity) == nil {
                    order.append(status.identity)
                }
            } catch let error as SystemError where error.isMissing {
                continue  // not there yet is what following is for
            } catch let error as SystemError {
                nameFaults[path] = "\(FeedError.unreadable(path: path, error))"
            } catch {
                nameFaults[path] = "\(error)"
            }
        }
        for index in files.indices {
            files[index].look(name: names.removeValue(forKey: files[index].identity), now: now)
        }
        boundNameless()
        var left = room - files.count
        for path in order.compactMap({ names[$0] }) { open(path, &left) }
    }

    /// Takes in that the file at `place` has other bytes; without a place, that all may have. So may one whose name
    /// does not lead to it any more.
    mutating func touch(_ place: String?, now: Int64) {
        for index in files.indices where place == nil || files[index].place == place || files[index].isNameless {
            files[index].touch(now: now)
        }
    }

    /// Reads about 256 KiB of the next file that has more. Nil if none has.
    mutating func read(_ arrival: Instant) -> FeedBatch? {
        for _ in files.indices {
            current = (current + 1) % files.count
            if files[current].read(into: &batch, arrival) { return batch }
        }
        return nil
    }

    /// Sentences that were not told yet, or not since the fault went away.
    mutating func takeFaults() -> [String] {
        let now = faults
        defer { told = now }
        return now.filter { told[$0.key] != $0.value }.map(\.value).sorted()
    }

    private mutating func open(_ path: String, _ room: inout Int) {
        do {
            guard room > 0 else { throw FeedError.tooManyFiles(path: path) }
            let descriptor = try FileDescriptor.open(path)
            let status = try descriptor.status()
            // The name may lead elsewhere since it was looked up.
            if let kind = status.kind.other { throw FeedError.notAFile(path: path, kind: kind) }
            if files.contains(where: { $0.identity == status.identity }) { return }
            let mark = marks.removeValue(forKey: status.identity)
            let known = remembered.firstIndex { $0.identity == status.identity }
            var reading = known.map { remembered.remove(at: $0).reading }
            // Another file may have the same inode by now.
            if let found = reading, !found.isStill(descriptor) { reading = nil }
            let file = mark?.file ?? reading?.file.feedFile ?? FeedFile(number: nextNumber, path: path, firstPath: path)
            nextNumber = max(nextNumber, file.number + 1)
            files.append(FollowedFile(descriptor, status, path: path, file, source: source, from: mark, reading))
            room -= 1
        } catch let error as SystemError {
            if !error.isMissing { nameFaults[path] = "\(FeedError.unreadable(path: path, error))" }
        } catch {
            nameFaults[path] = "\(error)"
        }
    }

    /// Closes files that were read to their end, but remembers how far: their names may come back.
    private mutating func forgetSpent() {
        for file in files where file.isSpent && !file.isDeleted {
            // Without a record consumed, another file with this inode and header could not be told from it.
            if let reading = file.reading, reading.hasRecords { remembered.append((file.identity, reading)) }
        }
        remembered.removeFirst(max(0, remembered.count - Self.maximumRemembered))
        files.removeAll(where: \.isSpent)
    }

    /// Lets go of the oldest of too many files that have no name.
    private mutating func boundNameless() {
        let nameless = files.indices.filter { files[$0].idleWithoutNameSince != nil }
            .sorted { files[$0].idleWithoutNameSince ?? 0 < files[$1].idleWithoutNameSince ?? 0 }
        for index in nameless.dropLast(Self.maximumNameless) { files[index].letGo() }
    }
}
