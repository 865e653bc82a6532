import Bytes
import TestSupport
import Testing

@testable import Metrics

@Suite struct SeriesTableTests {
    @Test func `a table finds what a dictionary finds`() {
        for seed in 0..<30 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let table = SeriesTable()
            var oracle: [[UInt8]: Int] = [:]
            for _ in 0..<2000 {
                // Few letters and shared prefixes, so that keys differ late or by length only.
                let length = Int.random(in: 0...20, using: &chance)
                let key = (0..<length).map { _ in UInt8.random(in: 0...1, using: &chance) * 255 }
                // The key stands at the very end of the bytes, or before few others or many.
                let tail = [UInt8](repeating: 7, count: [0, 9, 16].randomElement(using: &chance) ?? 0)
                let bytes = [1, 2, 3] + key + tail
                let range = 3..<3 + length
                let found = table.index(of: bytes.span, range)
                #expect(found == oracle[key] ?? -1, "seed \(seed)")
                if found < 0 {
                    oracle[key] = table.insert(bytes.span, range)
                    #expect(oracle[key] == oracle.count - 1)
                }
            }
            let stored = table.keyBytes
            for (key, index) in oracle { #expect(Array(stored[table.keyRange(index)]) == key, "seed \(seed)") }
        }
    }

    @Test func `a column of fields is looked up as its fields one by one are`() {
        let table = SeriesTable()
        let bytes = Array("approved,denied,approved,unknown,a-longer-key-than-a-word".utf8)
        let ends = [8, 15, 24, 32, 57]
        let bounds = zip([0, 9, 16, 25, 33], ends).flatMap { [ByteRange($0, $1), ByteRange(0, 0)] }
        for key in ["approved", "denied", "a-longer-key-than-a-word"] {
            _ = table.insert(Array(key.utf8).span, 0..<key.utf8.count)
        }
        var found: [Int32] = [99]
        table.indices(bytes.span, bounds.span, column: 0, stride: 2, records: 1..<5, into: &found)
        #expect(found == [99, 1, 0, -1, 2])
    }
}

@Suite struct LabelTests {
    @Test(arguments: [
        ("plain", "plain"), ("a\"b", "a\\\"b"), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb"), ("ü€", "ü€"), ("", ""),
        ("\\n", "\\\\n"), ("\r\t", "\r\t"),
    ])
    func `label values are escaped as both formats ask`(_ value: String, _ wanted: String) {
        #expect(labelText([("x", value)]) == "x=\"\(wanted)\"")
    }

    @Test func `labels are sorted by name`() {
        #expect(labelText([("b", "2"), ("B", "0"), ("a", "1")]) == #"B="0",a="1",b="2""#)
    }

    @Test func `UTF-8 is what the standard library takes for it`() {
        for seed in 0..<4000 as Range<UInt64> {
            var chance = SeededGenerator(seed: seed)
            let pool: [UInt8] = [
                0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
            ]
            let bytes = (0..<Int.random(in: 0...5, using: &chance)).map { _ in pool.randomElement(using: &chance) ?? 0 }
            let isValid = String(validating: bytes, as: UTF8.self) != nil
            #expect(isValidUTF8(bytes.span, bytes.indices) == isValid, "\(bytes)")
        }
    }

    @Test(arguments: [
        ("a", true), ("_9", true), ("a:b", false), ("9a", false), ("", false), ("ä", false), ("a-b", false),
    ])
    func `label names`(_ text: String, _ isName: Bool) { #expect(isLabelName(text) == isName) }

    @Test(arguments: [("a:b", true), ("9a", false), ("", false), ("a.b", false)])
    func `metric names`(_ text: String, _ isName: Bool) { #expect((MetricName(text) != nil) == isName) }

    @Test(arguments: [
        ("x_total", MetricType.counter, "x", MetricType.gauge), ("x", .histogram, "x_count", .gauge),
        ("x", .histogram, "x_bucket", .gauge), ("x_info", .info, "x", .gauge), ("x_total", .counter, "x", .histogram),
        ("x_total", .counter, "x_created", .gauge),
    ])
    func `names that clash in one of the formats`(_ a: String, _ aType: MetricType, _ b: String, _ bType: MetricType)
        throws
    {
        let (a, b) = (try #require(MetricName(a)), try #require(MetricName(b)))
        #expect(!Set(exposedNames(a, aType)).isDisjoint(with: exposedNames(b, bType)))
    }

    @Test func `names that live side by side`() throws {
        let names = try [
            ("x_total", MetricType.counter), ("y", .gauge), ("y_max", .gauge), ("z", .histogram), ("x_sum", .gauge),
        ]
        .map { try exposedNames(#require(MetricName($0.0)), $0.1) }.joined()
        #expect(Set(names).count == names.count)
    }
}
