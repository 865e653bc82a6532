/// How much may be kept of each column, so that all columns together take a bounded amount of memory.
struct Bounds {
    /// The most different values that are counted exactly.
    let exactKeys: Int
    /// The most counters of a sign for the quantiles of numbers: 64 of them are a factor of 2.
    let counters: Int
    /// The most different texts of which the commonest are known.
    let topTexts: Int

    /// The bounds for each of so many columns.
    init(columns: Int) {
        let isUsual = columns <= 64
        exactKeys = isUsual ? 10_000 : max(256, 640_000 / max(1, columns))
        counters = isUsual ? 8192 : 2048
        topTexts = isUsual ? 256 : max(16, 16_384 / max(1, columns))
    }
}
