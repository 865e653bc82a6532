import Bytes

/// How a column writes numbers: their format, and the texts, signs and words that people and devices write around them
/// or instead of them. The mapping declares it; it is never guessed.
package struct NumberForm: Equatable, Sendable {
    /// A text that is a number.
    package struct Word: Equatable, Sendable {
        /// The text without blanks around it.
        package let text: [UInt8]
        /// Its number.
        package let number: Double

        /// A word as given.
        package init(_ text: [UInt8], _ number: Double) { (self.text, self.number) = (text, number) }
    }

    /// The format of the number itself.
    package var format = NumberFormat()
    /// Marks of more than one byte between digits of the whole part, beside the group mark of `format`.
    package var wideGroups: [[UInt8]] = []
    /// Texts that may be before or behind a number, such as a currency or a unit. Longer texts first.
    package private(set) var strip: [[UInt8]] = []
    /// Whether a text to strip ends with a digit, as `m3` does.
    fileprivate private(set) var stripsDigits = false
    /// Whether `(12.50)`, `12.50-` and U+2212 are negative numbers, and groups of three digits may follow blanks.
    package var isAccounting = false
    /// Texts with their numbers. The first entry with the text of the cell has priority over everything else.
    package var words: [Word] = []
    /// Whether cells are durations, such as `00:03:25` or `1h30m`, in seconds.
    package var isDuration = false
    /// Whether the duration `7:25` is 7 hours and 25 minutes. Without this it is 7 minutes and 25 seconds.
    package var hasHours = false

    /// Plain numbers: a decimal point, no groups, finite.
    package init() {}

    /// No-break space, narrow no-break space, thin space and figure space.
    package static let noBreakBlanks: [[UInt8]] = [
        [0xC2, 0xA0], [0xE2, 0x80, 0xAF], [0xE2, 0x80, 0x89], [0xE2, 0x80, 0x87],
    ]
    /// The minus sign U+2212.
    static let minus: [UInt8] = [0xE2, 0x88, 0x92]

    /// Whether every text that `format` reads has this number, so that a reader may try `format` first.
    package var agreesWithFormat: Bool { strip.isEmpty && !isAccounting && words.isEmpty && !isDuration }

    /// Sets the texts that may be before or behind a number. None may be empty or begin with a digit.
    package mutating func setStrip(_ texts: [[UInt8]]) {
        strip = texts.sorted { $0.count > $1.count }
        stripsDigits = texts.contains { text in text.last.map { isDigit($0) } ?? false }
    }

    /// The form for cells of an encoding, if the texts of this form are UTF-8.
    package func encoded(by encoding: Encoding) -> NumberForm {
        if encoding == .utf8 { return self }
        func encoded(_ text: [UInt8]) -> [UInt8]? { encoding.bytes(String(decoding: text, as: UTF8.self)) }
        var form = self
        form.wideGroups = wideGroups.compactMap(encoded)
        form.words = words.compactMap { word in encoded(word.text).map { Word($0, word.number) } }
        // The no-break blanks around numbers are UTF-8, so the blank of the encoding counts as a text to strip.
        let blank = agreesWithFormat ? [] : Self.noBreakBlanks.compactMap(encoded)
        form.setStrip(strip.compactMap(encoded) + blank)
        return form
    }

    /// The number in `range`; nil for any other text. Ignores blanks around the number and around the texts to strip.
    /// O(n × texts). Allocates for long numbers and for wide group marks only.
    package func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
        let cell = trimmedWidely(bytes, range)
        for word in words where equal(bytes, cell, word.text.span) { return word.number }
        if isDuration { return signed(bytes, cell) { duration($0, $1, isNegative: $2) } }
        if strip.isEmpty && !isAccounting { return number(bytes, cell) }
        return signed(bytes, cell) { text, rest, isNegative in number(text, rest).map { isNegative ? -$0 : $0 } }
    }

    /// Whether `readBare` gives the same number as `read`, if it gives one.
    package var canReadBare: Bool { !strip.isEmpty && !stripsDigits && words.isEmpty && !isDuration }

    /// As `read`, for the most common cells: at most one text, and blanks beside it, before or behind the digits. Nil
    /// for all other cells, which `read` may read. Several times as fast. O(n × texts).
    package func readBare(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end && !isDigit(bytes[start]) { start += 1 }
        while end > start && !isDigit(bytes[end - 1]) { end -= 1 }
        if start > range.lowerBound && !isText(bytes, range.lowerBound..<start) { return nil }
        if end < range.upperBound && !isText(bytes, end..<range.upperBound) { return nil }
        return format.read(bytes, start..<end)
    }

    /// Whether the range holds a text to strip with blanks around it.
    private func isText(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let bare = trimmed(bytes, range)
        for text in strip where equal(bytes, bare, text.span) { return true }
        return false
    }

    private func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
        if let number = format.read(bytes, range) { return number }
        let isWide = !wideGroups.isEmpty && range.contains { bytes[$0] >= 0x80 }
        let hasBlank = isAccounting && range.contains { bytes[$0] == UInt8(ascii: " ") }
        return isWide || hasBlank ? numberWithWideGroups(bytes, range) : nil
    }

    private func numberWithWideGroups(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
        // A control character cannot be a mark of a mapping.
        var format = format
        let group = format.group ?? 0x1F
        format.group = group
        var text: [UInt8] = []
        var at = range.lowerBound
        while at < range.upperBound {
            if let mark = wideGroups.first(where: { starts(bytes, at..<range.upperBound, with: $0) }) {
                text.append(group)
                at += mark.count
            } else if isAccounting && isBlankOfGroup(bytes, at, in: range) {
                text.append(group)
                at += 1
            } else {
                text.append(bytes[at])
                at += 1
            }
        }
        return format.read(text.span, text.indices)
    }

    /// Whether a blank is before three digits, as in `1 234.50`. No mapping declares this blank, so it must be exact.
    private func isBlankOfGroup(_ bytes: Span<UInt8>, _ at: Int, in range: Range<Int>) -> Bool {
        guard bytes[at] == UInt8(ascii: " "), at + 4 <= range.upperBound else { return false }
        let isFollowed = (at + 1..<at + 4).allSatisfy { isDigit(bytes[$0]) }
        return isFollowed && (at + 4 == range.upperBound || !isDigit(bytes[at + 4]))
    }

    /// Takes the sign and the texts to strip from the cell, and reads the rest with `read`, which gets whether the sign
    /// is minus.
    private func signed(
        _ bytes: Span<UInt8>, _ cell: Range<Int>, _ read: (Span<UInt8>, Range<Int>, Bool) -> Double?
    ) -> Double? {
        var wrapping = NumberWrapping(rest: cell)
        while wrapping.unwrap(bytes, self) {}
        guard wrapping.isSound(bytes, decimal: format.decimal) else { return nil }
        return read(bytes, wrapping.rest, wrapping.sign == .minus)
    }
}

