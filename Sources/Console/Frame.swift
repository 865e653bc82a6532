import Metrics

/// A frame that several browsers get.
struct SharedFrame {
    let since: Int
    let row: Int
    let linesKnown: Int
    let bytes: [UInt8]
}

/// How far a browser's stream is.
package struct StreamPosition {
    /// The epoch whose `hello` it has; 0 before the first.
    fileprivate(set) var epoch = 0
    /// The last frame that it has; -1 if it has none of this epoch.
    fileprivate var frame = -1
    /// The next step to send, and within a block of steps the next line and the end of the block.
    fileprivate var row = 0
    fileprivate var block: (line: Int, end: Int)?
    fileprivate var lines = 0

    /// The beginning of a stream.
    package init() {}
}

extension GridHistory {
    /// The most values of steps in a frame; steps with more values go out as `history`.
    private static let frameValues = 8192
    /// The values of a block of steps, and the bytes after which an event of it ends.
    private static let blockValues = 4096
    private static let eventBytes = 8192

    /// A stream that goes on behind a frame whose id it tells, if that is possible.
    package func position(behind id: String?) -> StreamPosition {
        var position = StreamPosition()
        let parts = (id ?? "").split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, Int(parts[0]) == generation, let frame = Int(parts[1]), canGoOn(behind: frame) else {
            return position
        }
        position.epoch = epoch
        position.frame = frame
        position.row = firstRow(after: frame)
        position.lines = lines.lines.count
        return position
    }

    /// What a stream gets next: `hello` (made by `opening`), steps, or what has changed; nil if it has everything.
    package func next(_ position: inout StreamPosition, opening: () -> [UInt8]) -> [UInt8]? {
        if position.epoch != epoch {
            position = StreamPosition()
            position.epoch = epoch
            position.row = firstRow
            position.lines = lines.lines.count
            return opening()
        }
        if let steps = steps(&position) { return steps }
        guard position.frame < frame else { return nil }
        let bytes = frame(since: position.frame, row: position.row, linesKnown: position.lines)
        position.frame = frame
        position.row = endRow
        position.lines = lines.lines.count
        return bytes
    }

    /// The next event `history`; nil if there are too few steps for one.
    private func steps(_ position: inout StreamPosition) -> [UInt8]? {
        position.row = max(position.row, firstRow)
        let missing = endRow - position.row
        if position.block == nil {
            guard missing > 0, position.frame < 0 || missing * lines.valueCount > Self.frameValues else { return nil }
            position.block = (0, position.row + min(missing, max(1, Self.blockValues / max(1, lines.valueCount))))
        }
        guard let block = position.block, block.end > position.row, block.line < lines.lines.count else {
            position.row = max(position.row, position.block?.end ?? 0)
            position.block = nil
            return steps(&position)
        }
        let values = rows[position.row - firstRow..<block.end - firstRow].map { $0.values }
        var text: [UInt8] = []
        text.append("event: history\ndata: {\"first\":\(position.row),\"lines\":[")
        var line = block.line
        while line < lines.lines.count && text.count < Self.eventBytes {
            if line > block.line { text.append(",") }
            text.append("[\(line),")
            let first = position.row
            text.append(list: values.indices) { $0.append(values: value(of: line, values[$1], at: first + $1)) }
            text.append("]")
            line += 1
        }
        text.append("]}")
        text.endEvent()
        if line < lines.lines.count {
            position.block = (line, block.end)
        } else {
            position.row = block.end
            position.block = nil
        }
        return text
    }

    /// The values of a line in a step; not shown where the step was kept before the line was.
    private func value(of line: Int, _ values: [Double], at step: Int) -> ArraySlice<Double> {
        let line = lines.lines[line]
        if line.offset < values.count && step >= line.since { return values[line.offset..<line.offset + line.stride] }
        return [Family.notShown]
    }

    /// What has changed since a frame, shared by all streams that have it. O(lines) for the first of them.
    private func frame(since: Int, row: Int, linesKnown: Int) -> [UInt8] {
        if let known = shared.first(where: { $0.since == since && $0.row == row && $0.linesKnown == linesKnown }) {
            return known.bytes
        }
        var text: [UInt8] = []
        text.append("id: \(generation)-\(frame)\nevent: frame\ndata: {\"n\":\(frame),")
        text += head
        if linesKnown < lines.lines.count {
            text.append(",\"lines\":")
            appendLines(from: linesKnown, to: &text)
        }
        text.append(",\"v\":")
        text.append(list: changed(since: since)) { text, index in
            let line = lines.lines[index]
            text.append("[\(index),")
            text.append(values: current[line.offset..<line.offset + line.stride])
            text.append("]")
        }
        if since < 0 { appendPart(&text) }
        text.append(",\"rows\":")
        text.append(list: row..<max(row, endRow)) { appendRow($1, to: &$0) }
        text.append("}")
        text.endEvent()
        shared.append(SharedFrame(since: since, row: row, linesKnown: linesKnown, bytes: text))
        return text
    }

    /// What the step under way has counted so far.
    private func appendPart(_ text: inout [UInt8]) {
        let part = increases(current)
        text.append(",\"part\":")
        // Lines that have come since have no values yet.
        let risen = lines.lines.indices.prefix(while: { lines.lines[$0].offset < current.count }).filter { index in
            let line = lines.lines[index]
            return rises(line.family) && part[line.offset..<line.offset + line.stride].contains { $0 != 0 && !$0.isNaN }
        }
        text.append(list: risen) { text, index in
            let line = lines.lines[index]
            text.append("[\(index),")
            text.append(values: part[line.offset..<line.offset + line.stride])
            text.append("]")
        }
    }

    /// A step as a frame tells it: only what has increased, or is not what it was.
    private func appendRow(_ step: Int, to text: inout [UInt8]) {
        let values = rows[step - firstRow].values
        let before = step > firstRow ? rows[step - firstRow - 1].values : []
        text.append("[\(step),")
        let told = lines.lines.indices.filter { index in
            let line = lines.lines[index]
            let now = value(of: index, values, at: step)
            if rises(line.family) { return now.contains { $0 != 0 } }
            return !before.indices.contains(line.offset)
                || now.elementsBitwiseDiffer(value(of: index, before, at: step - 1))
        }
        text.append(list: told) { text, index in
            text.append("[\(index),")
            text.append(values: value(of: index, values, at: step))
            text.append("]")
        }
        text.append("]")
    }
}

extension ArraySlice<Double> {
    fileprivate func elementsBitwiseDiffer(_ other: ArraySlice<Double>) -> Bool {
        count != other.count || zip(self, other).contains { $0.bitPattern != $1.bitPattern }
    }
}
