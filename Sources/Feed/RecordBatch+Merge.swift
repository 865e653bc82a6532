import Bytes
import CSV

extension RecordBatch {
    /// Appends records of another batch of the same width, for merges. Copies their bytes at once. O(bytes).
    ///
    /// With `shareBytes`, records may share bytes, as the records of a spread line do. Then all bytes from the first
    /// record on are copied.
    mutating func append(_ other: RecordBatch, _ records: Range<Int>, shareBytes: Bool) {
        if records.isEmpty { return }
        let start = Int(other.starts[records.lowerBound])
        let isLast = records.upperBound == other.count
        let end = shareBytes || isLast ? other.consumed : Int(other.starts[records.upperBound])
        // Offsets are unsigned; adding a negative shift wraps around to the right offset.
        let shift = UInt32(truncatingIfNeeded: bytes.count - start)
        bytes.append(other.bytes.span, start..<end)
        consumed = bytes.count
        bounds.append(atMost: records.count * width) { bounds in
            let others = other.bounds.span
            for index in records.lowerBound * width..<records.upperBound * width {
                var field = others[index]
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

    /// Replaces the records by the records of `other`, in the order of the numbers in `order`. Swaps the bytes of both
    /// batches instead of copying them. O(records), without allocation.
    mutating func replace(by other: inout RecordBatch, in order: [UInt32]) {
        restart(at: 0)
        swap(&bytes, &other.bytes)
        consumed = bytes.count
        let width = width
        bounds.append(atMost: order.count * width) { bounds in
            let others = other.bounds.span
            for record in order {
                let first = Int(record) * width
                for index in first..<first + width { bounds.append(others[index]) }
            }
        }
        Feed.append(other.starts, in: order, to: &starts)
        Feed.append(other.lines, in: order, to: &lines)
    }

    /// Removes all records but the first `count`.
    mutating func keepFirst(_ count: Int) {
        let removed = self.count - count
        starts.removeLast(removed)
        lines.removeLast(removed)
        bounds.removeLast(removed * width)
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

/// Appends the elements of `values` with the indices in `order`, in this order. O(order).
func append(_ values: [UInt32], in order: [UInt32], to target: inout [UInt32]) {
    target.append(atMost: order.count) { target in
        let values = values.span
        for index in order { target.append(values[Int(index)]) }
    }
}
