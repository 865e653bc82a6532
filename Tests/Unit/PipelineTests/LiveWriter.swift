import Foundation
import POSIX
import TestSupport
import Testing

/// Changes real files and the model as programs and people do.
struct LiveWriter {
    let folder = TemporaryDirectory()
    var model = LiveModel()
    var chance: SeededGenerator
    private var next = 0
    /// The last operations, for the message of a failed test.
    private(set) var history: [String] = []

    init(seed: UInt64) { chance = SeededGenerator(seed: seed) }

    /// One operation of the writer, or of another program.
    mutating func step() throws {
        guard let file = model.file(named: "log.csv") else { return try create() }
        let operation = file.isReplaced ? 0 : Int.random(in: 0..<100, using: &chance)
        switch operation {
        case 0..<30: try append(to: file, Int.random(in: 1...3, using: &chance))
        case 30..<34: try reserve(file)
        case 34..<44: try writeAnew(file)
        case 44..<46: try leaveHole(in: file)
        case 46..<60: try appendPartly(to: file)
        case 60..<68: try append(to: model.files.filter { $0.name != nil }.randomElement(using: &chance) ?? file, 1)
        case 68..<76: try rotate()
        case 76..<80: try move(file, to: "away.\(Int.random(in: 0..<4, using: &chance))")
        case 80..<83: try comeBack()
        case 83..<90: try truncate(file)
        case 90..<93: try replace(file)
        case 93..<96: try remove(file)
        default: try removeAny()
        }
    }

    private mutating func create() throws {
        if let removed = model.removed, Bool.random(using: &chance) { return try writeAnew(removed) }
        model.removed = nil
        let file = try make("log.csv")
        if Bool.random(using: &chance) { try finishHeader(file) }
    }

    private mutating func make(_ name: String) throws -> LiveModel.File {
        note("create \(name)")
        let columns = ["time", "status", "count", "note"].shuffled(using: &chance)
        let file = LiveModel.File(name: name, columns: columns)
        _ = try FileDescriptor.create(path(name))
        model.add(file)
        let part = Int.random(in: 0...file.header.count, using: &chance)
        try write(file, file.header.prefix(part))
        file.header = file.header.dropFirst(part)
        return file
    }

    /// Writes the rest of the header and of an unfinished record.
    mutating func finish(_ file: LiveModel.File) throws {
        try finishHeader(file)
        try writeRest(of: file)
        guard let pending = file.pending else { return }
        try write(file, pending.record.text[pending.written...])
        file.records.append(pending.record)
        file.pending = nil
    }

    private mutating func finishHeader(_ file: LiveModel.File) throws {
        try write(file, file.header)
        file.header = []
    }

    mutating func append(to file: LiveModel.File, _ count: Int) throws {
        note("append \(count) to \(file.name ?? "")")
        try finish(file)
        for _ in 0..<count {
            let record = makeRecord(file.columns)
            try write(file, record.text[...])
            file.records.append(record)
        }
    }

    private mutating func appendPartly(to file: LiveModel.File) throws {
        note("append partly")
        try finish(file)
        let record = makeRecord(file.columns)
        let part = Int.random(in: 0..<record.text.count, using: &chance)
        try write(file, record.text[..<part])
        file.pending = (record, part)
    }

    /// Writes an unfinished record up to its line end, or with its line end.
    private mutating func bare(_ file: LiveModel.File) throws {
        if file.isCompared && Bool.random(using: &chance) { return }
        try writeRest(of: file)
        guard let pending = file.pending, pending.written <= pending.record.bare, Bool.random(using: &chance) else {
            return try finish(file)
        }
        try write(file, pending.record.text[pending.written..<pending.record.bare])
        file.pending = (pending.record, pending.record.bare)
    }

    /// log.csv.1 becomes log.csv.2, and so on; the oldest is lost.
    private mutating func rotate() throws {
        note("rotate")
        for number in (0..<4).reversed() {
            guard let file = model.file(named: number == 0 ? "log.csv" : "log.csv.\(number)") else { continue }
            try move(file, to: "log.csv.\(number + 1)")
        }
        if Bool.random(using: &chance) { try create() }
    }

