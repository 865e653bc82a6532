import Foundation

@testable import Blocks

/// What is in a block, read by the description of the format in `tsdb/docs/format` of Prometheus. Checks all checksums,
/// and that everything which must be sorted or aligned is.
struct ReadBlock {
    struct Fault: Error { let what: String }

    /// For each series its labels, `a=1,b=2`, and its samples.
    private(set) var series: [String: [(time: Int64, bits: UInt64)]] = [:]
    /// For each label pair, `a=1`, the labels of its series.
    private(set) var postings: [String: [String]] = [:]
    /// The text of `meta.json`.
    let meta: String
    private let index: [UInt8]
    private let folder: String
    private var at = 0
    private var symbols: [String] = []
    private var used: Set<String> = []

    init(_ folder: String) throws {
        self.folder = folder
        meta = try String(contentsOfFile: folder + "/meta.json", encoding: .utf8)
        index = [UInt8](try Data(contentsOf: URL(filePath: folder + "/index")))
        try check(Array(index.prefix(5)) == [0xBA, 0xAA, 0xD7, 0, 2], "header")
        at = index.count - 52
        let table = index[at..<index.count - 4]
        let offsets = (0..<6).map { _ in Int(bigEndian(8)) }
        try check(bigEndian(4) == UInt64(crc(table)), "table of contents")
        try check(offsets[2] == 0 && offsets[3] == 0, "label indices")
        try readSymbols(offsets[0])
        let names = try readSeries(offsets[1], end: offsets[4])
        try check(used.union([""]) == Set(symbols) && used.count + 1 == symbols.count, "symbols that no series uses")
        try readPostings(offsets[5], names)
    }

    private func check(_ holds: Bool, _ what: String) throws { if !holds { throw Fault(what: what) } }

    /// The checksum, bit by bit.
    private func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { state, byte in
            (0..<8).reduce(state ^ UInt32(byte)) { state, _ in state & 1 == 1 ? 0x82F6_3B78 ^ state >> 1 : state >> 1 }
        }
    }

    private mutating func bigEndian(_ count: Int) -> UInt64 {
        defer { at += count }
        return index[at..<at + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func varint() -> Int64 {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let byte = UInt64(index[at])
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80 { return Int64(bitPattern: value) }
            shift += 7
        }
    }

    private mutating func signed() -> Int64 {
        let zigzag = UInt64(bitPattern: varint())
        return Int64(bitPattern: zigzag >> 1) ^ -Int64(zigzag & 1)
    }

    private mutating func text() -> String {
        let count = Int(varint())
        defer { at += count }
        return String(decoding: index[at..<at + count], as: UTF8.self)
    }

    /// Goes into a section with a length, and checks its checksum.
    private mutating func enter(_ offset: Int) throws {
        at = offset
        let length = Int(bigEndian(4))
        let content = index[at..<at + length]
        let checksum = index[at + length..<at + length + 4].reduce(0) { $0 << 8 | UInt32($1) }
        try check(checksum == crc(content), "section at \(offset)")
    }

    private mutating func readSymbols(_ offset: Int) throws {
        try enter(offset)
        symbols = (0..<Int(bigEndian(4))).map { _ in text() }
        try check(symbols == symbols.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, "order of symbols")
    }

    /// The labels of each series by the number that postings have for it.
    private mutating func readSeries(_ offset: Int, end: Int) throws -> [Int: String] {
        var names: [Int: String] = [:]
        var last: [(String, String)]?
        at = offset
        while true {
            while at % 16 != 0 && at < end { at += 1 }
            if at >= end || end - at < 16 { break }
            let number = at / 16
            let length = Int(varint())
            let start = at
            let labels = (0..<Int(varint())).map { _ in (symbols[Int(varint())], symbols[Int(varint())]) }
            if let last {
                let keys = [last, labels].map { $0.flatMap { [Array($0.0.utf8), Array($0.1.utf8)] } }
                try check(
                    keys[0].lexicographicallyPrecedes(keys[1]) { $0.lexicographicallyPrecedes($1) }, "order of series")
            }
            last = labels
            used.formUnion(labels.flatMap { [$0.0, $0.1] })
            let name = labels.map { "\($0.0)=\($0.1)" }.joined(separator: ",")
            (names[number], series[name]) = (name, try readChunks())
            try check(at == start + length, "length of series")
            let content = index[start..<at]
            try check(bigEndian(4) == UInt64(crc(content)), "checksum of series")
        }
        return names
    }

    private mutating func readChunks() throws -> [(time: Int64, bits: UInt64)] {
        var samples: [(time: Int64, bits: UInt64)] = []
        var (maximum, reference): (Int64, Int64) = (0, 0)
        for chunk in 0..<varint() {
            let minimum = chunk == 0 ? signed() : maximum + varint()
            maximum = minimum + varint()
            reference = chunk == 0 ? varint() : reference + signed()
            let found = try readChunk(reference)
            try check(found.first?.time == minimum && found.last?.time == maximum, "times of a chunk")
            samples += found
        }
        return samples
    }

    private func readChunk(_ reference: Int64) throws -> [(time: Int64, bits: UInt64)] {
        let file = folder + "/chunks/" + String(format: "%06d", Int(reference >> 32) + 1)
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
        try check(Array(bytes.prefix(8)) == [0x85, 0xBD, 0x40, 0xDD, 1, 0, 0, 0], "header of a segment")
        var place = Int(reference & 0xFFFF_FFFF)
        var (length, shift) = (0, 0)
        repeat {
            length |= Int(bytes[place] & 0x7F) << shift
            (shift, place) = (shift + 7, place + 1)
        } while bytes[place - 1] >= 0x80
        try check(bytes[place] == 1, "encoding")
        let end = place + 1 + length
        try check(bytes[end..<end + 4].reduce(0) { $0 << 8 | UInt32($1) } == crc(bytes[place..<end]), "chunk")
        return decoded(Array(bytes[place + 1..<end]))
    }

    private mutating func readPostings(_ offset: Int, _ names: [Int: String]) throws {
        try enter(offset)
        let entries = (0..<Int(bigEndian(4))).map { _ in
            at += 1
            return (name: text(), value: text(), offset: Int(varint()))
        }
        let keys = entries.map { [Array($0.name.utf8), Array($0.value.utf8)] }
        try check(
            keys.sorted { $0.lexicographicallyPrecedes($1) { $0.lexicographicallyPrecedes($1) } } == keys,
            "order of postings")
        for entry in entries {
            try check(entry.offset % 4 == 0, "place of postings")
            try enter(entry.offset)
            let numbers = (0..<Int(bigEndian(4))).map { _ in Int(bigEndian(4)) }
            try check(numbers == numbers.sorted(), "order of a posting")
            postings["\(entry.name)=\(entry.value)"] = numbers.map { names[$0] ?? "?" }
        }
    }
}