/// The sign and the texts around a number, taken off one by one.
private struct NumberWrapping {
    enum Sign { case plus, minus }

    var rest: Range<Int>
    private(set) var sign: Sign?
    private var endsWithLetter = false

    init(rest: Range<Int>) { self.rest = rest }

    /// Takes one sign, one pair of parentheses or one text off. Returns false when the rest is as short as it can be.
    mutating func unwrap(_ bytes: Span<UInt8>, _ form: NumberForm) -> Bool {
        guard let low = rest.first, let high = rest.last else { return false }
        let (first, last) = (bytes[low], bytes[high])
        let (isFrontBare, isBackBare) = (isDigit(first), isDigit(last) && !form.stripsDigits)
        if isFrontBare && isBackBare { return false }
        let before = rest
        if !isFrontBare { takeFront(bytes, first, last, form) }
        if rest == before && !isBackBare { takeBack(bytes, last, form) }
        if rest == before { return false }
        rest = trimmedWidely(bytes, rest)
        return true
    }

    /// Whether the rest can be a number: it has no second sign, and no text that ended in a letter was directly before
    /// its decimal mark, as `Rs` is in `Rs.500`.
    func isSound(_ bytes: Span<UInt8>, decimal: UInt8) -> Bool {
        guard let first = rest.first else { return false }
        if bytes[first] == decimal && endsWithLetter { return false }
        return bytes[first] != UInt8(ascii: "-") && bytes[first] != UInt8(ascii: "+")
    }

    private mutating func takeFront(_ bytes: Span<UInt8>, _ first: UInt8, _ last: UInt8, _ form: NumberForm) {
        let (low, high) = (rest.lowerBound, rest.upperBound)
        if sign == nil {
            if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
                sign = first == UInt8(ascii: "-") ? .minus : .plus
                rest = low + 1..<high
                return
            }
            if form.isAccounting {
                if first == UInt8(ascii: "("), last == UInt8(ascii: ")"), rest.count > 1 {
                    sign = .minus
                    rest = low + 1..<high - 1
                    return
                }
                if starts(bytes, rest, with: NumberForm.minus) {
                    sign = .minus
                    rest = low + NumberForm.minus.count..<high
                    return
                }
            }
        }
        for text in form.strip where starts(bytes, rest, with: text) {
            rest = low + text.count..<high
            endsWithLetter = (text.last ?? 0) | 0x20 &- UInt8(ascii: "a") < 26
            return
        }
    }

    private mutating func takeBack(_ bytes: Span<UInt8>, _ last: UInt8, _ form: NumberForm) {
        let (low, high) = (rest.lowerBound, rest.upperBound)
        if sign == nil && form.isAccounting {
            if last == UInt8(ascii: "-") {
                sign = .minus
                rest = low..<high - 1
                return
            }
            if ends(bytes, rest, with: NumberForm.minus) {
                sign = .minus
                rest = low..<high - NumberForm.minus.count
                return
            }
        }
        for text in form.strip where ends(bytes, rest, with: text) {
            rest = low..<high - text.count
            return
        }
    }
}

/// Returns `range` without the blanks at both ends, no-break blanks included. O(blanks).
package func trimmedWidely(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var rest = trimmed(bytes, range)
    // All wide blanks begin with one of two bytes and end with a byte of 0x80 or more.
    while let low = rest.first, let high = rest.last, bytes[low] >= 0xC2 || bytes[high] >= 0x80 {
        let before = rest
        for blank in NumberForm.noBreakBlanks {
            if starts(bytes, rest, with: blank) { rest = rest.lowerBound + blank.count..<rest.upperBound }
            if ends(bytes, rest, with: blank) { rest = rest.lowerBound..<rest.upperBound - blank.count }
        }
        if rest == before { break }
        rest = trimmed(bytes, rest)
    }
    return rest
}

func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

private func starts(_ bytes: Span<UInt8>, _ range: Range<Int>, with text: [UInt8]) -> Bool {
    range.count >= text.count && equal(bytes, range.lowerBound..<range.lowerBound + text.count, text.span)
}

private func ends(_ bytes: Span<UInt8>, _ range: Range<Int>, with text: [UInt8]) -> Bool {
    range.count >= text.count && equal(bytes, range.upperBound - text.count..<range.upperBound, text.span)
}
