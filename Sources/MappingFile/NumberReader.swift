import CSV
import Schema
import Text
import YAML

/// How a metric reads a column of numbers.
enum ColumnForm {
    case number(NumberForm)
    /// As the times of the source.
    case time
}

extension ConfigurationReader {
    /// Reads `numbers:` of a source.
    mutating func readNumbers(_ node: Node) -> NumberForm {
        Fields(node, .numbers, &faults).map { readForm($0, from: NumberForm()) } ?? NumberForm()
    }

    /// Reads the keys of `numbers:` in a block; `base` has the values of missing keys.
    mutating func readForm(_ fields: Fields, from base: NumberForm) -> NumberForm {
        var form = base
        if let decimal = readMark("decimal", fields) {
            if decimal.utf8.count == 1 {
                form.format.decimal = decimal.utf8.first ?? form.format.decimal
            } else {
                refuseMark(decimal, "decimal", fields)
            }
        }
        if let group = readMark("group", fields) {
            form.format.group = group.utf8.count == 1 ? group.utf8.first : nil
            form.wideGroups = group.utf8.count == 1 ? wideMarks(like: group) : [Array(group.utf8)]
            if group.utf8.count > 1, NumberForm.noBreakBlanks.contains(Array(group.utf8)) {
                form.wideGroups = NumberForm.noBreakBlanks
            }
        }
        if fields.node("strip") != nil { form.setStrip(readStrip(fields)) }
        if let isAccounting = fields.boolean("accounting", &faults) { form.isAccounting = isAccounting }
        if form.isAccounting {
            form.wideGroups += NumberForm.noBreakBlanks.filter { !form.wideGroups.contains($0) }
        }
        if form.format.group == form.format.decimal {
            let key = ["group", "decimal"].first { fields.node($0) != nil } ?? "group"
            faults.add(
                fields.mark(of: key), "cannot read numbers: got one character for both group and decimal; want two")
        }
        return form
    }

    /// Typographic marks that people mean by an ASCII mark: no-break blanks by a blank, U+2019 by an apostrophe.
    private func wideMarks(like group: String) -> [[UInt8]] {
        switch group {
        case " ": NumberForm.noBreakBlanks
        case "'": [Array("\u{2019}".utf8)]
        default: []
        }
    }

    /// One character that can be a mark within a number.
    private mutating func readMark(_ key: String, _ fields: Fields) -> String? {
        guard let text = fields.text(key, &faults) else { return nil }
        let ascii = text.utf8.count == 1 ? text.utf8.first ?? 0 : 0
        let isLetterOrDigit = isLetter(ascii) || ascii &- UInt8(ascii: "0") < 10
        let isSign = text == "-" || text == "+"
        let isPrintable = ascii >= 0x20 && ascii < 0x7F || ascii == 0x09
        let isWide = text == "\u{2019}" || NumberForm.noBreakBlanks.contains(Array(text.utf8))
        if isPrintable && !isLetterOrDigit && !isSign || isWide { return text }
        refuseMark(text, key, fields)
        return nil
    }

    private mutating func refuseMark(_ text: String, _ key: String, _ fields: Fields) {
        let want = key == "decimal" ? "one ASCII character, such as \",\"" : "one character, such as \".\" or \" \""
        faults.add(fields.node(key)?.mark, "cannot read \"\(key)\": got \"\(text)\"; want \(want)")
    }

    private func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 &- UInt8(ascii: "a") < 26 }

    private mutating func readStrip(_ fields: Fields) -> [[UInt8]] {
        let texts = fields.texts("strip", &faults) ?? []
        if texts.isEmpty {
            faults.add(fields.mark(of: "strip"), "cannot strip nothing: want a list of texts such as [\"$\", kWh]")
        }
        return texts.compactMap { item in
            // Blanks around a text are ignored in cells, so they cannot be required.
            let text = Array(item.text.utf8)
            let bare = trimmedWidely(text.span, text.indices).map { text[$0] }
            let isPartOfNumbers = bare.first.map { $0 &- UInt8(ascii: "0") < 10 } ?? false
            let isSign = ["-", "+", ".", ",", "(", ")"].contains(String(decoding: bare, as: UTF8.self))
            if !bare.isEmpty && !isPartOfNumbers && !isSign { return bare }
            faults.add(
                item.mark,
                "cannot strip \"\(item.text)\" from numbers: want a currency, a unit or another text that is no "
                    + "part of a number")
            return nil
        }
    }

    /// Reads `map:` of a value.
    mutating func readWords(_ fields: Fields) -> [NumberForm.Word] {
        guard let node = fields.node("map") else { return [] }
        guard case .mapping(let entries) = node.content, !entries.isEmpty else {
            faults.add(node.mark, "cannot read \"map\": got \(node.kind); want {TEXT: NUMBER}")
            return []
        }
        var known: Set<[UInt8]> = []
        return entries.compactMap { entry in
            let text = Array(entry.key.utf8)
            let bare = trimmedWidely(text.span, text.indices).map { text[$0] }
            if !known.insert(bare).inserted {
                let name = String(decoding: bare, as: UTF8.self)
                faults.add(entry.keyMark, "cannot map \"\(name)\" twice: want each text once")
            }
            return entry.value.number(as: "a mapped number", &faults).map { NumberForm.Word(bare, $0) }
        }
    }
}