    private mutating func move(_ file: LiveModel.File, to name: String) throws {
        guard let old = file.name else { return }
        note("rename \(old) to \(name)")
        if let lost = model.file(named: name) { try lose(lost) }
        // A reader that ends this file would count an unfinished record, which the writer might continue later.
        if !LiveModel.isFollowed(name) && !file.isCompared { try finish(file) }
        try FileSystem.rename(path(old), to: path(name))
        file.name = name
    }

    private mutating func comeBack() throws {
        guard let file = model.files.filter({ $0.name?.hasPrefix("away") == true }).randomElement(using: &chance) else {
            return
        }
        try move(file, to: "log.csv.\(Int.random(in: 1...4, using: &chance))")
    }

    /// Truncates the file and, mostly, writes new records: less, as many or more bytes.
    private mutating func truncate(_ file: LiveModel.File) throws {
        guard let again = try truncated(file) else { return }
        if Int.random(in: 0..<4, using: &chance) > 0 { try append(to: again, Int.random(in: 1...4, using: &chance)) }
    }

    /// Truncates the file. Its next content is another file of the model.
    mutating func truncated(_ file: LiveModel.File) throws -> LiveModel.File? {
        guard let name = file.name else { return nil }
        note("truncate \(name)")
        let again = LiveModel.File(name: name, columns: file.columns.shuffled(using: &chance))
        again.isHeld = file.isHeld
        if file.isHeld { again.seenName = file.seenName }
        model.add(again)
        model.forget(file)
        _ = try FileDescriptor.create(path(name))
        return again
    }

    private mutating func replace(_ file: LiveModel.File) throws {
        note("replace")
        let new = try make("new")
        try append(to: new, 1)
        try move(new, to: "log.csv")
    }

    private mutating func remove(_ file: LiveModel.File) throws {
        note("remove \(file.name ?? "")")
        let path = path(file.name ?? "")
        if file.name == "log.csv" { model.removed = file.isHeld ? file : nil }
        try lose(file)
        try FileSystem.remove(path)
    }

    private mutating func removeAny() throws {
        if let file = model.files.filter({ $0.name != nil }).randomElement(using: &chance) { try remove(file) }
    }

    /// Prepares a file that is about to lose its name.
    private mutating func lose(_ file: LiveModel.File) throws {
        try bare(file)
        file.name = nil
        if !file.isHeld { model.forget(file) }
    }

    mutating func makeRecord(_ columns: [String]) -> LiveModel.Record {
        next += 1
        let status = ["ok", "failed", "re\"vers,ed"].randomElement(using: &chance) ?? ""
        let count = Int.random(in: 1...999_999_999, using: &chance)
        let isGood = Int.random(in: 0..<8, using: &chance) > 0
        var cells = columns.map { column in
            switch column {
            case "time": "\(1_700_000_000 + next)"
            case "count": isGood ? "\(count)" : "12O"
            case "status": status.contains("\"") ? "\"re\"\"vers,ed\"" : status
            default: ["", "plain", "\"two\nlines\"", "\"quo\"\"ted\r\n\""].randomElement(using: &chance) ?? ""
            }
        }
        if !isGood && Bool.random(using: &chance) { cells = ["few", "\(next)"] }
        let bare = Array(cells.joined(separator: ",").utf8)
        let end = Array((Bool.random(using: &chance) ? "\n" : "\r\n").utf8)
        return LiveModel.Record(
            text: bare + end, bare: bare.count, status: status, count: isGood ? count : nil)
    }

    func write(_ file: LiveModel.File, _ bytes: ArraySlice<UInt8>) throws {
        guard let name = file.name, !bytes.isEmpty else { return }
        let handle = try #require(FileHandle(forWritingAtPath: path(name)))
        try handle.seek(toOffset: UInt64(file.written))
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
        file.written += bytes.count
    }

    func path(_ name: String) -> String { folder.path + "/" + name }

    /// Adds an operation to `history`.
    mutating func note(_ text: String) {
        history.append(text)
        if history.count > 400 { history.removeFirst(200) }
    }
}
