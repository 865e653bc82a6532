/// The series of one family in scrape order.
struct ScrapeOrder {
    /// For each series in scrape order, its number in the table.
    private(set) var numbers: [Int32] = []

    /// Sorts in the series that `table` gained since the last call. O(n) in all series and O(k log k) in the gained
    /// ones; O(1) if there are none.
    mutating func update(_ table: SeriesTable) {
        guard table.count > numbers.count else { return }
        let keys = table.keyBytes
        let gained = (Int32(numbers.count)..<Int32(table.count)).sorted {
            precedes(keys.span, table.keyRange(Int($0)), table.keyRange(Int($1)))
        }
        numbers = numbers.isEmpty ? gained : merged(gained, keys.span, table)
    }

    private func merged(_ gained: [Int32], _ keys: Span<UInt8>, _ table: SeriesTable) -> [Int32] {
        var merged: [Int32] = []
        merged.reserveCapacity(numbers.count + gained.count)
        var next = 0
        for number in gained {
            let key = table.keyRange(Int(number))
            while next < numbers.count && precedes(keys, table.keyRange(Int(numbers[next])), key) {
                merged.append(numbers[next])
                next += 1
            }
            merged.append(number)
        }
        return merged + numbers[next...]
    }
}
