import Bytes

/// The abbreviations of a zone, such as CET and CEST, and when each was in force.
struct ZoneNames: Sendable, Equatable {
    private var names: [[UInt8]] = []
    /// For each name, its offsets from UTC in seconds, the latest first.
    private var offsetsOfNames: [[Int]] = []
    /// The instants at which a name and an offset come in force, in seconds since 1970; ascending.
    private var times: [Int64] = []
    private var offsets: [Int] = []
    /// For each time, the number of its name.
    private var numbers: [Int] = []

    /// Adds an offset and its name, which are in force from `time` on. Times ascend.
    mutating func append(_ time: Int64, _ offset: Int, _ name: [UInt8]) {
        let number = names.firstIndex(of: name) ?? names.count
        if number == names.count {
            names.append(name)
            offsetsOfNames.append([])
        }
        offsetsOfNames[number].removeAll { $0 == offset }
        offsetsOfNames[number].insert(offset, at: 0)
        times.append(time)
        offsets.append(offset)
        numbers.append(number)
    }

    /// The offset under the abbreviation `text` (in upper or lower case) that is in force at a local time, else the
    /// latest offset under it. Not `isAlone` if the local time occurs twice under the abbreviation. Nil if the zone
    /// does not have the abbreviation. O(log changes).
    func offset(of text: Span<UInt8>, local: Int64) -> (seconds: Int, isAlone: Bool)? {
        guard let number = names.indices.first(where: { Self.isEqual(names[$0], text) }) else { return nil }
        let inForce = offsetsOfNames[number].filter { offset in
            let index = partitionPoint(times.indices) { times[$0] <= local - Int64(offset) } - 1
            return index >= 0 && offsets[index] == offset && numbers[index] == number
        }
        return (inForce.first ?? offsetsOfNames[number].first).map { ($0, inForce.count < 2) }
    }

    /// Whether a name is the text, in upper or lower case.
    static func isEqual(_ name: [UInt8], _ text: Span<UInt8>) -> Bool {
        name.count == text.count && name.indices.allSatisfy { lowercase(name[$0]) == lowercase(text[$0]) }
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}
