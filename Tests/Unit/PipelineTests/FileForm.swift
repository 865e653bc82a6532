import TestSupport

/// How a file of the oracle is written: the dialect in the mapping, and records, headers and other lines in it.
struct FileForm {
    private let delimiter: String
    private let escapes: Bool
    private let trims: Bool
    private let isLatin1: Bool
    private let ignoresExtra: Bool
    private let hasPreamble: Bool
    private let repeatsHeader: Bool

    /// Half of the forms are RFC 4180.
    init(_ chance: inout SeededGenerator) {
        let isPlain = Bool.random(using: &chance)
        func draw(_ chance: inout SeededGenerator) -> Bool { !isPlain && Bool.random(using: &chance) }
        delimiter = isPlain ? "," : [",", ";", "\u{1}"].randomElement(using: &chance) ?? ","
        (escapes, trims, isLatin1) = (draw(&chance), draw(&chance), draw(&chance))
        (ignoresExtra, hasPreamble, repeatsHeader) = (draw(&chance), draw(&chance), draw(&chance))
    }

    /// The block `dialect:` of the mapping.
    var dialect: String {
        var keys: [String] = []
        if delimiter != "," { keys.append(delimiter == ";" ? "delimiter: ';'" : #"delimiter: "\x01""#) }
        if escapes { keys.append(#"escape: "\\""#) }
        if trims { keys.append("trim: true") }
        if isLatin1 { keys.append("encoding: latin-1") }
        if ignoresExtra { keys.append("extra_fields: ignore") }
        if hasPreamble { keys.append("skip_lines: header, skip_after_header: 1") }
        return "{\(keys.joined(separator: ", "))}"
    }

    /// A file with these records, in this order.
    func bytes(_ records: [(time: String, status: String, count: Int)], _ chance: inout SeededGenerator) -> [UInt8] {
        var names = ["time", "status", "count"]
        var text = hasPreamble ? "Station \"4711\n\n" : ""
        text += header(names)
        for record in records {
            // Several times in a small file, and few times in a large one.
            if repeatsHeader && Int.random(in: 0..<max(9, records.count / 4), using: &chance) == 0 {
                if Bool.random(using: &chance) {
                    names = (["time", "status", "count", "more"].prefix(Int.random(in: 3...4, using: &chance)))
                        .shuffled(using: &chance)
                }
                text += header(names)
            }
            let cells = names.map { name in
                let cell =
                    switch name {
                    case "time": record.time
                    case "status": quoted(record.status)
                    case "count": "\(record.count)"
                    default: ""
                    }
                return trims ? blanks(&chance) + cell + blanks(&chance) : cell
            }
            let extra = ignoresExtra && Int.random(in: 0..<9, using: &chance) == 0 ? delimiter + "x" : ""
            text += cells.joined(separator: delimiter) + extra + "\n"
        }
        if !isLatin1 { return (TextForm.allCases.randomElement(using: &chance) ?? .plain).bytes(text) }
        let bytes = text.unicodeScalars.map { UInt8($0.value) }
        return Bool.random(using: &chance) ? gzipped(bytes) : bytes
    }

    private func header(_ names: [String]) -> String {
        names.joined(separator: delimiter) + "\n" + (hasPreamble ? "s\(delimiter)\(delimiter)kg\n" : "")
    }

    private func quoted(_ text: String) -> String {
        let marked = text.replacing("\"", with: escapes ? "\\\"" : "\"\"")
        return "\"\(marked)\""
    }

    private func blanks(_ chance: inout SeededGenerator) -> String {
        String(repeating: " ", count: Int.random(in: 0...2, using: &chance))
    }
}
