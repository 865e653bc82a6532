import POSIX
import Synthesis

/// The time format of all inputs.
let timeFormat = "%Y-%m-%d %H:%M:%S"

/// CSV files that depend on these parameters only: payments by status, six per minute from 2020-01-01 on.
struct Input: Hashable {
    /// The order of the records in the files.
    enum Order {
        /// By time; the records of a minute in random order.
        case ascending
        /// One block per status, each by time.
        case blocks
        /// Random.
        case shuffled
    }

    /// The form of a record.
    enum Shape {
        /// `2020-01-01 00:00:00,approved,7`.
        case plain
        /// The same with statuses in upper and lower case and with blanks around them.
        case spelled
        /// With one of 10 000 merchants instead of a status.
        case merchants
        /// With a currency before the number: `2020-01-01 00:00:00,approved,$7`.
        case priced
        /// With quotes around all fields.
        case quoted
        /// The same, with a backslash before the first byte of each tenth status.
        case escaped
        /// With a byte of Latin-1 in each status.
        case accented
        /// With blanks around the fields.
        case padded
        /// With a pair of doubled quotes in the status.
        case doubled
        /// With 17 more columns at the end.
        case wide
        /// With five columns of numbers and no status.
        case unpivoted
    }

    static let statuses = ["approved", "denied", "failed", "refunded", "reversed", "backend_reversed"]

    var records: Int
    var order = Order.ascending
    var shape = Shape.plain
    var files = 1

    /// Writes the files and returns their paths.
    func write(to prefix: String) throws -> [String] {
        let all = order(of: makeRecords())
        var paths: [String] = []
        for number in 0..<files {
            let path = "\(prefix).\(number).csv"
            paths.append(path)
            let part = all[number * all.count / files..<(number + 1) * all.count / files]
            let file = try FileDescriptor.create(path)
            var text = try RecordText(shape)
            for record in part {
                text.append(record)
                if text.bytes.count > 1 << 20 { try file.write(text.take()) }
            }
            try file.write(text.take())
        }
        return paths
    }

    private func makeRecords() -> [Record] {
        var chance = SplitMix64(seed: UInt64(records))
        let labels = shape == .merchants ? 10_000 : Self.statuses.count
        var turn = Array(0..<UInt16(Self.statuses.count))
        var all: [Record] = []
        all.reserveCapacity(records)
        while all.count < records {
            turn.shuffle(using: &chance)
            for label in turn where all.count < records {
                let random = chance.next()
                all.append(
                    Record(
                        minute: UInt32(all.count / turn.count),
                        label: labels > turn.count ? UInt16(random % UInt64(labels)) : label,
                        count: UInt16(random >> 40 % 100)))
            }
        }
        return all
    }

    private func order(of records: [Record]) -> [Record] {
        switch order {
        case .ascending: return records
        case .blocks: return Self.statuses.indices.flatMap { status in records.filter { $0.label == status } }
        case .shuffled:
            var (records, chance) = (records, SplitMix64(seed: 1))
            records.shuffle(using: &chance)
            return records
        }
    }
}

/// A record before it is written as text.
struct Record {
    let minute: UInt32
    let label: UInt16
    let count: UInt16
}
