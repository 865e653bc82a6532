import Foundation
import POSIX
import TestSupport
import Testing

/// Writers that do not append: they reserve room, leave holes, or write a file anew, one record longer.
extension LiveWriter {
    /// Reserves room behind the content: NULs up to the new size.
    mutating func reserve(_ file: LiveModel.File) throws {
        note("reserve")
        try finish(file)
        try setSize(file, file.written + Int.random(in: 1...300, using: &chance))
    }

    /// Truncates the file under a writer that goes on at its old offset. It writes a header before its next record.
    mutating func leaveHole(in file: LiveModel.File) throws {
        let hole = file.written
        guard hole > 0, let again = try truncated(file) else { return }
        note("leave a hole of \(hole) bytes")
        again.hasHole = true
        again.written = hole
        let nuls = Array(repeating: UInt8(0), count: hole)
        again.records = [LiveModel.Record(text: nuls, bare: hole, status: "", count: nil)]
        try append(to: again, 1)
    }

    /// Writes the whole content anew, and one record more: in place, by a rename, or after the file was removed. Writes
    /// at once or in two parts, and perhaps with the size first.
    mutating func writeAnew(_ file: LiveModel.File) throws {
        if file.hasHole { return model.removed = nil }
        let isRemoved = file.name == nil
        // An unfinished record of a removed file counts when the reader ends that file, or finds the record again.
        let isUnfinished = isRemoved && file.pending != nil
        // What was not written before the file was removed was never there.
        let lost = isRemoved ? file.records.count - file.visible : 0
        try finish(file)
        if isRemoved { model.restore(file) }
        guard let name = file.name else { return }
        let before = file.records.count - lost
        let record = makeRecord(file.columns)
        file.records.append(record)
        let text = file.headerText + file.records.flatMap(\.text)
        let isWhole = isUnfinished || Bool.random(using: &chance)
        let part = isWhole ? text.count : Int.random(in: 0...text.count, using: &chance)
        let isSizeFirst = Bool.random(using: &chance)
        let isByRename = Bool.random(using: &chance)
        note("write \(name) anew, \(part) of \(text.count) bytes\(isByRename ? ", by rename" : "")")
        let target = isByRename ? "anew" : name
        _ = try FileDescriptor.create(path(target))
        file.written = 0
        file.name = target
        if isSizeFirst { try setSize(file, text.count) }
        try write(file, text[..<part])
        file.rest = Array(text[part...])
        file.name = name
        let isOther = isByRename || isRemoved
        file.readable = isOther && file.isHeld ? before : 0
        file.isReplaced = isOther && (file.isHeld || file.consumed > 0)
        if isByRename { try FileSystem.rename(path(target), to: path(name)) }
    }

    /// Writes the rest of a file that is written anew.
    mutating func writeRest(of file: LiveModel.File) throws {
        try write(file, file.rest[...])
        file.rest = []
    }

    private func setSize(_ file: LiveModel.File, _ size: Int) throws {
        let handle = try #require(FileHandle(forWritingAtPath: path(file.name ?? "")))
        try handle.truncate(atOffset: UInt64(size))
        try handle.close()
    }
}
