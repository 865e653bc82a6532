import EventTime
import Sniff
import TestSupport
import Testing

/// Files in every layout of date, clock and zone, in every order and under many names, made from known times: what
/// `init` reads without a question and without a note to check must be those times.
struct LayoutSweepTests {
    /// A way to write dates, and whether it is read without doubt.
    private static let dates = [
        "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%-m/%-d/%Y", "%-d.%-m.%y", "%d-%b-%y",
        "%y-%b-%d", "%d-%b-%Y", "%b %d, %Y", "%y/%m/%d", "%m/%d/%y", "%d%m%Y", "%y%m%d", "%Y.%m.%d", "%d.%m.%y",
    ]
    private static let clocks = [
        "%H:%M:%S", "%H:%M", "%I:%M %p", "%I:%M", "%H.%M", "%Hh%M", "%H%M", "%-H", "%H%M%S",
    ]
    /// The texts behind a clock, and their minutes ahead of UTC; nil for a file that does not say.
    private static let zones: [(text: String, minutes: Int?)] = [
        ("", nil), ("", nil), (" +0200", 120), (" -03:30", -210), (" UTC", 0), ("Z", 0),
    ]
    private static let names = ["time", "timestamp", "Date", "Datum", "created_at", "ts", "Zeitpunkt", "fecha"]
    private static let clockNames = ["time", "Uhrzeit", "hour", "Time", "heure", "hora"]

    /// A file with its true times.
    private struct Made {
        var text = ""
        var times: [Instant] = []
        var isLocal = true
        var what = ""
    }

