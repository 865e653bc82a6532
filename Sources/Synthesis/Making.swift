/// Makes the files of a span, a second at a time.
package struct Making {
    /// The files, in the order of streams, windows and incidents: their names and what is made of them so far.
    package private(set) var files: [(name: String, bytes: [UInt8], rows: Int)]
    /// The next second to make, since 1970.
    package private(set) var next: Int64

    private let from: Int64
    private let to: Int64
    private var runs: [[StreamRun]]
    private var rows: [Rows]
    private var order: [Int] = []
    private var keys: [UInt64] = []
    private var writers: [LineWriter]
    private let windowsOf: [[Int]]
    private var windows: [WindowRun]
    private var windowRows: [Rows]
    private let log: IncidentLog?

    /// The seconds `from` up to but not `to`, for one plan or for several side by side, which have the same streams.
    /// Also makes the seconds before `from` that it needs, without writing them.
    package init(_ plans: [Plan], windows: [Window], log: IncidentLog?, from: Int64, to: Int64) {
        (self.from, self.to, self.log) = (from, to, log)
        let streams = plans[0].streams
        runs = streams.indices.map { stream in plans.map { StreamRun($0, stream: stream) } }
        rows = streams.map { Rows(width: $0.width) }
        self.windows = windows.map { WindowRun($0, plans[0]) }
        windowRows = windows.map { Rows(width: $0.output.width) }
        windowsOf = streams.indices.map { stream in windows.indices.filter { windows[$0].stream == stream } }
        let outputs = streams + windows.map { $0.output } + (log.map { [$0.output] } ?? [])
        writers = outputs.map { LineWriter($0) }
        files = outputs.map { ($0.file, LineWriter.header($0), 0) }
        next = from - Self.lookBack(streams, windows)
    }

    /// Seconds before a second on which its rows may depend.
    private static func lookBack(_ streams: [Stream], _ windows: [Window]) -> Int64 {
        let follow = streams.flatMap { $0.kinds }.flatMap { $0.followers }.map { $0.reach }.max() ?? 0
        let over = windows.flatMap { $0.columns }.map { $0.over }.max() ?? 0
        return follow == 0 && over == 0 ? 0 : (follow + over) / 1000 + 60
    }

    /// The part that is made, from 0 to 1.
    package var progress: Double { max(0, Double(next - from) / Double(max(1, to - from))) }

    /// Makes the next second. False at the end.
    package mutating func step() -> Bool {
        if next >= to { return false }
        let isWritten = next >= from
        if next == from { writeLog { [from] in $0.appendKnown(at: from * 1000, to: &$1) } }
        for stream in runs.indices {
            rows[stream].removeAll()
            for plan in runs[stream].indices { runs[stream][plan].append(next, to: &rows[stream]) }
            if rows[stream].count == 0 { continue }
            sort(rows[stream])
            for window in windowsOf[stream] { windows[window].take(rows[stream], order) }
            if isWritten { write(rows[stream], stream) }
        }
        let end = (next + 1) * 1000
        for window in windows.indices {
            windowRows[window].removeAll()
            windows[window].append(at: end, to: &windowRows[window])
            order = Array(0..<windowRows[window].count)
            if isWritten { write(windowRows[window], runs.count + window) }
        }
        if isWritten { writeLog { [next] in $0.append(next * 1000..<end, to: &$1) } }
        next += 1
        return true
    }

    /// Takes what is made of a file so far.
    package mutating func take(_ file: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        swap(&bytes, &files[file].bytes)
        return bytes
    }

    /// Puts the rows of a second in the order of their times; rows of one millisecond stay in the order they were made.
    private mutating func sort(_ rows: Rows) {
        keys.removeAll(keepingCapacity: true)
        for row in 0..<rows.count {
            keys.append(UInt64(floorModulo(rows.times[row], 1000)) << 48 | UInt64(row))
        }
        keys.sort()
        order.removeAll(keepingCapacity: true)
        for key in keys { order.append(Int(key & 0xFFFF_FFFF_FFFF)) }
    }

    private mutating func write(_ rows: Rows, _ file: Int) {
        for row in order { writers[file].append(rows, row, to: &files[file].bytes) }
        files[file].rows += order.count
    }

    private mutating func writeLog(_ append: (IncidentLog, inout Rows) -> Void) {
        guard let log else { return }
        var rows = Rows(width: log.output.width)
        append(log, &rows)
        order = Array(0..<rows.count)
        write(rows, files.count - 1)
    }
}
