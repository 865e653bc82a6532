/// Makes the rows of one window.
struct WindowRun {
    private var window: Window
    private var writer: CellWriter
    private let key: Key
    private var states: [FoldState]

    init(_ window: Window, _ plan: Plan) {
        self.window = window
        writer = CellWriter(plan: plan)
        key = plan.key.with(window.output.name)
        states = window.columns.map { FoldState($0) }
    }

    /// Goes on with other incidents or other numbers. The window has the same columns.
    mutating func adopt(_ window: Window, _ plan: Plan) {
        self.window = window
        writer = CellWriter(plan: plan)
        for index in states.indices { states[index].adopt(window.columns[index]) }
    }

    /// Takes rows of the stream, in this order.
    mutating func take(_ rows: Rows, _ order: [Int]) {
        for row in order where window.kinds?.contains(rows.kinds[row]) ?? true {
            for index in states.indices { states[index].take(rows, row) }
        }
    }

    /// Appends the row of a window that ends at `time`, if one does.
    mutating func append(at time: Int64, to rows: inout Rows) {
        guard floorModulo(time, window.interval) == 0 else { return }
        let row = rows.add(at: time, kind: 0)
        for (index, column) in window.columns.enumerated() {
            rows.begin()
            states[index].append(at: time, to: &rows)
            rows.end(row, column.slot)
        }
        var chance = key.with(time).chance
        writer.write(window.output.kinds[0].cells, &rows, row, &chance)
    }
}
