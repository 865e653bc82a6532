import CSV
import EventTime
import Metrics
import TestSupport
import Testing

@testable import Mapping

private func batch(_ rows: [String], width: Int = 3) -> RecordBatch {
    var batch = RecordBatch(width: width)
    batch.bytes = Array((rows.joined(separator: "\n") + "\n").utf8)
    var parser = Parser(dialect: Dialect(), columns: Array(0..<width), fieldCount: width)
    parser.parse(&batch, atEnd: true)
    return batch
}

private func column(_ slot: Slot, _ use: ValueColumn.Use = .increment, scale: Double = 1) -> ValueColumn {
    ValueColumn(slot: slot, form: NumberForm(), scale: scale, use: use)
}

private func describe(
    _ name: String, _ kind: FamilyDescription.Kind, _ labels: [String], maximumSeries: Int = 100
) throws -> FamilyDescription {
    FamilyDescription(
        name: try #require(MetricName(name)), help: "X.", kind: kind, labels: labels, maximumSeries: maximumSeries)
}

private func shown(_ registry: inout Registry) -> [String: Double] {
    var result: [String: Double] = [:]
    for family in registry.snapshot() {
        for series in family.shownSeries {
            let labels = zip(family.labelNames, series.labelValues).map { "\($0)=\"\($1)\"" }
            result["\(family.name){\(labels.joined(separator: ","))}"] = series.values[0]
        }
    }
    return result
}

/// Applies all rows, at the instants of 0, 1, 2, … hours. Returns the values of all series, and the rejected records
/// with their reasons.
private func apply(
    _ rows: [String], _ kind: FamilyDescription.Kind, _ labels: [(String, LabelSource)],
    _ operation: MetricMapping.Operation, conditions: [Condition] = [], due: Int64 = 0
) throws -> (shown: [String: Double], rejections: [String]) {
    let sorted = labels.sorted { $0.0 < $1.0 }
    let name = kind == .counter ? "x_total" : "x"
    var registry = Registry([try describe(name, kind, sorted.map(\.0))])
    let metric = MetricMapping(family: 0, operation: operation, conditions: conditions, labels: sorted.map(\.1))
    var mapping = SourceMapping(metrics: [metric], dueAfterStart: due, maximumLabelBytes: 8)
    mapping.introduce(file: 7, path: "/data/one.csv")
    let batch = batch(rows)
    let times = batch.lines.indices.map { Instant(nanoseconds: Int64($0) * 3_600_000_000_000 + due) }
    let input = MappingInput(batch, times, files: .all(7), times.indices)
    let rejections = mapping.apply(input, to: &registry, fold: .everything, startTime: 1)
    return (shown(&registry), rejections.map { "\($0.record) \($0.reason.rawValue)" })
}

@Suite struct SourceMappingTests {
    private static let rows = ["a,1,x", "b,2,x", "a,3,y", " A ,4,y"]
    private static let plain: [(String, LabelSource)] = [("k", .column(0, Transform()))]

    @Test func `a counter counts records, or adds a column`() throws {
        let counted = try apply(Self.rows, .counter, Self.plain, .count).shown
        #expect(counted == ["x_total{k=\"a\"}": 2, "x_total{k=\"b\"}": 1, "x_total{k=\" A \"}": 1])
        let added = try apply(Self.rows, .counter, Self.plain, .add(column(1, scale: 0.5))).shown
        #expect(added == ["x_total{k=\"a\"}": 2, "x_total{k=\"b\"}": 1, "x_total{k=\" A \"}": 2])
    }

    @Test func `a cell is trimmed, then its case changed, then mapped, then defaulted`() throws {
        var transform = Transform()
        transform.trims = true
        transform.letters = .upper
        transform.map = [
            (TextPattern("B"), Array("bee".utf8)), (TextPattern("b"), Array("never".utf8)), (TextPattern("C"), []),
        ]
        transform.fallback = Array("none".utf8)
        let rows = Self.rows + [" ,5,z", "c,6,z", ",7,z"]
        let found = try apply(rows, .counter, [("k", .column(0, transform))], .add(column(1))).shown
        #expect(found == ["x_total{k=\"A\"}": 8, "x_total{k=\"bee\"}": 2, "x_total{k=\"none\"}": 18])
    }

    @Test func `labels come from columns, event time, files and constants`() throws {
        let labels: [(String, LabelSource)] = [
            ("z", .column(2, Transform())), ("hour", .time(try TimeFormatter("%H", zone: .utc))),
            ("c", .constant(Array("fix".utf8))), ("f", .file(.stem)), ("g", .file(.name)),
        ]
        let found = try apply(Self.rows, .counter, labels, .add(column(1)), due: 3_600_000_000_000).shown
        #expect(
            found == [
                #"x_total{c="fix",f="one",g="one.csv",hour="00",z="x"}"#: 1,
                #"x_total{c="fix",f="one",g="one.csv",hour="01",z="x"}"#: 2,
                #"x_total{c="fix",f="one",g="one.csv",hour="02",z="y"}"#: 3,
                #"x_total{c="fix",f="one",g="one.csv",hour="03",z="y"}"#: 4,
            ], "the hour is that of the event time, not of the instant at which a record is due")
    }

    @Test(
        arguments: [
            ([Condition.isOneOf(0, [Array("a".utf8)])], 4.0),
            ([.isNoneOf(0, [Array("a".utf8), Array("b".utf8)])], 4),
            ([.isWithin(1, NumberForm(), least: 2, most: 3)], 5),
            ([.isWithin(0, NumberForm(), least: 0, most: .infinity)], nil),
            ([.constant(true), .isOneOf(2, [Array("x".utf8)]), .isOneOf(0, [Array("b".utf8)])], 2),
            ([.constant(false)], nil),
        ] as [([Condition], Double?)])
    func `all conditions of a metric must hold`(_ conditions: [Condition], _ sum: Double?) throws {
        for label in [LabelSource.constant([0x78]), .column(2, Transform())] {
            let found = try apply(Self.rows, .counter, [("k", label)], .add(column(1)), conditions: conditions)
            #expect(found.shown.isEmpty == (sum == nil))
            #expect(found.shown.values.reduce(0, +) == sum ?? 0)
        }
    }

    @Test func `each record has the label of its file, whatever the order of the files`() throws {
        var registry = Registry([try describe("x_total", .counter, ["f", "k"])])
        let labels = [LabelSource.file(.name), .column(0, Transform())]
        let metric = MetricMapping(family: 0, operation: .count, conditions: [], labels: labels)
        var mapping = SourceMapping(metrics: [metric], dueAfterStart: 0, maximumLabelBytes: 8)
        mapping.introduce(file: 0, path: "a")
        mapping.introduce(file: 5, path: "x/b")
        mapping.introduce(file: 5, path: "another name of b")
        let input = MappingInput(
            batch(["k,,", "k,,", "k,,", "l,,"]), [1, 2, 3, 4], files: .each([5, 0, 5, 0]), 0..<4)
        _ = mapping.apply(input, to: &registry, fold: .everything, startTime: 1)
        #expect(
            shown(&registry) == [
                #"x_total{f="b",k="k"}"#: 2, #"x_total{f="a",k="k"}"#: 1, #"x_total{f="a",k="l"}"#: 1,
            ])
    }

    /// A replay sets all paths before its first record; a follower sets a path before each batch.
    @Test(arguments: [false, true]) func `any number of files have their labels`(isRepeated: Bool) throws {
        var registry = Registry([try describe("x_total", .counter, ["f"])])
        let metric = MetricMapping(family: 0, operation: .count, conditions: [], labels: [.file(.name)])
        var mapping = SourceMapping(metrics: [metric], dueAfterStart: 0, maximumLabelBytes: 8)
        for number in 0..<5000 { mapping.introduce(file: number, path: "f\(number)", isRepeated: isRepeated) }
        for number in [0, 4999] as [UInt32] {
            if isRepeated { mapping.introduce(file: Int(number), path: "f\(number)", isRepeated: true) }
            let input = MappingInput(batch(["k,,"]), [1], files: .each([number]), 0..<1)
            _ = mapping.apply(input, to: &registry, fold: .everything, startTime: 1)
        }
        #expect(shown(&registry) == [#"x_total{f="f0"}"#: 1, #"x_total{f="f4999"}"#: 1])
    }

    @Test func `a record that several metrics cannot use is rejected once, for the first reason`() throws {
        var registry = Registry([try describe("x_total", .counter, ["k"]), try describe("y", .gauge(.last), ["k"])])
        let labels = [LabelSource.column(0, Transform())]
        var mapping = SourceMapping(
            metrics: [
                MetricMapping(family: 0, operation: .add(column(1)), conditions: [], labels: labels),
                MetricMapping(
                    family: 1, operation: .set(column(1, .level)), conditions: [], labels: labels),
            ], dueAfterStart: 0, maximumLabelBytes: 8)
        let batch = batch(["a,-1,", "a,?,", "b,2,", "123456789,1,", "12345678,1,"])
        let rejections = mapping.apply(
            MappingInput(batch, [1, 2, 3, 4, 5], files: .all(0), 0..<5), to: &registry, fold: .everything, startTime: 1)
        #expect(
            rejections.map { "\($0.record) \($0.reason.rawValue)" }
                == ["0 negative_value", "1 invalid_number", "3 label_too_long"])
        #expect(
            shown(&registry) == [
                "x_total{k=\"b\"}": 2, "x_total{k=\"12345678\"}": 1, "y{k=\"a\"}": -1, "y{k=\"b\"}": 2,
                "y{k=\"12345678\"}": 1,
            ])
    }

    @Test func `a reset gauge ends with its day, and a last hour that is due at midnight belongs to it`() throws {
        for due in [0, 3_600_000_000_000] as [Int64] {
            var registry = Registry([try describe("x", .gauge(.last), ["k"])])
            let metric = MetricMapping(
                family: 0, operation: .set(column(1)), conditions: [], labels: [.column(0, Transform())],
                resetZone: .utc)
            var mapping = SourceMapping(metrics: [metric], dueAfterStart: due, maximumLabelBytes: 8)
            let batch = batch(["22h,1,", "23h,2,", "00h,3,"])
            let times = [22, 23, 24].map { Instant.seconds($0 * 3600, due) }
            _ = mapping.apply(
                MappingInput(batch, times, files: .all(0), 0..<2), to: &registry, fold: .everything, startTime: 1)
            registry.advance(to: .seconds(24 * 3600))
            #expect(shown(&registry).count == (due == 0 ? 0 : 2))
            registry.advance(to: .seconds(24 * 3600, 1))
            #expect(shown(&registry) == [:])
            _ = mapping.apply(
                MappingInput(batch, times, files: .all(0), 2..<3), to: &registry, fold: .everything, startTime: 1)
            registry.advance(to: .seconds(40 * 3600))
            #expect(shown(&registry) == ["x{k=\"00h\"}": 3])
        }
    }

    @Test(arguments: [1100, 1149] as [Int64])
    func `an expiring gauge ends exactly its duration after its last sample`(_ later: Int64) throws {
        var registry = Registry([try describe("x", .gauge(.last), ["k"])])
        let metric = MetricMapping(
            family: 0, operation: .set(column(1)), conditions: [], labels: [.column(0, Transform())], expireAfter: 100)
        var mapping = SourceMapping(metrics: [metric], dueAfterStart: 0, maximumLabelBytes: 8)
        let batch = batch(["a,1,", "b,2,", "a,3,"])
        let times = [1000, 1000, 1050].map { Instant(nanoseconds: $0) }
        _ = mapping.apply(
            MappingInput(batch, times, files: .all(0), 0..<3), to: &registry, fold: .everything, startTime: 1)
        registry.advance(to: Instant(nanoseconds: 1099))
        #expect(shown(&registry).count == 2)
        registry.advance(to: Instant(nanoseconds: later))
        #expect(shown(&registry) == ["x{k=\"a\"}": 3])
        registry.advance(to: Instant(nanoseconds: 1150))
        #expect(shown(&registry) == [:])
    }

    @Test func `the discovered series are exactly the series that applying needs`() throws {
        for seed in 0..<60 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let names = ["a", "b", " a", "", "ü", "\"q\"\"\"", "long-enough-to-be-refused"]
            let rows = (0..<Int.random(in: 1...60, using: &chance)).map { _ in
                let value = ["1", "2", "-1", "x", ""].randomElement(using: &chance) ?? ""
                let (name, other) = (names.randomElement(using: &chance), names.prefix(3).randomElement(using: &chance))
                return "\(name ?? ""),\(value),\(other ?? "")"
            }
            var transform = Transform()
            transform.trims = Bool.random(using: &chance)
            let labels: [LabelSource] =
                [
                    [.column(0, transform)], [.column(0, transform), .column(2, Transform())],
                    [.column(0, Transform())],
                ].randomElement(using: &chance) ?? []
            let conditions: [Condition] = Bool.random(using: &chance) ? [] : [.isNoneOf(2, [Array("b".utf8)])]
            let description = try describe("x_total", .counter, Array(["j", "k"].prefix(labels.count)))
            var registries = [Registry([description]), Registry([description])]
            let metric = MetricMapping(family: 0, operation: .add(column(1)), conditions: conditions, labels: labels)
            var mapping = SourceMapping(metrics: [metric], dueAfterStart: 0, maximumLabelBytes: 8)
            let batch = batch(rows)
            let times = batch.lines.indices.map { Instant(nanoseconds: Int64($0)) }
            let input = MappingInput(batch, times, files: .all(0), times.indices)
            var discoveries = [SeriesDiscovery(limit: 100)]
            mapping.discover(input, into: &discoveries)
            registries[0].families[0].admit(discoveries[0].admitted(), startTime: 1)
            let first = mapping.apply(input, to: &registries[0], fold: .everything, startTime: nil)
            var fresh = SourceMapping(metrics: [metric], dueAfterStart: 0, maximumLabelBytes: 8)
            let second = fresh.apply(input, to: &registries[1], fold: .everything, startTime: 1)
            #expect(registries[0].families[0].droppedSamples == 0, "seed \(seed)")
            #expect(shown(&registries[0]) == shown(&registries[1]), "seed \(seed)")
            #expect(first.map(\.record) == second.map(\.record), "seed \(seed)")
        }
    }
}
