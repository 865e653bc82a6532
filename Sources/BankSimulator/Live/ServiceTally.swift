import Synthesis
import Text

/// The metrics of a service over its records since the start.
struct ServiceTally {
    private let measures: [Views.Measure]
    private var sums: [(count: Int, sum: Double)]

    init(_ service: Views.Service) {
        measures = service.measures
        sums = measures.map { _ in (0, 0) }
    }

    /// Takes a record.
    mutating func take(_ cells: LineCells) {
        for (index, measure) in measures.enumerated() where cells.hold(measure.conditions) {
            switch measure.fold {
            case .count: sums[index].sum += 1
            case .percent(let conditions): sums[index].sum += cells.hold(conditions) ? 100 : 0
            case .mean(let column):
                guard column < cells.count, let number = parseNumber(cells.text(column)) else { continue }
                sums[index].sum += number
            }
            sums[index].count += 1
        }
    }

    /// The names and numbers; a percentage or a mean of nothing is 0, and has two decimals.
    var values: [(name: String, value: Double)] {
        zip(measures, sums).map { measure, sum in
            if case .count = measure.fold { return (measure.name, sum.sum) }
            return (measure.name, sum.count == 0 ? 0 : (sum.sum / Double(sum.count) * 100).rounded() / 100)
        }
    }
}

/// Whose tries have failed lately.
struct FailedAttempts {
    private let view: Views.Attempts
    private var failures: [(time: Int64, key: String)] = []
    private var first = 0

    /// Failures that are remembered.
    static let capacity = 100_000
    /// Those that an answer names.
    static let named = 100

    init(_ view: Views.Attempts) { self.view = view }

    /// Takes a record of `time` (milliseconds since 1970).
    mutating func take(_ cells: LineCells, at time: Int64) {
        if !cells.hold(view.conditions) || view.column >= cells.count { return }
        failures.append((time, cells.text(view.column)))
        forget(time)
    }

    private mutating func forget(_ time: Int64) {
        while first < failures.count
            && (failures[first].time <= time - view.span || failures.count - first > Self.capacity)
        { first += 1 }
        if first > 1024 && first * 2 > failures.count {
            failures.removeFirst(first)
            first = 0
        }
    }

    /// Those with the most failures before `time`, with the time of the last one, and how many there are.
    func top(at time: Int64) -> (named: [(key: String, count: Int, last: Int64)], count: Int) {
        var found: [String: (count: Int, last: Int64)] = [:]
        for failure in failures[first...] where failure.time > time - view.span {
            found[failure.key] = ((found[failure.key]?.count ?? 0) + 1, failure.time)
        }
        let all = found.map { (key: $0.key, count: $0.value.count, last: $0.value.last) }
        let order = all.sorted { ($1.count, $1.last, $0.key) < ($0.count, $0.last, $1.key) }
        return (Array(order.prefix(Self.named)), all.count)
    }
}