    @Test(arguments: rounds) func `no time is silently wrong in any layout`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        var (right, told) = (0, 0)
        for _ in 0..<1000 {
            let made = try make(&chance)
            guard let found = try? decisions(made.text) else {
                Issue.record("seed \(seed): refused \(made.text.prefix(120))")
                continue
            }
            let isTold = !found.undecided.isEmpty || found.time?.isAssumed != false || found.note(.clock) != nil
            let isZoneTold = found.note(.zone)?.isAssumed == true
            if isTold {
                told += 1
            } else {
                let read = times(found, of: made.text)
                let isRight = zip(read, made.times).allSatisfy { $0 == $1 } && read.count == made.times.count
                #expect(
                    isRight,
                    "seed \(seed): \(made.what) is read as \(found.time?.format ?? ""): \(made.text.prefix(200))")
                #expect(
                    made.isLocal == isZoneTold,
                    "seed \(seed): zone \(found.time?.zone ?? "") of \(made.text.prefix(200))")
                right += 1
            }
        }
        #expect(right > 400 && told > 80, "seed \(seed): \(right) right, \(told) told")
    }

    @Test func `common layouts without doubt are read without a note to check them`() throws {
        var chance = SeededGenerator(seed: 7)
        for format in ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "unix", "unix_ms", "%d.%m.%Y %H:%M"] {
            for _ in 0..<20 {
                var times = times(&chance)
                // Until a day over 12, which proves that it is one.
                while let last = times.last, let day = Int(iso8601(last).prefix(10).suffix(2)), day < 13 {
                    times.append(last.advanced(by: 86_400_000_000_000))
                }
                let cells = try times.map { try text($0, format) }
                let name = Self.names.randomElement(using: &chance) ?? "time"
                let found = try decisions(file("\(name),v", cells.count) { "\(cells[$0]),\($0).5" })
                #expect(found.time?.isAssumed == false, "\(format): \(cells.prefix(5)) \(found.notes)")
                #expect(found.undecided.isEmpty && found.note(.clock) == nil, "\(format): \(cells) \(found.notes)")
            }
        }
    }

    private func text(_ time: Instant, _ format: String) throws -> String {
        if format.utf8.first != UInt8(ascii: "%") {
            return "\(time.parts.seconds)" + (format == "unix_ms" ? "000" : "")
        }
        // A clock of twelve hours that does not say which half of the day it is.
        let isHalf = format.hasSuffix("%I:%M")
        // A mark before numbers without a zero in front.
        let marked = format.replacing("%-", with: "~%")
        let writer = try TimeFormatter(isHalf ? marked + "%p" : marked, zone: .utc)
        var bytes: [UInt8] = []
        writer.append(time, to: &bytes)
        if isHalf { bytes.removeLast(2) }
        return String(decoding: bytes, as: UTF8.self).replacing("~0", with: "").replacing("~", with: "")
    }

    /// Between 4 and 30 times of the years from 2009 to 2026 by steps of a minute to a month; in order, the latest
    /// first, or in none.
    private func times(_ chance: inout SeededGenerator) -> [Instant] {
        let start = Int64.random(in: 20_670...29_600, using: &chance) * 60_000
        let step = [60, 900, 3600, 21_600, 86_400, 2_678_400].randomElement(using: &chance) ?? 60
        let count = Int.random(in: 4...30, using: &chance)
        let times = (0..<count).map { Instant.seconds(min(1_795_600_000, start + Int64($0 * step))) }
        switch Int.random(in: 0..<4, using: &chance) {
        case 0: return times.reversed()
        case 1: return times.shuffled(using: &chance)
        default: return times
        }
    }

    private func make(_ chance: inout SeededGenerator) throws -> Made {
        var made = Made()
        let date = Self.dates.randomElement(using: &chance) ?? ""
        let clock = Self.clocks.randomElement(using: &chance) ?? ""
        var all = times(&chance)
        // Hours of a clock of twelve hours tell that they are such only if they go round.
        if clock.hasSuffix("%I:%M") { all = (0..<40).map { all[0].advanced(by: 3_600_000_000_000 * Int64($0)) } }
        let name = Self.names.randomElement(using: &chance) ?? ""
        var format = date
        var (cells, header): ([String], String) = ([], name)
        switch Int.random(in: 0..<4, using: &chance) {
        case 0: break
        case 1:
            format += ";" + clock
            header += ";" + (Self.clockNames.randomElement(using: &chance) ?? "")
        default:
            // A clock without minutes or marks is one only in a column of its own.
            let isPlain = clock == "%-H" || clock == "%Hh%M" || clock == "%H%M"
            format += " " + (isPlain ? "%H:%M" : clock)
            let zone = Self.zones.randomElement(using: &chance) ?? ("", nil)
            made.isLocal = zone.minutes == nil
            made.times = all.map { $0.advanced(by: Int64(zone.minutes ?? 0) * -60_000_000_000) }
            cells = try all.map { try text($0, format) + zone.text }
            format += zone.text
        }
        if cells.isEmpty { (cells, made.times) = (try all.map { try text($0, format) }, all) }
        // The times as far as they are written.
        let writes = Set(directives(format))
        made.times = made.times.map { time in
            let seconds = time.parts.seconds
            let unit: Int64 =
                writes.contains("S")
                ? 1 : writes.contains("M") ? 60 : writes.contains("H") || writes.contains("I") ? 3600 : 86_400
            // Offsets are of half hours at least.
            return .seconds(seconds - (seconds % unit + unit) % unit)
        }
        made.what = format
        made.text = file("\(header);v", cells.count) { "\(cells[$0]);\($0),5" }
        return made
    }

    private func directives(_ format: String) -> [Character] {
        var (found, isDirective): ([Character], Bool) = ([], false)
        for character in format where !(isDirective && character == "-") {
            if isDirective { found.append(character) }
            isDirective = character == "%" && !isDirective
        }
        return found
    }

    /// The times of the lines of a text, by what was decided.
    private func times(_ found: Decisions, of text: String) -> [Instant] {
        guard let time = found.time, let format = try? TimeFormat(time.format) else { return [] }
        var reader = TimeReader(format: format, zone: .utc, date: CivilDate("1970-01-01"), year: time.year)
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let cells = line.split(separator: ";", omittingEmptySubsequences: false)
            let cell = Array(time.columns.map { String(cells[$0]) }.joined(separator: " ").utf8)
            return reader.read(cell.span, cell.indices)
        }
    }
}
