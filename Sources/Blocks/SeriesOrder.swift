import Bytes
import Metrics

/// All series of a history in the order of a block's index: by labels, names before values. Costly to find, so it is
/// kept from block to block.
struct SeriesOrder {
    /// The symbols in byte order.
    let symbols: [UInt32]
    /// The series in the order of their labels.
    let series: [Int]

    /// The order of `labels`. O(n log n) in symbols and in series.
    init(_ labels: SeriesLabels) {
        let texts = (0..<UInt32(labels.symbolCount)).map { labels.text($0) }
        symbols = order(of: texts.count) { texts[$0].lexicographicallyPrecedes(texts[$1]) }.map { UInt32($0) }
        var ranks = Array(repeating: UInt32(0), count: symbols.count)
        for (rank, symbol) in symbols.enumerated() { ranks[Int(symbol)] = UInt32(rank) }
        let keys = (0..<labels.count).map { set in labels.symbols(of: set).map { ranks[Int($0)] } }
        series = order(of: keys.count) { keys[$0].lexicographicallyPrecedes(keys[$1]) }
    }
}
