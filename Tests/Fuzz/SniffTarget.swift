import CSV
import EventTime
import Sniff

/// Decisions about any text fit together: columns exist and have one role each, formats are formats, and what is
/// assumed or open is said.
func fuzzSniff(_ bytes: [UInt8]) {
    var input = Input(bytes)
    var told = Told()
    told.isDayFirst = input.choice([nil, nil, nil, true, false])
    told.delimiter = input.choice([nil, nil, nil, nil, 0x2C, 0x3B])
    told.decimal = input.choice([nil, nil, nil, 0x2C])
    told.mostSeries = input.choice([200, 200, 1])
    // Few inputs are tables by chance.
    let begin = input.choice([
        "", "time,kind,value\n2024-01-13 10:00:00,a,1.5\n2024-01-14 10:00:00,b,2\n",
        "Datum;Zeit;Wert\n01.02.2024;10:00;1.234,5\n02.02.2024;10:15;7,25\n", "#Fields: date time status\n",
        "\"ts\"\t\"n\"\n\"1700000000\"\t\"1\"\n", "name,1/22/20,1/23/20,1/24/20,1/25/20,1/26/20\nChile,1,2,3,4,5\n",
    ])
    let count = input.below(40)
    let text = Array(begin.utf8) + input.all()
    let repeated = text + Array(repeatElement(text.suffix(20), count: count).joined())
    let now = Instant(nanoseconds: 1_795_651_200_000_000_000)
    guard let found = try? sniff(Sample(repeated, now: now), told) else { return }  // a refusal
    let all = found.columns.indices
    check(found.columns.count > 1 && found.columns.count <= 1024, "\(found.columns.count) columns")
    check(found.labels.allSatisfy { all.contains($0) && found.columns[$0].role == .label }, "labels \(found.labels)")
    check(found.seen.share == 1 && found.labelSets >= 1, "\(found.seen)")
    if let unpivot = found.unpivot { check(unpivot.columns.allSatisfy(all.contains), "unpivot \(unpivot.columns)") }
    for column in found.columns where column.role.isValue { check(column.numbers != nil, "no numbers: \(column)") }
    guard let time = found.time else {
        check(found.undecided.contains { $0.key == .time }, "no time, and no question")
        return
    }
    check((try? TimeFormat(time.format)) != nil, "the format \(time.format)")
    check(time.columns.allSatisfy { all.contains($0) && found.columns[$0].role == .time }, "times \(time.columns)")
    check(time.columns.isEmpty == (found.unpivot?.isTime == true), "no column of times")
    let isOpen = found.undecided.contains { $0.key == .time }
    check(time.ambiguity == nil || time.isAssumed || isOpen, "a silent \(time.format)")
}
