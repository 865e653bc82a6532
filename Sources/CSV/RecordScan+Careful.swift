import Bytes

extension RecordScan {
    /// Implements `run` for every dialect. Slower than `walk`, which does the same for dialects without `escape` and
    /// `trims`, with line ends within quotes.
    mutating func walkCarefully(
        _ bytes: Span<UInt8>, from start: Int, atEnd: Bool, _ known: inout Known
    ) -> Result {
        begin()
        let limit = bytes.count - start > maximumBytes ? start + maximumBytes + 1 : bytes.count
        var (at, state) = (start, State.start)
        var field = RawField(start: start, end: start, isQuoted: false)
        // The value of `lines` at the start of the field, and the offset behind its closing quote.
        var (firstLine, closed): (UInt32, Int) = (0, 0)
        while at < limit {
            let byte = bytes[at]
            at += 1
            let isBreak = byte == 0x0A || byte == 0x0D
            switch state {
            case .quoted where byte == quote: (state, closed) = (.closing, at)
            case .quoted where byte == dialect.escape:
                if at == limit { return open(bytes, at, from: start, atEnd: atEnd, reach: at - 1) }
                // An escape does not change the state at a line end, because `Known` needs the same state there.
                if bytes[at] != 0x0A && bytes[at] != 0x0D { at += 1 }
            case .quoted where isBreak:
                if !dialect.isMultiline { return .stray(reach: at) }
                if byte == 0x0D || bytes[at - 2] != 0x0D { lines += 1 }
                if at < known.strayAt { return .stray(reach: known.strayAt) }
                if at < known.openUpTo && known.openUpTo <= limit { (at, known.openUpTo) = (known.openUpTo, 0) }
            case .quoted: break
            case .closing where byte == quote && closed == at - 1: state = .quoted
            case .start where byte == quote:
                (state, field.isQuoted, field.start) = (.quoted, true, at - 1)
            case .start, .literal, .closing:
                if byte != delimiter && !isBreak {
                    if trimsAway(byte) && state != .literal { continue }
                    if state == .closing && lines > firstLine { return .stray(reach: at) }
                    state = .literal
                    continue
                }
                end(&field, bytes, at - 1, state, closed)
                (state, firstLine) = (.start, lines)
                guard let end = lineEnd(bytes, at: at - 1, atEnd: atEnd) else { continue }
                lines += 1
                return end.isWhole ? .finished(end: at - 1, next: end.next) : .unfinished
            }
        }
        if state == .quoted { return open(bytes, at, from: start, atEnd: atEnd, reach: at) }
        if at - start > maximumBytes { return .tooLong(next: at) }
        if !atEnd { return .unfinished }
        end(&field, bytes, at, state, closed)
        return .finished(end: at, next: at)
    }

    /// The result of a scan whose bytes end within quotes.
    private func open(_ bytes: Span<UInt8>, _ at: Int, from start: Int, atEnd: Bool, reach: Int) -> Result {
        at - start > maximumBytes || atEnd ? .unclosed(reach: reach) : .unfinished
    }

    /// Finishes a field whose last byte is before `end`, without the blanks around it if the dialect trims cells.
    private mutating func end(
        _ field: inout RawField, _ bytes: Span<UInt8>, _ end: Int, _ state: State, _ closed: Int
    ) {
        if dialect.trims {
            let kept = field.isQuoted ? closed : field.start
            let cell = trimmed(bytes, kept..<end)
            if !field.isQuoted { field.start = cell.lowerBound }
            finish(&field, field.isQuoted && state == .closing ? closed : cell.upperBound)
        } else {
            finish(&field, end)
        }
        field = RawField(start: end + 1, end: end + 1, isQuoted: false)
    }

    private func trimsAway(_ byte: UInt8) -> Bool { dialect.trims && isBlank(byte) }
}
