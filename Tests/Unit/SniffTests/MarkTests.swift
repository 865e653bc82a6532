import Sniff
import Testing

/// Marks between digits that differ from column to column.
struct MarkTests {
    /// As a monitor exports: texts for people beside numbers for programs.
    private func monitor(_ speed: (Int) -> String) throws -> Decisions {
        try decisions(
            file("time,volume,speed,raw") { line in
                let thousand = (line * 37 + 100) % 900 + 100
                return "2026-03-01 \(two(line / 60)):\(two(line % 60)):00,\(line % 9 + 1).\(thousand).504 KByte"
                    + ",\(speed(line)),\(thousand).\(line % 9 + 1)5"
            })
    }

    @Test func `points before units are groups where those of other units are, and decimal marks elsewhere`() throws {
        let found = try monitor { "\($0 % 800 + 100).\(($0 * 71) % 900 + 100) kbit/s" }
        #expect(found.numbers.decimal == UInt8(ascii: ".") && found.columns[3].numbers?.marks == nil)
        for column in 1...2 {
            #expect(found.columns[column].numbers?.marks?.group == UInt8(ascii: "."))
            #expect(found.columns[column].numbers.map { $0.least > 100_000 } == true)
        }
        #expect(found.note(.marks)?.isAssumed == true)
    }

    @Test func `units with a fraction are read as the file`() throws {
        let found = try monitor { "\($0 % 800 + 100).\(($0 * 71) % 90 + 10) kbit/s" }
        #expect(found.columns[2].numbers?.marks == nil && found.columns[2].numbers.map { $0.greatest < 1000 } == true)
    }

    @Test(arguments: [("5.379.258", true), ("5", false)])
    func `B behind many digits is bytes, and else a thousand millions`(_ number: String, _ isValue: Bool) throws {
        let mixed = try decisions(
            file("time;size;v") { "2026-01-\(two($0 % 28 + 1));\(number == "5" ? "\($0)" : "\($0).379.258") B;\($0),5" }
        )
        #expect(mixed.values == (isValue ? ["size", "v"] : ["v"]))
    }
}
