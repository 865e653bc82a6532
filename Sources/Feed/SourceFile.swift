import Bytes
import CSV
import EventTime
import POSIX

/// One file of a source with its header: the start of its records, and the positions of the wanted columns.
struct SourceFile {
    let path: String
    /// The path of the file when it was first found.
    let firstPath: String
    /// The number of the file within its source.
    let number: Int
    /// The status of the file when its header was read.
    let status: FileStatus
    /// The line behind the header.
    let startLine: UInt32
    /// The number of NULs before the first line.
    let leadingNULs: Int
    /// The time in the name of the file; nil if the source does not look for it.
    let time: Instant?
    /// The parts of the file behind each header, in file order. The first is known from the start, the others when they
    /// have been read.
    private(set) var sections: [Section]
    /// How the bytes of the file become text.
    let form: FileForm
    /// Whether the file is gzip.
    let isGzip: Bool
    /// The decoder for the text; nil unless it is UTF-16.
    let units: UTF16Decoder?
    /// The whole content in a temporary file, if it was decoded into one.
    var spool: Spool?

    /// Opens the file and reads its header. Refuses pipes and folders at once.
    init(path: String, number: Int, source: FeedSource) throws(FeedError) {
        let descriptor = try reading(path) { () throws(SystemError) in try FileDescriptor.open(path) }
        let named = FeedFile(number: number, path: path, firstPath: path)
        guard let file = try SourceFile(descriptor, named, source: source, isGrowing: false, isFollowed: false) else {
            throw .empty(path: path, wanted: source.fileColumns)
        }
        self = file
    }

    /// Reads the header of an open file, 64 KiB at a time. Nil if the file `isGrowing` and its header is incomplete.
    init?(
        _ descriptor: FileDescriptor, _ file: FeedFile, source: FeedSource, isGrowing: Bool, isFollowed: Bool = true
    ) throws(FeedError) {
        (path, firstPath, number) = (file.path, file.firstPath, file.number)
        status = try reading(path) { () throws(SystemError) in try descriptor.status() }
        if let kind = status.kind.nameUnlessRegular { throw .notAFile(path: path, kind: kind) }
        let name = firstPath
        time = source.time.fileTime.flatMap { fileTime in
            fileTime.instant(in: name, source.time.zone)
                ?? uncompressedName(of: name).flatMap { fileTime.instant(in: $0, source.time.zone) }
        }
        if let pattern = source.time.fileTime?.format.text, time == nil {
            throw .undated(path: path, name: firstPath, pattern: pattern)
        }
        guard
            let header = try Self.readHeader(
                descriptor, path, source.dialect, wanted: source.fileColumns, isGrowing: isGrowing,
                isFollowed: isFollowed)
        else { return nil }
        if let name = source.addedNames.first(where: { header.names.contains($0) }) {
            throw .hiddenColumn(path: path, line: header.line, column: name)
        }
        let columns = try Self.locate(source.fileColumns, in: header.names, path, header.line)
        sections = [
            Section(
                start: isFollowed ? header.rawConsumed : header.consumed, columns: source.slots(columns),
                fieldCount: header.names.count)
        ]
        startLine = header.nextLine
        (leadingNULs, form, isGzip, units) = (header.leadingNULs, header.form, header.isGzip, header.units)
    }

    /// A file whose records begin at once, with the last columns of `other`: a truncation has removed the header of
    /// `other`.
    init(withoutHeader other: SourceFile) {
        (path, firstPath, number, status) = (other.path, other.firstPath, other.number, other.status)
        let last = other.sections[other.sections.count - 1]
        sections = [Section(start: 0, columns: last.columns, fieldCount: last.fieldCount)]
        (startLine, leadingNULs, time) = (1, 0, other.time)
        (form, isGzip, units) = (other.form, other.isGzip, other.units)
    }

    /// The offset behind the header.
    var start: Int { sections[0].start }

    /// The number of the section that has the byte at `offset`. O(log sections).
    func section(at offset: Int) -> Int { partitionPoint(sections.indices) { sections[$0].start <= offset } - 1 }

    /// Adds a section, or what is known of it now.
    mutating func note(_ section: Section) {
        let index = self.section(at: section.start)
        if index >= 0 && sections[index].start == section.start {
            sections[index] = section
        } else if section.start > sections[sections.count - 1].start {
            sections.append(section)
        }
    }

    /// Number and paths of the file, for batches.
    var feedFile: FeedFile { FeedFile(number: number, path: path, firstPath: firstPath, form: form) }

    /// The number of bytes of the content, which is decoded already, or need not be.
    var size: Int { spool?.size ?? status.size }

    /// Whether the content must be decoded to be read.
    var isEncoded: Bool { spool == nil && form != .plain }

    /// A reader of the content if it must be decoded to be read; else nil. The file may grow if its source does.
    func decoder(isGrowing: Bool) -> ContentReader? {
        guard spool == nil, case .decoded(let isUTF16) = form else { return nil }
        return ContentReader(isUTF16: isUTF16, isGrowing: isGrowing && !isGzip)
    }

