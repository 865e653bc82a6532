extension TimeFormat {
    /// A format of `names` that reads the text, or nil. Prefers a format that gives a time between 1980 and 2100.
    package static func name(reading text: String) -> String? {
        let bytes = Array(text.utf8)
        let likely = Instant(nanoseconds: 315_532_800_000_000_000)...Instant(nanoseconds: 4_102_444_800_000_000_000)
        let readings = names.compactMap { name -> (name: String, time: Instant)? in
            guard let format = try? TimeFormat(name) else { return nil }  // a constant that is known to be right
            var reader = TimeReader(format: format, zone: .utc, date: nil)
            return reader.read(bytes.span, bytes.indices).map { (name, $0) }
        }
        return (readings.first { likely.contains($0.time) } ?? readings.first)?.name
    }
}
