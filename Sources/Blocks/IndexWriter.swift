import Bytes
import Compression
import Metrics
import POSIX

/// Writes the index of a block, version 2 (`tsdb/docs/format/index.md` of Prometheus).
struct IndexWriter {
    /// A chunk of a series in the index.
    struct Chunk {
        /// The number of the series in `Levels`.
        let series: Int32
        /// The times of its first and last samples, in milliseconds.
        let minTime: Int64
        let maxTime: Int64
        let reference: ChunkWriter.Reference
    }

    private var file: OutputFile
    /// For each symbol of the history, its number in the index.
    private var references: [UInt32] = []
    /// The label pairs of all series in turn: name, value, and the series' place in the index.
    private var names: [UInt32] = []
    private var values: [UInt32] = []
    private var places: [UInt32] = []

    /// Writes the index of `chunks`, which ascend by time for each series, to a new file, down to the disk. Returns how
    /// many series it has. O(series + chunks + symbols).
    static func write(
        _ chunks: [Chunk], of labels: SeriesLabels, _ order: SeriesOrder, to path: String
    ) throws(SystemError) -> Int {
        var writer = IndexWriter(file: try OutputFile(path))
        return try writer.write(chunks, labels, order)
    }

    private init(file: OutputFile) { self.file = file }

    private mutating func write(
        _ chunks: [Chunk], _ labels: SeriesLabels, _ order: SeriesOrder
    ) throws(SystemError) -> Int {
        file.buffer = [0xBA, 0xAA, 0xD7, 0x00, 2]
        let sorted = Bytes.order(
            of: Array(chunks.indices), byKeys: chunks.map { UInt32($0.series) }, until: labels.count)
        var starts = Array(repeating: 0, count: labels.count + 1)
        for chunk in chunks { starts[Int(chunk.series) + 1] += 1 }
        for series in 0..<labels.count { starts[series + 1] += starts[series] }
        let series = order.series.filter { starts[$0] < starts[$0 + 1] }
        let symbolsAt = file.count
        let texts = writeSymbols(series, labels, order)
        let seriesAt = file.count
        for number in series {
            try writeSeries(number, sorted[starts[number]..<starts[number + 1]].map { chunks[$0] }, labels)
        }
        let postingsAt = file.count
        let table = try writePostings()
        let tableAt = file.count
        writeSection { bytes in
            appendBigEndian(UInt32(table.count), to: &bytes)
            for entry in table {
                bytes.append(2)
                appendText(texts[Int(entry.name)], to: &bytes)
                appendText(texts[Int(entry.value)], to: &bytes)
                appendVarint(UInt64(entry.offset), to: &bytes)
            }
        }
        let start = file.buffer.count
        // No list of all values of a name: readers of this version take them from the postings.
        for offset in [symbolsAt, seriesAt, 0, 0, postingsAt, tableAt] {
            appendBigEndian(UInt64(offset), to: &file.buffer)
        }
        appendBigEndian(crc32c(file.buffer.span, start..<file.buffer.count), to: &file.buffer)
        try file.close()
        return series.count
    }

    /// Writes the symbols that the series use, in byte order, and returns their texts. The empty one is always there.
    private mutating func writeSymbols(
        _ series: [Int], _ labels: SeriesLabels, _ order: SeriesOrder
    ) -> [ArraySlice<UInt8>] {
        references = Array(repeating: 0, count: labels.symbolCount)
        for number in series {
            for symbol in labels.symbols(of: number) { references[Int(symbol)] = 1 }
        }
        var texts: [ArraySlice<UInt8>] = []
        for symbol in order.symbols where references[Int(symbol)] == 1 || labels.text(symbol).isEmpty {
            references[Int(symbol)] = UInt32(texts.count)
            texts.append(labels.text(symbol))
        }
        writeSection { bytes in
            appendBigEndian(UInt32(texts.count), to: &bytes)
            for text in texts { appendText(text, to: &bytes) }
        }
        return texts
    }

    private mutating func writeSeries(
        _ number: Int, _ chunks: [Chunk], _ labels: SeriesLabels
    ) throws(SystemError) {
        pad(to: 16)
        let place = UInt32(file.count / 16)
        var entry: [UInt8] = []
        let symbols = Array(labels.symbols(of: number))
        appendVarint(UInt64(symbols.count / 2), to: &entry)
        for label in stride(from: 0, to: symbols.count, by: 2) {
            let (name, value) = (references[Int(symbols[label])], references[Int(symbols[label + 1])])
            appendVarint(UInt64(name), to: &entry)
            appendVarint(UInt64(value), to: &entry)
            addPosting(name, value, place)
        }
        // The empty label: all series.
        addPosting(0, 0, place)
        appendVarint(UInt64(chunks.count), to: &entry)
        var last: Chunk?
        for chunk in chunks {
            if let last {
                appendVarint(UInt64(chunk.minTime - last.maxTime), to: &entry)
                appendVarint(UInt64(chunk.maxTime - chunk.minTime), to: &entry)
                appendVarint(zigzag(Int64(chunk.reference) - Int64(last.reference)), to: &entry)
            } else {
                appendVarint(zigzag(chunk.minTime), to: &entry)
                appendVarint(UInt64(chunk.maxTime - chunk.minTime), to: &entry)
                appendVarint(chunk.reference, to: &entry)
            }
            last = chunk
        }
        appendVarint(UInt64(entry.count), to: &file.buffer)
        file.buffer.append(contentsOf: entry)
        appendBigEndian(crc32c(entry.span, entry.indices), to: &file.buffer)
        try file.drain()
    }

    private mutating func addPosting(_ name: UInt32, _ value: UInt32, _ place: UInt32) {
        names.append(name)
        values.append(value)
        places.append(place)
    }

    /// Writes the series of each label pair, and returns where.
    private mutating func writePostings() throws(SystemError) -> [(name: UInt32, value: UInt32, offset: Int)] {
        // Series ascend already, and both sorts keep the order of equals.
        let symbols = references.count + 1
        let byValue = Bytes.order(of: Array(values.indices), byKeys: values, until: symbols)
        let sorted = Bytes.order(of: byValue, byKeys: names, until: symbols)
        var (table, start): ([(name: UInt32, value: UInt32, offset: Int)], Int) = ([], 0)
        while start < sorted.count {
            let (name, value) = (names[sorted[start]], values[sorted[start]])
            var end = start
            while end < sorted.count && names[sorted[end]] == name && values[sorted[end]] == value { end += 1 }
            pad(to: 4)
            table.append((name, value, file.count))
            let list = sorted[start..<end].map { places[$0] }
            writeSection { bytes in
                appendBigEndian(UInt32(list.count), to: &bytes)
                for place in list { appendBigEndian(place, to: &bytes) }
            }
            try file.drain()
            start = end
        }
        return table
    }

    /// Writes a length, what `body` appends, and its checksum.
    private mutating func writeSection(_ body: (inout [UInt8]) -> Void) {
        var bytes: [UInt8] = []
        body(&bytes)
        appendBigEndian(UInt32(bytes.count), to: &file.buffer)
        file.buffer.append(contentsOf: bytes)
        appendBigEndian(crc32c(bytes.span, bytes.indices), to: &file.buffer)
    }

    private mutating func pad(to size: Int) {
        while file.count % size != 0 { file.buffer.append(0) }
    }
}

private func appendText(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    appendVarint(UInt64(text.count), to: &bytes)
    bytes.append(contentsOf: text)
}
