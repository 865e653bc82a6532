package import EventTime
package import Metrics

/// What the console remembers of a pass: the values of every kept line at each step of a grid, and since which frame
/// each line shows its present value. A browser that comes late sees the same as one that was there from the start.
///
/// Of counters and histograms it keeps the increase within each step, of gauges and infos the value at its end. After a
/// seek backward the steps up to the target stay as they were and those behind it go; the first step behind it counts
/// from the target on. A pass that begins anew, in a loop or after a restart, begins with an empty grid.
package final class GridHistory {
    /// Tells this configuration of this process from all others.
    package let generation: Int
    /// Goes up when what browsers know is no longer true: they begin anew.
    private(set) var epoch = 1
    /// The grid; nil before the first pass.
    private(set) var grid: Grid?
    var lines = Lines()
    /// The steps from `firstRow` on.
    private(set) var rows: [PackedRow] = []
    private(set) var firstRow = 0
    /// The frame that is the first to tell each of `rows`.
    private var rowFrames: [Int] = []
    /// The values at the end of the last step.
    private var previous: [Double] = []
    private var next: Instant?
    private let families: [FamilyDescription]

    /// The number of the last frame; its changes are in `changedAt`.
    private(set) var frame = 0
    /// The first frame of this epoch, and the last one that told of new lines.
    private var epochFrame = 1
    private var linesFrame = 0
    /// The values of the last frame, and for each line the frame that changed it. Empty before the first browser.
    private(set) var current: [Double] = []
    private var changedAt: [Int] = []
    /// What the last frame says besides values.
    private(set) var head: [UInt8] = []
    var shared: [SharedFrame] = []
    var pins: [Pinned] = []

    /// Remembers nothing yet. `families` are those of the registry that it will see.
    package init(generation: Int, families: [FamilyDescription]) {
        self.generation = generation
        self.families = families
    }

    /// Whether the series of a family only ever rise, so that steps tell their increase.
    func rises(_ family: Int) -> Bool { families[family].type == .counter || families[family].type == .histogram }

    /// Whether the series of a family have labels.
    func hasLabels(_ family: Int) -> Bool { !families[family].labels.isEmpty }

    /// The length of a step in nanoseconds; a minute before the first pass.
    package var step: Int64 { grid?.step ?? 60_000_000_000 }

    /// The step at which the clock must stop next, up to and with `instant`; nil if there is none. The end of a pass is
    /// no stop, because `reached` tells the end too.
    package func nextStop(through instant: Instant) -> Instant? {
        guard let next, let grid, next <= instant else { return nil }
        if let end = grid.end { return next < end ? next : nil }
        let missed = grid.step(through: instant) - grid.step(through: next)
        // Nobody sees what has left the window: a clock that slept goes on at its end.
        if missed > grid.steps { skip(missed - grid.steps) }
        return self.next
    }

    /// Begins at `instant`, the start of a pass or the target of a seek backward, with the values of this moment.
    package func begin(at instant: Instant, on grid: Grid, passStart: Instant?, _ registry: borrowing Registry) {
        let change = lines.update(registry)
        if change == .all { (current, changedAt) = ([], []) }
        if change == .all || self.grid != grid || instant <= passStart ?? instant {
            (rows, rowFrames, firstRow) = ([], [], 0)
        }
        self.grid = grid
        let kept = min(rows.count, grid.step(through: instant) + 1)
        rows.removeLast(rows.count - kept)
        rowFrames.removeLast(rowFrames.count - kept)
        previous = []
        lines.append(registry, to: &previous)
        next = grid.next(after: instant)
        startEpoch()
        if rows.isEmpty { keep(previous) }
    }

    /// Takes the values at the end of a step, or at the end of the pass.
    package func reached(_ instant: Instant, _ registry: borrowing Registry) {
        guard let grid, let next, instant >= next || instant == grid.end else { return }
        if grid.end != nil && firstRow + rows.count > grid.steps { return }
        refresh(registry)
        var values: [Double] = []
        lines.append(registry, to: &values)
        keep(values)
        self.next = grid.next(after: instant)
        if grid.end == nil && rows.count > grid.steps + 1 {
            rows.removeFirst()
            rowFrames.removeFirst()
            firstRow += 1
        }
    }

    /// Looks at the values for a frame. `head` is what the frame says besides them. Returns whether there is a new one:
    /// something has changed since the last. O(values).
    package func look(_ registry: borrowing Registry, head: [UInt8]) -> Bool {
        shared = []
        refresh(registry)
        var values: [Double] = []
        lines.append(registry, to: &values)
        var isNew = head != self.head || frame < epochFrame || linesFrame > frame || rowFrames.last ?? 0 > frame
        let known = changedAt.count
        for (index, line) in lines.lines.enumerated() {
            let range = line.offset..<line.offset + line.stride
            let isSame =
                index < known && !range.contains { values[$0].bitPattern != current[$0].bitPattern }
            if index >= known { changedAt.append(frame + 1) } else if !isSame { changedAt[index] = frame + 1 }
            if !isSame { isNew = true }
        }
        self.head = head
        current = values
        if isNew { frame += 1 }
        return isNew
    }

    /// Looks at everything but the values, which scrapes do not show yet.
    package func look(head: [UInt8]) -> Bool {
        shared = []
        let isNew = head != self.head || frame < epochFrame
        self.head = head
        if isNew { frame += 1 }
        return isNew
    }

    /// Forces everybody to begin anew, because what `hello` says has changed.
    func startEpoch() {
        epoch += 1
        epochFrame = frame + 1
    }

    /// Whether a browser with a frame of this generation can go on behind it.
    func canGoOn(behind frame: Int) -> Bool {
        frame >= epochFrame && frame <= self.frame && frame >= linesFrame && grid != nil
    }

    /// The first of the steps that a browser with a frame lacks.
    func firstRow(after frame: Int) -> Int {
        firstRow + (rowFrames.firstIndex { $0 > frame } ?? rows.count)
    }

    /// The step behind the last one.
    var endRow: Int { firstRow + rows.count }

    /// The lines whose values have changed since a frame.
    func changed(since frame: Int) -> [Int] { changedAt.indices.filter { changedAt[$0] > frame } }

    /// Lets the next frame tell of new lines.
    func newLines() { if frame >= epochFrame { linesFrame = frame + 1 } }

    /// Takes over new lines.
    func refresh(_ registry: borrowing Registry) {
        switch lines.update(registry) {
        case .nothing: return
        case .all:
            (rows, rowFrames, firstRow, previous) = ([], [], 0, [])
            (current, changedAt) = ([], [])
            if let grid, let next { firstRow = grid.step(through: next) }
            startEpoch()
        case .more: newLines()
        }
    }

    private func keep(_ values: [Double]) {
        rows.append(PackedRow(increases(values)))
        previous = values
        rowFrames.append(frame + 1)
    }

    /// The values, those that only rise as what they have gained since the last step. A counter that is new began at 0;
    /// one that follows a column begins where it was first seen.
    func increases(_ values: [Double]) -> [Double] {
        var row = values
        let (previous, tellings) = (self.previous, lines.tellings)
        for place in values.indices where tellings[place] != .level {
            if values[place].bitPattern == Family.notShown.bitPattern { continue }
            let isNew = place >= previous.count
            let before = isNew ? tellings[place] == .increase ? 0 : Family.notShown : previous[place]
            row[place] = before.bitPattern == Family.notShown.bitPattern ? 0 : values[place] - before
        }
        return row
    }

    private func skip(_ steps: Int) {
        guard let grid else { return }
        (rows, rowFrames) = ([], [])
        firstRow = grid.step(through: next ?? grid.start) + steps
        next = next?.advanced(by: Int64(steps) * grid.step)
    }
}
