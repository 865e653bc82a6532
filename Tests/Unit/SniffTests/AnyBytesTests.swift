import Sniff
import TestSupport
import Testing

/// Damaged files are decided about or refused, and never a trap. The fuzz target `sniff` goes further.
struct AnyBytesTests {
    private static let seeds = [
        "time,kind,value\n2024-01-13 10:00:00,a,1.5\n2024-01-14 10:00:00,b,2\n",
        "Datum;Zeit;Wert\n01.02.2024;10:00;1.234,5\n02.02.2024;10:15;7,25\nSumme;;3\n",
        "#Fields: date time status\n2024-01-01 00:00:00 200\n2024-01-01 00:00:01 404\n",
        "name,1/22/20,1/23/20,1/24/20,1/25/20,1/26/20\nChile,1,2,3,4,5\nPeru,2,3,4,5,6\n",
    ]
    private static let pieces = ["\n", ",", ";", "\"", "#", "\\\"", "\t", "-999", "1,234", "24:00", "é", "\u{0}", "\r"]

    @Test(arguments: rounds) func `any bytes are decided about or refused`(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var decided = 0
        for _ in 0..<400 {
            var text = Array((Self.seeds.randomElement(using: &chance) ?? "").utf8)
            for _ in 0..<Int.random(in: 0...8, using: &chance) {
                let place = Int.random(in: 0...text.count, using: &chance)
                let end = min(text.count, place + Int.random(in: 0...4, using: &chance))
                let piece = Array((Self.pieces.randomElement(using: &chance) ?? "").utf8)
                text.replaceSubrange(place..<end, with: piece)
            }
            guard let found = try? decisions(text) else { continue }  // a refusal
            decided += 1
            #expect(found.time != nil || !found.undecided.isEmpty)
        }
        #expect(decided > 200)
    }
}
