import Bytes

/// The words of a column's name in lower case: `Memory_UsedBytes [MB]` has memory, used, bytes and mb.
struct Words {
    private(set) var all: [String] = []
    private var word: [UInt8] = []

    init(_ name: String) {
        var previous: UInt8 = 0
        for byte in name.utf8 {
            let isUpper = byte &- 0x41 < 26
            let isLetter = isUpper || byte &- 0x61 < 26 || byte >= 0x80
            // `usedBytes` is two words, `CPU` is one, and digits end a word.
            if !isLetter || isUpper && previous &- 0x61 < 26 { finish() }
            if isLetter { word.append(isUpper ? byte | 0x20 : byte) }
            previous = byte
        }
        finish()
    }

    private mutating func finish() {
        if !word.isEmpty { all.append(String(decoding: word, as: UTF8.self)) }
        word.removeAll(keepingCapacity: true)
    }

    /// Whether one of the words is in a list, whose words have blanks between them.
    func has(_ list: String) -> Bool {
        for word in all where isWord(word, in: list) { return true }
        return false
    }

    /// Whether the last word is in a list, as the word that says what the others are about.
    func lastIs(_ list: String) -> Bool { all.last.map { isWord($0, in: list) } ?? false }

    /// Whether one of the words ends with a word of the list, as `Buchungsdatum` does with `datum`.
    func ends(_ list: String) -> Bool {
        for word in all {
            let text = Array(word.utf8)
            for ending in list.utf8.split(separator: 0x20) where ending.count <= text.count {
                if text[(text.count - ending.count)...].elementsEqual(ending) { return true }
            }
        }
        return false
    }

    /// Whether one of the words begins with a word of the list.
    func begins(_ list: String) -> Bool {
        for word in all {
            for start in list.utf8.split(separator: 0x20) where word.utf8.starts(with: start) { return true }
        }
        return false
    }
}

/// Whether a list, whose words have blanks between them, has the word.
func isWord(_ word: String, in list: String) -> Bool {
    for item in list.utf8.split(separator: 0x20) where item.elementsEqual(word.utf8) { return true }
    return false
}

/// Whether a list, whose words have blanks between them, has the word in `range`.
func isWord(_ bytes: Span<UInt8>, _ range: Range<Int>, in list: StaticList) -> Bool { list.has(bytes, range) }

/// Texts with blanks between them, as bytes: cells are compared with them again and again.
struct StaticList: Sendable {
    private let bytes: [UInt8]
    private let bounds: [ByteRange]

    init(_ list: String) {
        bytes = Array(list.utf8)
        var bounds: [ByteRange] = []
        var start = 0
        for index in 0...bytes.count where index == bytes.count || bytes[index] == 0x20 {
            if index > start { bounds.append(ByteRange(start, index)) }
            start = index + 1
        }
        self.bounds = bounds
    }

    func has(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for item in bounds where item.count == range.count {
            if equal(text, range, bytes.span, item.range) { return true }
        }
        return false
    }
}
