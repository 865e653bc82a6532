import POSIX

/// The text at the beginning of a file and, of a large file, parts of the rest: for who wants to know what is in it.
package struct FileSample: Sendable {
    /// The beginning, and behind it further parts, each from the beginning of a line to the end of one.
    package private(set) var bytes: [UInt8] = []
    /// How many of `bytes` are the beginning of the file.
    package private(set) var firstBytes = 0
    /// The share of the file that was read, from 0 to 1.
    package private(set) var share = 1.0
    /// Whether the file is UTF-16.
    package private(set) var isUTF16 = false

    private static let mostWhole = 4 << 20
    private static let firstPart = 1 << 20
    private static let part = 1 << 16
    private static let parts = 48

    /// Reads up to 4 MiB: all of a file of this size, else its first MiB and 48 parts that are spread evenly, the end
    /// among them. Only the first 4 MiB of what a gzip or UTF-16 file holds.
    package init(path: String) throws(FeedError) {
        let descriptor = try reading(path) { () throws(SystemError) in try FileDescriptor.open(path) }
        let status = try reading(path) { () throws(SystemError) in try descriptor.status() }
        if let kind = status.kind.nameUnlessRegular { throw .notAFile(path: path, kind: kind) }
        var first: [UInt8] = []
        _ = try reading(path) { () throws(SystemError) in try descriptor.read(into: &first, atMost: 64, from: 0) }
        if let kind = FileKind.name(of: first) { throw .foreign(path: path, kind: kind) }
        isUTF16 = first.count > 3 && first[1] == 0 && first[3] == 0 && first[0] != 0 && first[2] != 0
        if ContentReader.form(of: first, isUTF16: isUTF16) != .plain {
            try decode(descriptor, path, size: status.size)
        } else if status.size <= Self.mostWhole {
            try append(descriptor, path, from: 0, count: Self.mostWhole)
            firstBytes = bytes.count
        } else {
            try readParts(descriptor, path, size: status.size)
        }
        // NULs at the end are not written yet.
        while bytes.last == 0 { bytes.removeLast() }
        firstBytes = min(firstBytes, bytes.count)
    }

    private mutating func decode(_ descriptor: FileDescriptor, _ path: String, size: Int) throws(FeedError) {
        let content = ContentReader(isUTF16: isUTF16)
        var text: [UInt8] = []
        try reading(path) { () throws(SystemError) in
            try content.read(descriptor, atLeast: Self.mostWhole, into: &text)
        }
        bytes = text
        if content.units != nil { isUTF16 = true }
        if text.isEmpty, let fault = content.fault { throw .damaged(path: path, found: "\(fault)") }
        if !content.isAtEnd {
            share = min(1, Double(content.position) / Double(max(1, size)))
            dropUnfinished(from: 0)
        }
        firstBytes = bytes.count
    }

    private mutating func append(
        _ descriptor: FileDescriptor, _ path: String, from start: Int, count: Int
    ) throws(FeedError) {
        var (read, at) = (bytes, start)
        let end = bytes.count + count
        try reading(path) { () throws(SystemError) in
            while read.count < end {
                let more = try descriptor.read(into: &read, atMost: end - read.count, from: at)
                if more == 0 { break }
                at += more
            }
        }
        bytes = read
    }

    /// Removes the line at the end that has no end, from `start` on.
    private mutating func dropUnfinished(from start: Int) {
        let end = bytes[start...].lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 } ?? start
        bytes.removeLast(bytes.count - end)
    }

    private mutating func readParts(_ descriptor: FileDescriptor, _ path: String, size: Int) throws(FeedError) {
        try append(descriptor, path, from: 0, count: Self.firstPart)
        dropUnfinished(from: 0)
        firstBytes = bytes.count
        let step = (size - Self.firstPart - Self.part) / (Self.parts - 1)
        for number in 0..<Self.parts {
            let start = bytes.count
            try append(descriptor, path, from: Self.firstPart + number * step, count: Self.part)
            // The beginning is in the middle of a line.
            let first = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 } ?? bytes.count
            bytes.removeSubrange(start..<first)
            if number < Self.parts - 1 { dropUnfinished(from: start) }
        }
        share = Double(bytes.count) / Double(size)
    }
}
