/// Writes the cells of rows.
struct CellWriter {
    let plan: Plan

    /// Sets the cells of a row, but those in `preset`.
    func write(
        _ assignments: [Assignment], _ rows: inout Rows, _ row: Int, _ chance: inout SplitMix64,
        of occurrence: Occurrence? = nil, except preset: [Value.Slot] = []
    ) {
        for assignment in assignments where preset.isEmpty || !preset.contains(assignment.slot) {
            if case .same(let source) = assignment.value {
                rows.copy(row, from: source, to: assignment.slot)
                continue
            }
            rows.begin()
            append(assignment.value, &rows, row, &chance, occurrence)
            rows.end(row, assignment.slot)
        }
    }

    private func append(
        _ value: Value, _ rows: inout Rows, _ row: Int, _ chance: inout SplitMix64, _ occurrence: Occurrence?
    ) {
        switch value {
        case .text(let text): rows.append(text)
        case .choice(let choice): rows.append(choice.draw(&chance))
        case .number(let rule):
            rows.append(rule.draw(&chance, at: rows.times[row], of: occurrence), decimals: rule.decimals)
        case .identity(let identity): append(identity, &rows, row, &chance, occurrence)
        case .uuid: rows.appendUUID(chance.next(), chance.next())
        case .hexadecimal(let count): rows.appendHexadecimal(count, &chance)
        case .address(let pool):
            rows.appendAddress(pool.map { $0.draw(&chance, of: occurrence).value } ?? chance.next())
        case .same(let slot): rows.append(row, slot)
        case .product(let slot, let rule, let decimals):
            let factor = rule.draw(&chance, at: rows.times[row], of: occurrence)
            rows.append((number(rows.bytes, rows.cell(row, slot)) ?? 0) * factor, decimals: decimals)
        case .lookup(let slot, let entries, let otherwise):
            let cell = rows.cell(row, slot)
            let entry = entries.first { isText($0.cell, rows.bytes, cell) }
            append(entry?.value ?? otherwise, &rows, row, &chance, occurrence)
        case .template(let pieces):
            for piece in pieces {
                switch piece {
                case .text(let text): rows.append(text)
                case .cell(let slot): rows.append(row, slot)
                }
            }
        case .rowNumber(let first): rows.append(UInt64(max(0, first + rows.ordinal)), width: 1)
        case .profile: rows.append(plan.profile)
        case .first(let rules, let otherwise):
            let rule = rules.first { rows.holds($0.conditions, row) }
            append(rule?.value ?? otherwise, &rows, row, &chance, occurrence)
        case .total(let total): append(total, &rows, row)
        case .count(let count): rows.append(plan.mean(count, at: rows.times[row]), decimals: count.decimals)
        }
    }

    private func append(
        _ identity: Identity, _ rows: inout Rows, _ row: Int, _ chance: inout SplitMix64, _ occurrence: Occurrence?
    ) {
        let key: UInt64
        switch identity.source {
        case .range: key = UInt64(chance.number(below: identity.numbers.count))
        case .pool(let pool): key = pool.draw(&chance, of: occurrence).value
        case .owned(let slot, let count):
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for index in rows.cell(row, slot) { hash = (hash ^ UInt64(rows.bytes[index])) &* 0x100_0000_01B3 }
            key = mixed(hash ^ UInt64(chance.number(below: count)))
        }
        rows.append(identity.prefix)
        rows.append(UInt64(identity.number(key)), width: identity.width)
    }

    private func append(_ total: Total, _ rows: inout Rows, _ row: Int) {
        var sum = total.start
        for part in total.parts {
            let excess = (number(rows.bytes, rows.cell(row, part.slot)) ?? 0) - part.above
            sum += part.times * max(0, excess)
        }
        rows.append(max(sum, total.least), decimals: 2)
    }
}
