extension FamilyDescription {
    /// Whether series stand at 0 from the start, before their first sample.
    package var countsFromZero: Bool {
        switch kind {
        case .counter, .histogram: true
        case .absoluteCounter, .gauge, .info: false
        }
    }
}

extension Snapshot.Family {
    /// The family without the zeros at which its series stand before they count. A series is hidden if it is at 0 here
    /// and in `next`, the same family at the instant behind, so that each has one zero left: that before its first
    /// increment. Without `next`, all zeros are hidden. For families that count from zero and never go down. O(series).
    package func withoutEarlyZeros(before next: Snapshot.Family?) -> Snapshot.Family {
        // A file that changes while it is read can bring series that nobody expected; then numbers mean nothing.
        if let next, next.count != count { return self }
        // A histogram may have a sum of 0 when it has counted.
        let (stride, counted) = (stride, stride - (type == .histogram ? 2 : 1))
        let hidden = (0..<count).map { series in
            let place = series * stride + counted
            return values[place] == 0 && next.map { $0.values[place] == 0 } ?? true
        }
        return hidden.contains(true) ? replacing(values, hidden: hidden) : self
    }
}
