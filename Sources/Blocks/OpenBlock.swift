import JSON
import Metrics
import POSIX

/// A block that takes samples.
struct OpenBlock {
    /// Which multiple of the duration it is for.
    let number: Int64
    /// Whether it has its name.
    private(set) var isFinished = false

    private let path: String
    private let name: String
    private var writer: ChunkWriter
    private var chunks: [XorChunk] = []
    private var written: [IndexWriter.Chunk] = []
    private var samples = 0
    private var times: (first: Int64, last: Int64)?

    private var temporary: String { path + ".tmp" }

    /// Creates the folder of a block that will be called `name`.
    init(_ number: Int64, _ folder: String, _ name: String, segmentBytes: Int) throws(SystemError) {
        (self.number, self.name, path) = (number, name, folder + "/" + name)
        try FileSystem.makeDirectory(path + ".tmp")
        writer = try ChunkWriter(path + ".tmp/chunks", segmentBytes: segmentBytes)
    }

    /// Adds the samples of an instant, and returns how many there are. O(series).
    mutating func append(_ bits: [UInt64], at time: Int64) throws(SystemError) -> Int {
        for _ in chunks.count..<max(chunks.count, bits.count) { chunks.append(XorChunk()) }
        let before = samples
        for series in bits.indices {
            if bits[series] == Levels.absent { continue }
            chunks[series].append(bits[series], at: time)
            samples += 1
            if chunks[series].count == XorChunk.maximumSamples { try write(series) }
        }
        if samples > before { times = (times?.first ?? time, time) }
        return samples - before
    }

    private mutating func write(_ series: Int) throws(SystemError) {
        let (first, last) = (chunks[series].firstTime, chunks[series].lastTime)
        let reference = try writer.write(&chunks[series])
        written.append(.init(series: Int32(series), minTime: first, maxTime: last, reference: reference))
    }

    /// Writes what is left and gives the block its name, in this order, so that nobody ever sees a part of it.
    mutating func finish(
        _ labels: SeriesLabels, _ order: SeriesOrder, _ thanosLabels: [(name: String, value: String)]?
    ) throws(SystemError) -> BlockWriter.Block? {
        for series in chunks.indices where chunks[series].count > 0 { try write(series) }
        guard let times else {
            remove()
            isFinished = true
            return nil
        }
        try writer.close()
        let series = try IndexWriter.write(written, of: labels, order, to: temporary + "/index")
        let block = BlockWriter.Block(name: name, minTime: times.first, maxTime: times.last)
        var meta = try OutputFile(temporary + "/meta.json")
        meta.buffer = Array((text(block, series: series, thanosLabels) + "\n").utf8)
        try meta.close()
        try FileSystem.synchronizeFolder(temporary)
        try FileSystem.rename(temporary, to: path)
        isFinished = true
        return block
    }

    /// The text of `meta.json`.
    private func text(
        _ block: BlockWriter.Block, series: Int, _ thanosLabels: [(name: String, value: String)]?
    ) -> String {
        // The end is not in the block.
        var text = "{\"ulid\":\(quoted(name)),\"minTime\":\(block.minTime),\"maxTime\":\(block.maxTime + 1),"
        text += "\"stats\":{\"numSamples\":\(samples),\"numSeries\":\(series),\"numChunks\":\(written.count)},"
        text += "\"compaction\":{\"level\":1,\"sources\":[\(quoted(name))]},\"version\":1"
        if let thanosLabels {
            let labels = thanosLabels.map { "\(quoted($0.name)):\(quoted($0.value))" }.joined(separator: ",")
            text += ",\"thanos\":{\"version\":1,\"labels\":{\(labels)},"
            text += "\"downsample\":{\"resolution\":0},\"source\":\"csv_exporter\"}"
        }
        return text + "}"
    }

    /// Removes the temporary folder. Files that cannot be removed stay, and the next run names the folder.
    func remove() {
        for folder in [temporary + "/chunks", temporary] {
            for name in (try? FileSystem.names(in: folder)) ?? [] { try? FileSystem.remove(folder + "/" + name) }
            try? FileSystem.removeDirectory(folder)
        }
    }
}
