/// Makes the files of a span, a second at a time.
package struct Making {
    /// The files, in the order of streams, windows and incidents.
    package private(set) var files: [MadeFile]
    /// The next second to make, since 1970.
    package private(set) var next: Int64

    private let from: Int64
    private let to: Int64
    private var plans: [Plan]
    private var runs: [[StreamRun]]
    private var rows: [Rows]
    private var order: [Int] = []
    private var keys: [UInt64] = []
    private var writers: [LineWriter]
    private let windowsOf: [[Int]]
    private var declaredWindows: [Window]
    private var windows: [WindowRun]
    private var windowRows: [Rows]
    private var log: IncidentLog?
    private let knowsTimes: Bool

    /// The seconds `from` up to but not `to`, for one plan or for several side by side, which have the same streams.
    /// Also makes the seconds before `from` that it needs, without writing them. With `knowsTimes` lines can be taken
    /// up to an instant, and the files begin without what is `known`.
    package init(
        _ plans: [Plan], windows: [Window], log: IncidentLog?, from: Int64, to: Int64, knowsTimes: Bool = false
    ) {
        (self.plans, self.from, self.to, self.log, self.knowsTimes) = (plans, from, to, log, knowsTimes)
        let streams = plans[0].streams
        runs = streams.indices.map { stream in plans.map { StreamRun($0, stream: stream) } }
        rows = streams.map { Rows(width: $0.width) }
        declaredWindows = windows
        self.windows = windows.map { WindowRun($0, plans[0]) }
        windowRows = windows.map { Rows(width: $0.output.width) }
        windowsOf = streams.indices.map { stream in windows.indices.filter { windows[$0].stream == stream } }
        let outputs = streams + windows.map { $0.output } + (log.map { [$0.output] } ?? [])
        writers = outputs.map { LineWriter($0) }
        files = outputs.map { MadeFile($0.file, header: LineWriter.header($0), knowsTimes: knowsTimes) }
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
        if next == from && !knowsTimes { writeLog { [from] in $0.appendKnown(at: from * 1000, to: &$1) } }
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
    package mutating func take(_ file: Int) -> [UInt8] { files[file].take() }

    /// Takes the lines of a file whose times are at most `time` (milliseconds since 1970).
    package mutating func take(_ file: Int, upTo time: Int64) -> Lines { files[file].take(upTo: time) }

    /// The first lines of a file of incidents that grows: what is true in the last second that is made.
    package func known() -> [UInt8] {
        guard let log else { return [] }
        var rows = Rows(width: log.output.width)
        log.appendKnown(at: (next - 1) * 1000, to: &rows)
        var writer = writers[writers.count - 1]
        var bytes: [UInt8] = []
        for row in 0..<rows.count { writer.append(rows, row, to: &bytes) }
        return bytes
    }

    /// Lets other incidents happen, by the numbers of their scenarios. What is made stays.
    package mutating func adopt(_ incidents: [[Incident]]) {
        plans = plans.map { $0.with(incidents) }
        log = log?.with(incidents)
        distribute()
    }

    /// Goes on with other numbers and incidents: plans and windows of the same catalogue, in the same order. What is
    /// made stays, and what is the same in the plans is made as before.
    package mutating func adopt(_ plans: [Plan], _ windows: [Window], _ incidents: [[Incident]]) {
        self.plans = plans
        declaredWindows = windows
        adopt(incidents)
    }

    private mutating func distribute() {
        for stream in runs.indices {
            for plan in plans.indices { runs[stream][plan].adopt(plans[plan]) }
        }
        for window in windows.indices { windows[window].adopt(declaredWindows[window], plans[0]) }
    }

    /// The rows that somebody asked for and that are not made yet.
    package var askedCount: Int { runs.joined().reduce(0) { $0 + $1.askedCount } }

    /// Makes a row of a stream with some cells as given, at the beginning of a second that is not made yet. It is
    /// written with the rows of that second, and windows hold it as any other. `number` tells such rows apart. Returns
    /// its line.
    package mutating func ask(
        _ path: KindPath, _ given: [(slot: Value.Slot, text: [UInt8])], in second: Int64, number: Int64
    ) -> [UInt8] {
        let rows = runs[path.stream][0].ask(path.kind, given, at: second * 1000, number)
        var line: [UInt8] = []
        writers[path.stream].append(rows, 0, to: &line)
        return line
    }

    /// Goes on with a later second. The rows between are never made, but the incidents' starts and ends are written.
    package mutating func skip(to second: Int64) {
        guard second > next else { return }
        writeLog { [next] in $0.append(next * 1000..<second * 1000, to: &$1) }
        for stream in runs.indices {
            for plan in runs[stream].indices { runs[stream][plan].skip(to: second) }
        }
        next = second
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
        for row in order { files[file].append(rows, row, &writers[file]) }
    }

    private mutating func writeLog(_ append: (IncidentLog, inout Rows) -> Void) {
        guard let log else { return }
        var rows = Rows(width: log.output.width)
        append(log, &rows)
        order = Array(0..<rows.count)
        write(rows, files.count - 1)
    }
}
