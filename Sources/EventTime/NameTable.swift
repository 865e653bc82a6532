/// English names, found in text in full or by their first three letters, in any case.
struct NameTable: Sendable {
    /// From January.
    static let months = NameTable([
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ])
    /// From Sunday.
    static let weekdays = NameTable(["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"])
    static let halves = NameTable(["AM", "PM"])
    static let zones = NameTable(["UTC", "GMT", "Z"])

    /// The names as written, each as bytes.
    let names: [[UInt8]]

    private init(_ names: [String]) { self.names = names.map { Array($0.utf8) } }

    /// Which name stands at `start`, and where it ends. No two names of a table share their first three letters.
    func find(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (index: Int, end: Int)? {
        for index in names.indices {
            let count = names[index].count
            if matches(index, min(3, count), bytes, start, end) {
                return (index, start + (matches(index, count, bytes, start, end) ? count : min(3, count)))
            }
        }
        return nil
    }

    private func matches(_ index: Int, _ count: Int, _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end - start >= count else { return false }
        for place in 0..<count where bytes[start + place] | 0x20 != names[index][place] | 0x20 { return false }
        return true
    }
}
