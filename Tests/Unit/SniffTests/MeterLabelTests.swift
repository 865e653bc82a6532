import Sniff
import Testing

/// Texts beside a meter that rises over the whole file.
struct MeterLabelTests {
    /// Readings of one meter, a day each.
    private func readings(_ header: String, _ cell: (Int) -> String) throws -> Decisions {
        try decisions(
            file(header, 80) {
                "2026-0\($0 / 28 + 1)-\(two($0 % 28 + 1));\(12_000 + $0 * 7 + $0 % 3);\(cell($0))"
            })
    }

    @Test(arguments: ["Datum;Stand kWh;", "Datum;Stand kWh;B", "Datum;Stand kWh;Bemerkung"])
    func `a column that marks single readings does not divide a meter`(_ header: String) throws {
        let found = try readings(header) { [5, 20, 33].contains($0) ? "B" : [40, 41].contains($0) ? "E" : "" }
        #expect(found.labelNames == [] && found.columns[2].role == .leftOut(.mark))
        #expect(found.columns[1].role == .value(.absolute))
    }

    @Test func `a meter rises where the newest reading is first, too`() throws {
        let found = try decisions(
            file("Datum;Stand kWh;", 80) { line in
                let day = 79 - line
                return "2026-0\(day / 28 + 1)-\(two(day % 28 + 1));\(12_000 + day * 7);\(line % 20 == 3 ? "B" : "")"
            })
        #expect(found.time?.order == .descending && found.labelNames == [])
        #expect(found.columns[1].role == .value(.absolute))
    }

    @Test func `a label that a flag names is one`() throws {
        var told = Told()
        told.labels = ["B"]
        let text = file("Datum;Stand;B", 80) {
            "2026-0\($0 / 28 + 1)-\(two($0 % 28 + 1));\(12_000 + $0 * 7);\($0 % 9 == 0 ? "B" : "")"
        }
        #expect(try decisions(text, told).labelNames == ["B"])
    }

    @Test func `meters that take turns keep their label`() throws {
        let found = try decisions(
            file("time;meter;kwh", 90) {
                "\(1_700_000_000 + $0 * 60);m\($0 % 3);\($0 % 3 * 5000 + $0 * 2)"
            })
        #expect(found.labelNames == ["meter"])
    }
}
