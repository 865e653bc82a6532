package import Metrics
package import POSIX

// The format: `tsdb/docs/format` of Prometheus. If you change what is written, run
// `Tests/System/checks/backfill.py`, in which Prometheus and promtool read it.

/// Writes samples into blocks as Prometheus, Thanos, Mimir and Cortex read them. One block is open at a time: its
/// folder is `NAME.tmp` until it is whole, on the disk, and renamed.
package final class BlockWriter {
    /// A block that is finished.
    package struct Block: Equatable, Sendable {
        /// The name of its folder.
        package let name: String
        /// The time of its first sample, in milliseconds since 1970.
        package let minTime: Int64
        /// The time of its last sample, in milliseconds since 1970.
        package let maxTime: Int64

        /// A block as given.
        package init(name: String, minTime: Int64, maxTime: Int64) {
            (self.name, self.minTime, self.maxTime) = (name, minTime, maxTime)
        }
    }

    /// The finished blocks, in order of time.
    package private(set) var blocks: [Block] = []
    /// How many samples were given, stale markers included.
    package private(set) var samples = 0

    private let folder: String
    private let duration: Int64
    private let segmentBytes: Int
    private let thanosLabels: [(name: String, value: String)]?
    private let newName: () -> ULID
    private var open: OpenBlock?
    private var order: SeriesOrder?

    /// Blocks in `folder`, which must exist, each with samples of one multiple of `duration` milliseconds since 1970.
    /// With `thanosLabels` each has a section for Thanos. `newName` must never give a name twice. Readers map whole
    /// files of chunks: one ends behind `segmentBytes`, where Prometheus ends its own.
    package init(
        _ folder: String, duration: Int64, thanosLabels: [(name: String, value: String)]? = nil,
        segmentBytes: Int = 512 << 20, newName: @escaping () -> ULID
    ) {
        precondition(duration > 0, "a block has a duration")
        (self.folder, self.duration, self.thanosLabels, self.newName) = (folder, duration, thanosLabels, newName)
        self.segmentBytes = segmentBytes
    }

    /// Adds the samples of an instant, which must be later than the one before. `time` is in milliseconds since 1970.
    /// Numbers of series stay what they are. O(series).
    package func append(_ levels: Levels, at time: Int64) throws(SystemError) {
        let number = time >= 0 ? time / duration : (time + 1) / duration - 1
        if let open, open.number != number { try finish(levels.labels) }
        if open == nil { open = try OpenBlock(number, folder, newName().description, segmentBytes: segmentBytes) }
        // Taken out of the property: a second owner would make every change a copy.
        guard var block = open.take() else { return }
        defer { open = block }
        samples += try block.append(levels.bits, at: time)
    }

    /// Finishes the open block, whose series have these labels.
    package func finish(_ labels: SeriesLabels) throws(SystemError) {
        guard var block = open.take() else { return }
        // If this fails, `abandon` finds the block.
        defer { if !block.isFinished { open = block } }
        let order = order?.series.count == labels.count ? order : nil
        let present = order ?? SeriesOrder(labels)
        self.order = present
        if let finished = try block.finish(labels, present, thanosLabels) { blocks.append(finished) }
        try FileSystem.synchronizeFolder(folder)
    }

    /// Removes what is there of the open block, as far as that is possible.
    package func abandon() {
        open?.remove()
        open = nil
    }
}
