import Bytes
import EventTime

/// Merges sequences of ascending times into one sequence. Equal times stay in the order in which they were added. A
/// natural merge sort: O(n log sequences), without allocation in the steady state.
struct AscendingMerge {
    private struct Element {
        let time: Instant
        /// The number of elements that were added before.
        let number: UInt32
    }

    private var elements: [Element] = []
    private var merged: [Element] = []
    /// The end of each sequence in `elements`.
    private var ends: [Int] = []
    private var mergedEnds: [Int] = []

    mutating func removeAll() {
        elements.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Adds a sequence, whose times must ascend.
    mutating func add(_ times: ArraySlice<Instant>) {
        if times.isEmpty { return }
        let first = UInt32(elements.count)
        elements.append(atMost: times.count) { elements in
            let times = times.span
            for index in times.indices {
                elements.append(Element(time: times[index], number: first &+ UInt32(truncatingIfNeeded: index)))
            }
        }
        ends.append(elements.count)
    }

    /// Replaces `times` by all times in order, and `order` by the numbers of their elements. Call `removeAll` before
    /// `add` again.
    mutating func merge(into times: inout [Instant], _ order: inout [UInt32]) {
        while ends.count > 2 {
            Self.mergeNeighbours(elements, ends, into: &merged, &mergedEnds)
            swap(&elements, &merged)
            swap(&ends, &mergedEnds)
        }
        times.removeAll(keepingCapacity: true)
        order.removeAll(keepingCapacity: true)
        times.append(atMost: elements.count) { times in
            order.append(atMost: elements.count) { order in
                let elements = elements.span
                var (left, right) = (0, ends.first ?? 0)
                let middle = right
                while left < middle || right < elements.count {
                    let takesRight =
                        left == middle || right < elements.count && elements[right].time < elements[left].time
                    let next = elements[takesRight ? right : left]
                    times.append(next.time)
                    order.append(next.number)
                    if takesRight { right += 1 } else { left += 1 }
                }
            }
        }
    }

    /// Merges the first and the second sequence, the third and the fourth, and so on.
    private static func mergeNeighbours(
        _ elements: [Element], _ ends: [Int], into merged: inout [Element], _ mergedEnds: inout [Int]
    ) {
        merged.removeAll(keepingCapacity: true)
        mergedEnds.removeAll(keepingCapacity: true)
        merged.append(atMost: elements.count) { merged in
            let elements = elements.span
            var start = 0
            for pair in stride(from: 0, to: ends.count, by: 2) {
                let middle = ends[pair]
                let end = pair + 1 < ends.count ? ends[pair + 1] : middle
                var (left, right) = (start, middle)
                while left < middle && right < end {
                    let takesRight = elements[right].time < elements[left].time
                    merged.append(takesRight ? elements[right] : elements[left])
                    if takesRight { right += 1 } else { left += 1 }
                }
                for index in left..<middle { merged.append(elements[index]) }
                for index in right..<end { merged.append(elements[index]) }
                mergedEnds.append(end)
                start = end
            }
        }
    }
}
