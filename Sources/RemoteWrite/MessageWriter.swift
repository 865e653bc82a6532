import Bytes
import Compression
package import Metrics

/// A request of an epoch: the samples of some series, ready to be sent.
package struct Message: Sendable {
    /// The compressed message.
    package let body: [UInt8]
    /// The series, which may be encoded again in the other version.
    package let series: Range<Int>
    /// How many samples the message has.
    package let samples: Int
    /// The instants of the epoch, in milliseconds since 1970.
    package let instants: ClosedRange<Int64>
}

/// Turns epochs into messages. Keeps what it knows about the labels of series between calls.
package struct MessageWriter {
    /// The most bytes of a message before compression, unless one series alone takes more.
    static let maximumBytes = 4 << 20

    /// The most samples of a message, unless one series alone has more.
    private let maximumSamples: Int
    /// Since when counters and histograms count, in milliseconds since 1970; nil if that is not known.
    private let start: Int64?
    private var snappy = Snappy()
    private var labels = LabelFields()
    private var symbols = SymbolTable()
    private var raw: [UInt8] = []
    private var counts: [Int] = []
    /// How many families are described already, in messages of version 1.0.
    private var described = 0

    /// A writer of messages with so many samples. Counters began to count at `start`, milliseconds since 1970, if that
    /// is known. All epochs must be of the same `Levels`.
    package init(maximumSamples: Int, start: Int64?) { (self.maximumSamples, self.start) = (maximumSamples, start) }

    /// Describes all families again in the next message of version 1.0, for receivers that forget.
    package mutating func describeAgain() { described = 0 }

    /// The message with the samples of the next series, from number `first` on, or nil if there are no samples.
    /// O(samples). Traps unless the series of the epoch are in `levels`.
    package mutating func message(
        _ epoch: Epoch, _ levels: Levels, from first: Int, _ version: MessageVersion
    ) -> Message? {
        var (series, samples, bytes) = (first, 0, 0)
        if version == .one { labels.update(levels.labels) }
        while series < epoch.seriesCount {
            let count = epoch.count(of: series)
            let size = version == .one ? labels.range(of: series).count : symbols.mostBytes(of: series, levels)
            if samples > 0
                && (samples + count > maximumSamples || bytes + size + count * 24 > Self.maximumBytes)
            {
                break
            }
            (samples, bytes) = (samples + count, bytes + (count == 0 ? 0 : size + count * 24))
            series += 1
        }
        return samples == 0 ? nil : message(epoch, levels, first..<series, version)
    }

    /// The message with the samples of these series. O(samples). Traps as above, and for instants before 1970.
    package mutating func message(
        _ epoch: Epoch, _ levels: Levels, _ series: Range<Int>, _ version: MessageVersion
    ) -> Message {
        guard let first = epoch.instants.first, let last = epoch.instants.last else {
            preconditionFailure("a message has instants")
        }
        counts.removeAll(keepingCapacity: true)
        for number in series { counts.append(epoch.count(of: number)) }
        raw.removeAll(keepingCapacity: true)
        switch version {
        case .one: writeFirstVersion(epoch, levels, series)
        case .two: writeSecondVersion(epoch, levels, series)
        }
        var body: [UInt8] = []
        var raw: [UInt8] = []
        swap(&raw, &self.raw)
        snappy.compress(raw.span, to: &body)
        swap(&raw, &self.raw)
        return Message(body: body, series: series, samples: counts.reduce(0, +), instants: first...last)
    }

    /// 1.0: `timeseries` (1) of `labels` (1) and `samples` (2); the first message has the `metadata` (3).
    private mutating func writeFirstVersion(_ epoch: Epoch, _ levels: Levels, _ series: Range<Int>) {
        labels.update(levels.labels)
        let writer = SampleWriter(epoch, start: nil)
        let room = counts.reduce(0, +) * SampleWriter.maximumBytes + series.count * 24 + 64
        let (counts, labels) = (counts, labels)
        raw.append(upTo: room + labels.bytes(of: series)) { room in
            var at = 0
            let rows = epoch.bits.span
            for number in series where counts[number - series.lowerBound] > 0 {
                let (row, label) = (number * epoch.columns, labels.range(of: number))
                let size = writer.size(rows, from: row, count: counts[number - series.lowerBound])
                room[at] = 0x0A
                at = writeVarint(label.count + size, &room, at + 1)
                at = copy(labels.bytes.span, label, to: &room, at: at)
                at = writer.write(rows, from: row, &room, at)
            }
            return at
        }
        while described < levels.descriptions.count {
            appendField(0x1A, metadata(levels.descriptions[described]), to: &raw)
            described += 1
        }
    }

    /// 2.0: `symbols` (4), then `timeseries` (5) of `labels_refs` (1), `samples` (2) and `metadata` (5).
    private mutating func writeSecondVersion(_ epoch: Epoch, _ levels: Levels, _ series: Range<Int>) {
        symbols.begin(levels)
        for number in series where counts[number - series.lowerBound] > 0 { symbols.add(number, levels) }
        symbols.write(levels, to: &raw)
        let kinds = [nil, start].map { SampleWriter(epoch, start: $0) }
        let room = counts.reduce(0, +) * SampleWriter.maximumBytes + series.count * 64 + 64
        let (counts, symbols) = (counts, symbols)
        raw.append(upTo: room + symbols.references.count) { room in
            var (at, place) = (0, 0)
            let (rows, references) = (epoch.bits.span, symbols.references.span)
            for number in series where counts[number - series.lowerBound] > 0 {
                let family = levels.descriptions[Int(levels.families[number])]
                let writer = kinds[family.type == .counter || family.type == .histogram ? 1 : 0]
                let (row, range) = (number * epoch.columns, symbols.range(place))
                let help = symbols.help(of: family)
                let about = 2 + (help == 0 ? 0 : 1 + varintBytes(help))
                let size = writer.size(rows, from: row, count: counts[number - series.lowerBound])
                room[at] = 0x2A
                at = writeVarint(1 + varintBytes(range.count) + range.count + size + 2 + about, &room, at + 1)
                room[at] = 0x0A
                at = writeVarint(range.count, &room, at + 1)
                for index in range {
                    room[at] = references[index]
                    at += 1
                }
                at = writer.write(rows, from: row, &room, at)
                // The metadata: its type and the symbol of its help.
                (room[at], room[at + 1], room[at + 2]) = (0x2A, UInt8(truncatingIfNeeded: about), 0x08)
                room[at + 3] = family.type.number
                at += 4
                if help != 0 {
                    room[at] = 0x18
                    at = writeVarint(help, &room, at + 1)
                }
                place += 1
            }
            return at
        }
    }
}

/// 1.0's description of a family, under the name of its samples: `type` (1), `metric_family_name` (2), `help` (4).
private func metadata(_ description: Levels.Description) -> [UInt8] {
    var bytes: [UInt8] = [0x08, description.type.number]
    appendField(0x12, Array((description.name + description.type.suffix).utf8), to: &bytes)
    if !description.help.isEmpty { appendField(0x22, Array(description.help.utf8), to: &bytes) }
    return bytes
}

extension MetricType {
    /// The number of the type, the same in both versions.
    fileprivate var number: UInt8 {
        switch self {
        case .counter: 1
        case .gauge: 2
        case .histogram: 3
        case .info: 6
        }
    }
}
