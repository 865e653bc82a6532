/// The label sets of series by number, 0, 1, 2, … in the order of addition. Names and values are symbols: each text is
/// kept once, and a label is a pair of symbol numbers. A label set is in here once at most.
package struct SeriesLabels {
    private let symbols = SeriesTable()
    private let sets = SeriesTable()
    /// The pairs of all sets, one set after the other: name, value, name, value, …
    private var pairs: [UInt32] = []
    /// Where each set ends in `pairs`.
    private var ends: [Int] = []
    private var key: [UInt8] = []

    /// How many label sets there are.
    package var count: Int { ends.count }

    /// How many symbols there are.
    package var symbolCount: Int { symbols.count }

    /// The symbols of a label set, name and value in turn, ascending by name, byte by byte. O(1).
    package func symbols(of set: Int) -> ArraySlice<UInt32> { pairs[(set == 0 ? 0 : ends[set - 1])..<ends[set]] }

    /// The text of a symbol, UTF-8. O(1).
    package func text(_ symbol: UInt32) -> ArraySlice<UInt8> { symbols.keyBytes[symbols.keyRange(Int(symbol))] }

    /// The labels of a set as text; for callers that look at few. O(text).
    package func labels(of set: Int) -> [(name: String, value: String)] {
        var (labels, name): ([(name: String, value: String)], String?) = ([], nil)
        for symbol in symbols(of: set) {
            let text = String(decoding: text(symbol), as: UTF8.self)
            if let known = name { labels.append((known, text)) }
            name = name == nil ? text : nil
        }
        return labels
    }

    /// The symbol of a text, which is added if it is new. O(text).
    mutating func symbol(_ text: String) -> UInt32 {
        let bytes = Array(text.utf8)
        return symbol(bytes.span, bytes.indices)
    }

    /// The symbol of the text in `range` of `bytes`, which is added if it is new. O(text).
    mutating func symbol(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
        let known = symbols.index(of: bytes, range)
        return UInt32(known >= 0 ? known : symbols.insert(bytes, range))
    }

    /// The number of the set with these symbols, as in `symbols(of:)`; it is added if it is new. O(symbols).
    mutating func number(of set: [UInt32]) -> Int {
        key.removeAll(keepingCapacity: true)
        for symbol in set { addToKey(symbol) }
        let known = sets.index(of: key.span, key.indices)
        if known >= 0 { return known }
        pairs.append(contentsOf: set)
        ends.append(pairs.count)
        return sets.insert(key.span, key.indices)
    }

    private mutating func addToKey(_ symbol: UInt32) {
        for shift in 0..<4 as Range<UInt32> { key.append(UInt8(truncatingIfNeeded: symbol >> (8 * shift))) }
    }
}
