import Bytes
import CSV

extension RecordBatch {
    /// Appends records of another batch of the same width, their bytes copied at once; used by merges. O(bytes).
    ///
    /// If records share bytes, as those of a spread line do, all bytes behind the first come along.
    mutating func append(_ other: RecordBatch, _ records: Range<Int>, shareBytes: Bool) {
        if records.isEmpty { return }
        let start = Int(other.starts[records.lowerBound])
        let isLast = records.upperBound == other.count
        let end = shareBytes || isLast ? other.consumed : Int(other.starts[records.upperBound])
        // Offsets are unsigned, and a shift to the left wraps around to where it should.
        let shift = UInt32(truncatingIfNeeded: bytes.count - start)
        bytes.append(other.bytes.span, start..<end)
        consumed = bytes.count
        bounds.append(atMost: records.count * width) { bounds in
            let others = other.bounds.span
            for place in records.lowerBound * width..<records.upperBound * width {
                var field = others[place]
                (field.start, field.end) = (field.start &+ shift, field.end &+ shift)
                bounds.append(field)
            }
        }
        starts.append(atMost: records.count) { starts in
            let others = other.starts.span
            for record in records { starts.append(others[record] &+ shift) }
        }
        lines.append(contentsOf: other.lines[records])
    }

    /// Takes the records of another batch in another order: `order` holds their numbers.
    /// The bytes stay as they are and change hands; what was here before is dropped. O(records), without allocation.
    mutating func take(_ other: inout RecordBatch, in order: [UInt32]) {
        restart(at: 0)
        swap(&bytes, &other.bytes)
        consumed = bytes.count
        let width = width
        bounds.append(atMost: order.count * width) { bounds in
            let others = other.bounds.span
            for record in order {
                let first = Int(record) * width
                for place in first..<first + width { bounds.append(others[place]) }
            }
        }
        Feed.append(other.starts, in: order, to: &starts)
        Feed.append(other.lines, in: order, to: &lines)
    }

    /// Removes the records with the given numbers, which must ascend. O(count).
    mutating func remove(_ records: [Int]) {
        guard var kept = records.first else { return }
        var next = 0
        for record in kept..<count {
            if next < records.count && records[next] == record {
                next += 1
                continue
            }
            starts[kept] = starts[record]
            lines[kept] = lines[record]
            for column in 0..<width { bounds[kept * width + column] = bounds[record * width + column] }
            kept += 1
        }
        starts.removeLast(starts.count - kept)
        lines.removeLast(lines.count - kept)
        bounds.removeLast(bounds.count - kept * width)
    }
}

/// Appends some of `values`, in the order of the places in `order`. O(order).
func append(_ values: [UInt32], in order: [UInt32], to taken: inout [UInt32]) {
    taken.append(atMost: order.count) { taken in
        let values = values.span
        for record in order { taken.append(values[Int(record)]) }
    }
}
