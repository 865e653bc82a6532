import Metrics

/// The symbols of one message of version 2.0, each text once, and the references of its series to them.
struct SymbolTable {
    /// For each symbol of the label sets, its number in the message; 0 while it has none.
    private var numbers: [UInt32] = []
    /// The symbols of the message from number 1 on.
    private var used: [UInt32] = []
    /// The packed references of all series, one series after the other.
    private(set) var references: [UInt8] = []
    private var ends: [Int] = []

    /// Begins a message. O(symbols of the last one), and O(new symbols).
    mutating func begin(_ levels: Levels) {
        for symbol in used { numbers[Int(symbol)] = 0 }
        used.removeAll(keepingCapacity: true)
        references.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        numbers.append(contentsOf: repeatElement(0, count: levels.labels.symbolCount - numbers.count))
    }

    /// Adds the references of a series. O(labels).
    mutating func add(_ series: Int, _ levels: Levels) {
        for symbol in levels.labels.symbols(of: series) { appendVarint(number(of: symbol), to: &references) }
        ends.append(references.count)
        let description = levels.descriptions[Int(levels.families[series])]
        if !description.help.isEmpty { _ = number(of: description.helpSymbol) }
    }

    private mutating func number(of symbol: UInt32) -> Int {
        if numbers[Int(symbol)] == 0 {
            used.append(symbol)
            numbers[Int(symbol)] = UInt32(used.count)
        }
        return Int(numbers[Int(symbol)])
    }

    /// The most bytes that the labels of a series add to a message: none of their texts may be there yet. O(labels).
    func mostBytes(of series: Int, _ levels: Levels) -> Int {
        levels.labels.symbols(of: series).reduce(0) { $0 + levels.labels.text($1).count + 8 }
    }

    /// Where the references of a series are, by its place in the message. O(1).
    func range(_ place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }

    /// The number of the help of a family that is in the message; 0 without. O(1).
    func help(of family: Levels.Description) -> Int { family.help.isEmpty ? 0 : Int(numbers[Int(family.helpSymbol)]) }

    /// Appends the symbols, the first of which is empty. O(bytes).
    func write(_ levels: Levels, to bytes: inout [UInt8]) {
        bytes += [0x22, 0]
        for symbol in used { appendField(0x22, levels.labels.text(symbol), to: &bytes) }
    }
}
