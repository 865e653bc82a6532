/// What the cells of a column are in a language that knows more than texts.
package enum ColumnForm: Sendable {
    /// Texts, and numbers that are none: names, accounts, identities.
    case text
    /// Decimal numbers, or empty cells.
    case number
    /// `true`, `false` or empty cells.
    case boolean
}

extension Stream {
    /// What the cells of a column are, by the values that the stream's kinds have there. An incident may set others.
    package func form(of slot: Value.Slot) -> ColumnForm {
        if isAlways(.boolean, slot) { return .boolean }
        return isAlways(.number, slot) ? .number : .text
    }

    private func isAlways(_ form: ColumnForm, _ slot: Value.Slot, depth: Int = 0) -> Bool {
        // A cell that is the same as another has one of a few ways to its value.
        if depth > 8 { return true }
        let cells = kinds.flatMap { $0.cells } + oddities.flatMap { $0.cells } + derived
        let values = cells.filter { $0.slot == slot }.map { $0.value }
        let truths = self.truths.filter { $0.slot == slot }.flatMap { [$0.usual] + $0.scenarios }
        let isEmpty =
            truths.allSatisfy { $0.isEmpty } && values.allSatisfy { if case .text([]) = $0 { true } else { false } }
        if isEmpty { return false }
        return truths.allSatisfy { form.takes($0) } && values.allSatisfy { isAlways(form, $0, depth) }
    }

    private func isAlways(_ form: ColumnForm, _ value: Value, _ depth: Int) -> Bool {
        switch value {
        case .text(let text): form.takes(text)
        case .choice(let choice): choice.all.allSatisfy { form.takes($0) }
        case .same(let slot): isAlways(form, slot, depth: depth + 1)
        case .lookup(_, let cases, let otherwise):
            isAlways(form, otherwise, depth) && cases.allSatisfy { isAlways(form, $0.value, depth) }
        case .first(let rules, let otherwise):
            isAlways(form, otherwise, depth) && rules.allSatisfy { isAlways(form, $0.value, depth) }
        case .number, .product, .rowNumber, .total, .count: form == .number
        case .identity, .uuid, .hexadecimal, .address, .template, .profile: false
        }
    }
}

extension Window {
    /// What the cells of folded columns are.
    package func forms(over streams: [Stream]) -> [Value.Slot: ColumnForm] {
        var forms: [Value.Slot: ColumnForm] = [:]
        for column in columns {
            if case .last(let slot, _) = column.fold {
                forms[column.slot] = streams[stream].form(of: slot)
            } else {
                forms[column.slot] = .number
            }
        }
        return forms
    }
}

extension ColumnForm {
    /// Whether a constant cell is of this form.
    fileprivate func takes(_ text: [UInt8]) -> Bool {
        switch self {
        case .text: true
        case .boolean: text.isEmpty || text == Array("true".utf8) || text == Array("false".utf8)
        case .number: text.isEmpty || Synthesis.number(text, text.indices) != nil
        }
    }
}
