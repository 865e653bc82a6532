// Finds the indentation that a misplaced line was meant to have. Runs only after a fault is found: O(n) in the lines
// above.
extension Parser {
    /// A column at which the lines above let further keys or items begin.
    struct Level: Equatable {
        let column: Int
        /// The nearest line above that has a key or item at this column.
        let line: Int
        let isItem: Bool
    }

    /// The fault of a line whose indentation matches no line above. Proposes the nearest column at which a line of its
    /// kind, key or item, may begin; both columns if two are equally near.
    func misplacedLine() -> SyntaxError {
        let levels = levels()
        if levels.isEmpty { return refused(.textAfterValue(restOfLine)) }
        let alike = levels.filter { $0.isItem == isAtDash }
        if alike.isEmpty { return refused(isAtDash ? .itemAmongKeys : .keyAmongItems(restOfLine, item: nil)) }
        func distance(_ level: Level) -> Int { abs(level.column - column) }
        let least = alike.map(distance).min()
        let wanted = alike.filter { distance($0) == least }.map { ($0.column, $0.line) }
        return refused(.indentation(found: column, wanted: wanted))
    }

    /// The fault of a line that is deeper than the key or dash of the scalar above: a misplaced key or item, or text
    /// that continues the scalar.
    func lineBelowScalar() -> SyntaxError {
        let isKeyOrItem = isAtDash || isAtKey
        return isKeyOrItem && levels().contains { $0.isItem == isAtDash } ? misplacedLine() : refused(.continuedScalar)
    }

    /// The fault of a key at the column of the dashes above; it may belong to the last item.
    func keyAmongItems() -> SyntaxError {
        let item = levels().filter { !$0.isItem && $0.column > column }.min { $0.column < $1.column }
        return refused(.keyAmongItems(restOfLine, item: item.map { ($0.column, $0.line) }))
    }

    private var isAtKey: Bool {
        var probe = self
        return (try? probe.key(in: .block)) != nil && probe.isAtColon
    }

    /// The levels that the lines above leave open, from the nearest line up.
    private func levels() -> [Level] {
        var levels: [Level] = []
        var (end, line, open) = (position - column, mark.line, Int.max)
        while end > 0 {
            let start = scalars[..<(end - 1)].lastIndex(of: "\n").map { $0 + 1 } ?? 0
            line -= 1
            let found = self.levels(from: start, line: line)
            levels += found.filter { level in
                level.column <= open && !levels.contains { $0.column == level.column && $0.isItem == level.isItem }
            }
            open = min(open, found.first?.column ?? open)
            end = start
        }
        return levels
    }

    /// The dashes and the key of the line that begins at `start`.
    private func levels(from start: Int, line: Int) -> [Level] {
        var levels: [Level] = []
        var probe = moved(toLine: line, at: start)
        while probe.next == " " { probe.advance() }
        while probe.isAtDash {
            levels.append(Level(column: probe.column, line: line, isItem: true))
            probe.advance()
            while probe.next == " " { probe.advance() }
        }
        if probe.isAtKey { levels.append(Level(column: probe.column, line: line, isItem: false)) }
        return levels
    }
}
