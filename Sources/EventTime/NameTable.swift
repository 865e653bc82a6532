/// English names. A text may have a name in full or its first three letters, in upper or lower case.
struct NameTable: Sendable {
    /// The months from January.
    static let months = NameTable([
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ])
    /// The weekdays from Sunday.
    static let weekdays = NameTable(["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"])
    static let halves = NameTable(["AM", "PM"])
    static let zones = NameTable(["UTC", "GMT", "Z"])

    /// The bytes of each name, as written above.
    let names: [[UInt8]]

    private init(_ names: [String]) { self.names = names.map { Array($0.utf8) } }

    /// The index of the name at `start`, and the end of the name. The names of a table differ in their first three
    /// letters.
    func find(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (index: Int, end: Int)? {
        for index in names.indices {
            let count = names[index].count
            if matches(index, bytes, start, end, count: min(3, count)) {
                return (index, start + (matches(index, bytes, start, end, count: count) ? count : min(3, count)))
            }
        }
        return nil
    }

    /// Whether the first `count` letters of a name are at `start`.
    private func matches(_ index: Int, _ bytes: Span<UInt8>, _ start: Int, _ end: Int, count: Int) -> Bool {
        guard end - start >= count else { return false }
        for letter in 0..<count where bytes[start + letter] | 0x20 != names[index][letter] | 0x20 { return false }
        return true
    }
}
