import POSIX
import TestSupport

/// The files of a writer, and the counts that a reader must have after each of its looks.
///
/// All records differ, because no reader can detect that a file was truncated and got the same bytes again. The model
/// does not count anything that no look can see: bytes that were written and truncated, or files that were created and
/// removed, between two looks.
struct LiveModel {
    /// One record: its bytes and its sample.
    struct Record {
        let text: [UInt8]
        /// The number of bytes without the line end.
        let bare: Int
        let status: String
        /// Nil for a bad record.
        let count: Int?
    }

    /// A file with any name, or without a name.
    final class File {
        var name: String?
        let columns: [String]
        /// The rest of the header, which is not written yet.
        var header: ArraySlice<UInt8>
        var records: [Record] = []
        /// An unfinished record, and the number of its bytes that are written.
        var pending: (record: Record, written: Int)?
        /// The end of the content. Behind it the file may have NULs.
        var written = 0
        /// The bytes that are missing while the file is written anew. `records` has their records.
        var rest: [UInt8] = []
        /// How many records a held file had before another file got its name.
        var readable = 0
        /// Whether another file with the same records got the name since the last look. No look can connect both if the
        /// new file is moved before.
        var isReplaced = false
        /// Whether NULs come before the header.
        var hasHole = false
        /// Whether the reader has the file open.
        var isHeld = false
        /// The name of the file when the reader first found it: the label of its records.
        var seenName: String?
        /// How many records the reader has counted.
        var consumed = 0

        init(name: String, columns: [String]) {
            self.name = name
            self.columns = columns
            header = []
            header = headerText[...]
        }

        /// The whole header.
        var headerText: [UInt8] { Array((columns.joined(separator: ",") + "\n").utf8) }

        /// The number of records that are written.
        var visible: Int { rest.isEmpty ? records.count : max(readable, whole) }

        /// The number of whole records in a file that is written anew.
        private var whole: Int {
            var end = headerText.count
            return records.prefix { record in
                end += record.text.count
                return end <= written
            }.count
        }

        /// Whether the file is written anew and is not as long yet, so that the reader reads none of it. Without a
        /// part of a record, no reader can recognise the file again after it has closed it.
        var isCompared: Bool {
            isHeld && !rest.isEmpty && whole < consumed && !isReplaced && written > headerText.count
        }
    }

    private(set) var files: [File] = []
    /// The last file with the name log.csv, if it was removed. The same content may get the name again.
    var removed: File?
    private(set) var sums: [String: Double] = [:]
    private(set) var records = 0
    private(set) var rejects = 0

    /// The names that the reader follows: `log.csv*`.
    static func isFollowed(_ name: String?) -> Bool { name?.hasPrefix("log.csv") == true }

    func file(named name: String) -> File? { files.first { $0.name == name } }

    /// The number of files that the reader has open, and that have no followed name.
    var namelessCount: Int { files.count { $0.isHeld && !Self.isFollowed($0.name) } }

    mutating func add(_ file: File) { files.append(file) }

    /// Gives the name log.csv to the removed file again.
    mutating func restore(_ file: File) {
        removed = nil
        file.name = "log.csv"
        if !files.contains(where: { $0 === file }) { add(file) }
    }

    /// The reader looks at all files.
    mutating func look() {
        for file in files {
            file.isReplaced = false
            if Self.isFollowed(file.name) {
                file.isHeld = true
                file.seenName = file.seenName ?? file.name
            }
            guard file.isHeld else { continue }
            // What is written anew and was read before adds nothing.
            guard file.visible > file.consumed else { continue }
            for record in file.records[file.consumed..<file.visible] { count(record, of: file) }
            file.consumed = file.visible
        }
    }

    /// The reader has looked for long enough to end the files without a followed name: their last record counts.
    mutating func endNameless() {
        for file in files where file.isHeld && !Self.isFollowed(file.name) {
            file.isHeld = false
            if let pending = file.pending {
                count(pending.record, of: file)
                file.records.append(pending.record)
                file.consumed += 1
                file.pending = nil
            } else if file.consumed == 0 {
                // A reader cannot recognise a file of which it has read no record.
                file.seenName = nil
            }
        }
        files.removeAll { $0.name == nil }
    }

    /// A new reader starts, without the old counts. It does not find files without a name.
    mutating func restart() {
        files.removeAll { $0.name == nil }
        removed = nil
        for file in files {
            (file.isHeld, file.seenName, file.consumed) = (false, nil, 0)
            (file.readable, file.isReplaced) = (0, false)
        }
        (sums, records, rejects) = ([:], 0, 0)
    }

    private mutating func count(_ record: Record, of file: File) {
        records += 1
        let labels = "file=\"\(file.seenName ?? "")\",status=\"\(record.status)\""
        if let count = record.count { sums[labels, default: 0] += Double(count) } else { rejects += 1 }
    }
}

extension LiveModel {
    /// Removes a file that no reader can read any more.
    mutating func forget(_ file: File) { files.removeAll { $0 === file } }
}
