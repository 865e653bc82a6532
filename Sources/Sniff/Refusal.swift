import CSV

/// Why a file is no CSV file from which metrics can come: one sentence without the path, with the way out.
package struct Refusal: Error, Sendable, Equatable {
    /// `is JSON: csv_exporter reads CSV; convert it first, …`.
    package let sentence: String
}

extension Refusal {
    /// A text that is known not to be a table, by its first bytes; nil if it may be one.
    static func kind(of sample: Sample) -> Refusal? {
        let bytes = sample.bytes
        // A byte order mark alone is no text.
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        if mark > 0, bytes[mark...].starts(with: bytes[..<mark]) {
            return Refusal(sentence: "begins with two byte order marks; want one: tail -c +4 FILE writes it")
        }
        guard let start = bytes[mark...].firstIndex(where: { $0 > 0x20 }) else {
            if sample.share < 1 { return longLines }
            return Refusal(sentence: "is empty: want a line with names and records below it")
        }
        if let name = wideEncoding(bytes) {
            return Refusal(
                sentence: "is \(name) without a mark that says so; want UTF-8: iconv -f \(name) -t UTF-8 FILE")
        }
        if bytes[..<min(bytes.count, 1 << 12)].contains(0) {
            return Refusal(sentence: "has NUL bytes: it is no text; want a CSV file")
        }
        let next = bytes[(start + 1)...].first { $0 > 0x20 } ?? 0
        switch bytes[start] {
        case UInt8(ascii: "{") where next == UInt8(ascii: "\"") || next == UInt8(ascii: "}"),
            UInt8(ascii: "[")
        where next == UInt8(ascii: "{") || next == UInt8(ascii: "[") || next == UInt8(ascii: "\""):
            return Refusal(sentence: "is JSON; want CSV: jq -r '.[] | [.time, .value] | @csv' FILE writes it")
        case UInt8(ascii: "<")
        where next == UInt8(ascii: "!") || next == UInt8(ascii: "?")
            || next | 0x20 &- 0x61 < 26 && !hasNamesInBrackets(bytes[start...]):
            return Refusal(sentence: "is HTML or XML; want CSV: look for an export or download link beside the page")
        default: break
        }
        for word in ["CREATE TABLE", "INSERT INTO", "-- MySQL dump", "-- PostgreSQL"]
        where bytes[start...].starts(with: word.utf8) {
            return Refusal(sentence: "is SQL; want CSV: let the database export the table as CSV")
        }
        return bytes[start...].starts(with: "# HELP ".utf8)
            ? Refusal(sentence: "is an exposition of Prometheus already; want CSV") : nil
    }

    /// `<DATE>,<TIME>,<OPEN>`, as programs for traders write.
    private static func hasNamesInBrackets(_ bytes: ArraySlice<UInt8>) -> Bool {
        let line = bytes.prefix { $0 != 0x0A }
        let end = UInt8(ascii: ">"), next = UInt8(ascii: "<")
        return line.indices.dropFirst().dropLast().contains { index in
            line[index - 1] == end && line[index + 1] == next && ",;\t|".utf8.contains(line[index])
        }
    }

    /// An encoding of two or four bytes a character that the zeros of ASCII characters show; nil if they do not.
    private static func wideEncoding(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 8 else { return nil }
        let zeros = (0..<4).map { place in [place, place + 4].allSatisfy { bytes[$0] == 0 } }
        switch zeros {
        case [true, false, true, false]: return "UTF-16BE"
        case [true, true, true, false]: return "UTF-32BE"
        case [false, true, true, true]: return "UTF-32LE"
        default: return nil
        }
    }

    /// Why a text has one column: quotes in its first line.
    static func quoted(_ text: [UInt8]) -> Refusal? {
        let line = text[..<(text.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.count)]
        let quote = UInt8(ascii: "\"")
        let quotes = line.count { $0 == quote }
        if quotes % 2 == 1 {
            return Refusal(sentence: "has a quote in line 1 that nothing closes; want quotes in pairs, or none")
        }
        guard quotes > 1, line.first == quote, line.last == quote, line.contains(where: { ",;\t|".utf8.contains($0) })
        else { return nil }
        return Refusal(
            sentence: "has whole lines in quotes, each of which is one cell; want them without: "
                + "sed 's/^\"//; s/\"$//; s/\"\"/\"/g' FILE writes them")
    }

    /// No line ends in what was read of a large file.
    static let longLines = Refusal(
        sentence: "has a line of more than a megabyte near its beginning; want a line for each record")

    /// Why no delimiter divides a text.
    static func oneColumn(_ text: [UInt8]) -> Refusal {
        if let refusal = quoted(text) { return refusal }
        if isFilledUp(text) {
            return Refusal(
                sentence: "has columns that are filled up with blanks; want one delimiter between cells: "
                    + "sed 's/^ *//; s/ *$//; s/  */ /g' FILE writes single blanks")
        }
        return Refusal(
            sentence: "has one column: no , ; tab | or blank divides its lines alike; want at least a time and a value "
                + "(--delimiter=CHARACTER for another delimiter)")
    }

    /// Whether nearly all of the first lines have as many words between several blanks as the line above.
    private static func isFilledUp(_ text: [UInt8]) -> Bool {
        let lines = text.split(separator: 0x0A).prefix(100)
        let words = lines.map { $0.split { $0 == 0x20 || $0 == 0x0D }.count }
        let alike = zip(words, words.dropFirst()).count { $0 == $1 && $0 > 1 }
        return lines.count > 2 && alike * 10 >= (lines.count - 1) * 8
    }

    /// A delimiter that was told is not in the file.
    static func undivided(by delimiter: UInt8, want other: UInt8?) -> Refusal {
        let want = other.map { "--delimiter=\($0 == 0x09 ? "tab" : String(Unicode.Scalar($0)))" }
        let told = delimiter == 0x09 ? "tab" : String(Unicode.Scalar(delimiter))
        return Refusal(
            sentence: "is not divided into columns by --delimiter=\(told); want \(want ?? "another delimiter")")
    }

    static func manyColumns(most: Int) -> Refusal {
        Refusal(
            sentence:
                "has more than \(most) columns; want fewer: are rows and columns exchanged? Write a record for each "
                + "time")
    }
}
