/// A decoding table of a prefix code (RFC 1951, section 3.2.2): the next bits of the stream are an index of an entry.
///
/// The first `2^primaryBits` entries are the primary table. A longer word leads from its first bits to a subtable,
/// which its further bits index. An entry has these parts, from the lowest bit:
/// - 8 bits: how many bits of the stream the entry takes, with the extra bits behind the word
/// - 4 bits: how many of them are the word; for a link, how many bits index the subtable
/// - 3 flags: `endOfBlock`, `link`, `isSpecial`
/// - 15 bits: a literal, the base of a length or of a distance, or the index of a subtable
/// - 1 flag: `isLiteral`
struct InflateTable {
    static let endOfBlock: UInt32 = 0x2000
    static let link: UInt32 = 0x4000
    /// The entry is neither a literal nor a base. Without a further flag, no word begins with these bits.
    static let isSpecial: UInt32 = 0x8000
    static let isLiteral: UInt32 = 0x8000_0000

    /// The symbols of a code, and what they mean.
    enum Alphabet {
        /// Literals, the end of a block, and lengths.
        case literals
        case distances
        /// The lengths of words.
        case codeLengths

        var primaryBits: Int {
            switch self {
            case .literals: 11
            case .distances: 9
            case .codeLengths: 7
            }
        }
    }

    private(set) var entries: [UInt32] = []
    private let alphabet: Alphabet

    init(_ alphabet: Alphabet) { self.alphabet = alphabet }

    /// Replaces the table by that of the code whose words have these lengths, at most 15; 0 for a symbol without a
    /// word. False if there are more words than the lengths allow, or fewer than all, unless the code has one word of
    /// one bit, or none. O(entries).
    mutating func build(_ lengths: ArraySlice<UInt8>) -> Bool {
        var counts = [Int](repeating: 0, count: 16)
        for length in lengths { counts[Int(length)] += 1 }
        counts[0] = 0
        var left = 1
        for length in 1...15 {
            left = left << 1 - counts[length]
            if left < 0 { return false }
        }
        let longest = counts.lastIndex { $0 > 0 } ?? 0
        if left > 0 && longest > (alphabet == .codeLengths ? 0 : 1) { return false }
        let primary = alphabet.primaryBits
        entries.removeAll(keepingCapacity: true)
        entries.append(contentsOf: repeatElement(Self.isSpecial, count: 1 << primary))
        var word = 0
        for length in 1...15 where counts[length] > 0 {
            for (symbol, own) in zip(0..., lengths) where own == length {
                add(symbol, length, word, &counts, longest)
                word = Self.next(word, length)
            }
        }
        return true
    }

    /// Adds the next word, in order of length and symbol. `word` has the bit that is sent first lowest. `counts` has
    /// the number of words of each length that have not been added.
    private mutating func add(_ symbol: Int, _ length: Int, _ word: Int, _ counts: inout [Int], _ longest: Int) {
        let primary = alphabet.primaryBits
        if length <= primary {
            let entry = entry(symbol, length)
            for index in stride(from: word, to: 1 << primary, by: 1 << length) { entries[index] = entry }
        } else {
            let first = word & (1 << primary - 1)
            if entries[first] == Self.isSpecial { addSubtable(first, length, counts, longest) }
            let link = entries[first]
            let (start, bits) = (Int(link >> 16), Int(link >> 8 & 0xF))
            let entry = entry(symbol, length - primary)
            for index in stride(from: word >> primary, to: 1 << bits, by: 1 << (length - primary)) {
                entries[start + index] = entry
            }
        }
        counts[length] -= 1
    }

    /// Adds a subtable for the words that begin with `first`, of which the next has `length` bits: as large as the
    /// remaining words fill.
    private mutating func addSubtable(_ first: Int, _ length: Int, _ counts: [Int], _ longest: Int) {
        let primary = alphabet.primaryBits
        var bits = length - primary
        var left = 1 << bits
        while bits + primary < longest {
            left -= counts[bits + primary]
            if left <= 0 { break }
            bits += 1
            left <<= 1
        }
        entries[first] =
            Self.isSpecial | Self.link | UInt32(entries.count) << 16 | UInt32(bits) << 8 | UInt32(primary)
        entries.append(contentsOf: repeatElement(Self.isSpecial, count: 1 << bits))
    }

    /// The word behind `word` of the same length, with the first bit lowest.
    private static func next(_ word: Int, _ length: Int) -> Int {
        var (word, bit) = (word, 1 << (length - 1))
        while bit > 0 && word & bit != 0 {
            word ^= bit
            bit >>= 1
        }
        return word | bit
    }

    private func entry(_ symbol: Int, _ length: Int) -> UInt32 {
        let bits = UInt32(length) << 8 | UInt32(length)
        switch alphabet {
        case .codeLengths: return UInt32(symbol) << 16 | bits
        case .literals where symbol < 256: return Self.isLiteral | UInt32(symbol) << 16 | bits
        case .literals where symbol == 256: return Self.isSpecial | Self.endOfBlock | bits
        case .literals where symbol > 285, .distances where symbol > 29: return Self.isSpecial
        case .literals:
            if symbol == 285 { return 258 << 16 | bits }
            let extra = max(0, (symbol - 261) >> 2)
            let base = symbol < 265 ? symbol - 254 : 3 + (4 + (symbol - 265) & 3) << extra
            return UInt32(base) << 16 | (bits + UInt32(extra))
        case .distances:
            let extra = max(0, symbol >> 1 - 1)
            let base = symbol < 2 ? symbol + 1 : 1 + (2 + symbol & 1) << extra
            return UInt32(base) << 16 | (bits + UInt32(extra))
        }
    }
}