    /// Whether `now` may be the status of this file, unchanged or grown: the same identity, and not a smaller size.
    func isSame(as now: FileStatus) -> Bool {
        now.identity == status.identity && now.size >= status.size
    }

    /// The reject for the rest of the file, whose content ends too early.
    func reject(_ fault: ContentFault) -> FeedReject {
        FeedReject(.damaged, RecordLocation(path: path, line: nil), found: .file("\(fault)"))
    }

    /// The names of all columns of a file, which must have the `wanted` ones.
    static func columnNames(
        of path: String, _ dialect: Dialect, having wanted: [String]
    ) throws(FeedError) -> [String] {
        let header = try readHeader(path, dialect, wanted)
        _ = try locate(wanted, in: header.names, path, header.line)
        return header.names
    }

    /// The names of all columns of a file, and how many lines are before its first record.
    static func header(of path: String, _ dialect: Dialect) throws(FeedError) -> (names: [String], linesBefore: Int) {
        let header = try readHeader(path, dialect, [])
        return (header.names, Int(header.nextLine) - 1)
    }

    private static func readHeader(
        _ path: String, _ dialect: Dialect, _ wanted: [String]
    ) throws(FeedError) -> Header {
        let descriptor = try reading(path) { () throws(SystemError) in try FileDescriptor.open(path) }
        let status = try reading(path) { () throws(SystemError) in try descriptor.status() }
        if let kind = status.kind.nameUnlessRegular { throw .notAFile(path: path, kind: kind) }
        guard
            let header = try readHeader(descriptor, path, dialect, wanted: wanted, isGrowing: false, isFollowed: false)
        else {
            throw .empty(path: path, wanted: wanted)
        }
        return header
    }

    /// How much of a file may be before its header.
    private static let mostBytesBeforeHeader = 16 << 20

    private struct Header {
        var names: [String]
        var line: Int
        var consumed: Int
        var nextLine: UInt32
        var rawConsumed: Int
        var form = FileForm.plain
        var isGzip: Bool
        var units: UTF16Decoder?
        var leadingNULs: Int
    }

    private static func readHeader(
        _ descriptor: FileDescriptor, _ path: String, _ dialect: Dialect, wanted: [String], isGrowing: Bool,
        isFollowed: Bool
    ) throws(FeedError) -> Header? {
        var reader = HeaderReader(dialect: dialect, wanted: wanted)
        let nuls =
            dialect.isUTF16
            ? 0 : try reading(path) { () throws(SystemError) in try descriptor.endOfNULs(from: 0) }
        var first = FirstBytes(isUTF16: dialect.isUTF16, isGrowing: isGrowing, from: nuls)
        while true {
            let isEnd = try reading(path) { () throws(SystemError) in try first.readMore(descriptor) }
            if isFollowed && first.isGzip { throw .compressed(path: path) }
            if first.dropped == 0, let kind = FileKind.name(of: first.bytes) { throw .foreign(path: path, kind: kind) }
            let result = reader.read(first.bytes, atEnd: isEnd && !isGrowing)
            if case .header(let names, let consumed, let nextLine) = result {
                return Header(
                    names: names, line: reader.headerLine, consumed: nuls + first.dropped + consumed,
                    nextLine: nextLine,
                    rawConsumed: first.rawOffset(consumed), form: first.form, isGzip: first.isGzip,
                    units: first.units, leadingNULs: nuls)
            }
            if let fault = first.fault { throw .damaged(path: path, found: "\(fault)") }
            switch result {
            case .needMore, .header:
                if isEnd { return nil }
                // Blank lines and comments, which may be gigabytes in a small gzip file, are not kept.
                first.drop(reader.takeRead())
                if first.dropped > mostBytesBeforeHeader {
                    let found = "no header in the first \(mostBytesBeforeHeader >> 20) MiB"
                    throw .badHeader(path: path, line: reader.headerLine, found: found)
                }
            case .empty: throw .empty(path: path, wanted: wanted)
            case .notFound: throw .noHeader(path: path, wanted: wanted)
            case .binary where first.looksLikeUTF16: throw .binary(path: path, mayBeUTF16: true)
            case .binary: throw .binary(path: path, mayBeUTF16: false)
            case .invalid(let line, let found): throw .badHeader(path: path, line: line, found: found)
            }
        }
    }

    private static func locate(
        _ wanted: [String], in header: [String], _ path: String, _ line: Int
    ) throws(FeedError) -> [Int] {
        var columns: [Int] = []
        for name in wanted {
            guard let column = header.firstIndex(of: name) else {
                throw .missingColumn(path: path, line: line, column: name, header: header)
            }
            if header[(column + 1)...].contains(name) {
                throw .repeatedColumn(path: path, line: line, column: name)
            }
            columns.append(column)
        }
        return columns
    }
}

extension FileStatus.Kind {
    /// A noun for the kind; nil for a regular file.
    var nameUnlessRegular: String? {
        switch self {
        case .regular: nil
        case .directory: "a directory"
        case .fifo: "a pipe"
        case .socket: "a socket"
        case .other: "a device"
        }
    }
}
