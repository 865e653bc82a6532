import Text

/// The longest duration in milliseconds: Prometheus counts nanoseconds in 64 bits, about 292 years.
let longestDuration = Int64.max / 1_000_000

/// Reads a duration of Prometheus in milliseconds, at most `longestDuration`; nil for anything else.
func milliseconds(_ text: ArraySlice<UInt8>) -> Int64? {
    parseDuration(String(decoding: text, as: UTF8.self)).map { $0 / 1_000_000 }
}

/// Writes milliseconds, at most `longestDuration`, as Prometheus does.
func durationText(_ milliseconds: Int64) -> String { formatDuration(milliseconds * 1_000_000) }
