import Commands
import EventTime
import Flags
import MappingFile
import Sniff
import Text

extension Told {
    /// What the flags say. Throws if a value can be none whatever is in the files, or if two flags contradict each
    /// other.
    init(_ flags: ParsedFlags) throws(OptionFault) {
        self.init()
        let command = "csv_exporter \(flags.subcommand ?? "")"
        delimiter = try Self.mark("delimiter", flags, command)
        decimal = try Self.mark("decimal", flags, command)
        timeColumns = flags.texts("time.column")
        timeFormat = flags.text("time.format")
        zone = flags.text("time.zone")
        findZone = { name in try? MappingFile.zone(named: name) }  // a name that is none has been told
        labels = Self.names("labels", flags)
        values = Self.names("values", flags)
        if flags.subcommand == initCommand.name { mostSeries = flags.count("max-series") ?? mostSeries }
        let (day, month) = (flags.boolean("time.day-first") ?? false, flags.boolean("time.month-first") ?? false)
        if day && month {
            throw OptionFault(
                description: "\(command): cannot use --time.day-first with --time.month-first; want one of them")
        }
        if day || month { isDayFirst = day }
        try checkFormat(command)
        try checkNames(command)
        guard let zone else { return }
        do {
            _ = try MappingFile.zone(named: zone)
        } catch {
            throw OptionFault(description: "\(command): cannot use --time.zone: \(printable("\(error)"))")
        }
    }

    private static func mark(_ name: String, _ flags: ParsedFlags, _ command: String) throws(OptionFault) -> UInt8? {
        guard let text = flags.text(name) else { return nil }
        let isDecimal = name == "decimal"
        if text == "tab" && !isDecimal { return 0x09 }
        if text.utf8.count == 1, let byte = text.utf8.first {
            let isMark = byte < 0x80 && byte != 0x0A && byte != 0x0D && !isPart(byte)
            if isDecimal ? byte == 0x2E || byte == 0x2C : isMark { return byte }
        }
        let want = isDecimal ? ". or ," : "one ASCII character that is no letter, digit, quote or backslash, or tab"
        throw OptionFault(
            description: "\(command): cannot use --\(name): got \"\(printable(text))\"; want \(want)")
    }

    /// Whether cells have the character, or quotes around them are it.
    private static func isPart(_ byte: UInt8) -> Bool {
        byte &- 0x30 <= 9 || byte | 0x20 &- 0x61 < 26 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func names(_ name: String, _ flags: ParsedFlags) -> [String]? {
        flags.text(name)?.split(separator: ",").map { String($0) }
    }

    private func checkFormat(_ command: String) throws(OptionFault) {
        guard let timeFormat else { return }
        do throws(FormatError) {
            _ = try TimeFormat(timeFormat)
        } catch {
            throw OptionFault(description: "\(command): cannot use --time.format: \(error)")
        }
        guard let isDayFirst, let found = orderOfDay(timeFormat), found != isDayFirst else {
            return
        }
        throw OptionFault(
            description: "\(command): cannot use \(dayFlag) with --time.format=\(printable(timeFormat)), in which the "
                + "\(isDayFirst ? "month" : "day") is first; want one of them")
    }

    private func checkNames(_ command: String) throws(OptionFault) {
        let all = [("time.column", timeColumns), ("labels", labels ?? []), ("values", values ?? [])]
        for (place, (flag, names)) in all.enumerated() {
            for (index, name) in names.enumerated() {
                let other =
                    all[..<place].first { $0.1.contains(name) }?.0 ?? (names[..<index].contains(name) ? flag : nil)
                guard let other else { continue }
                let twice = other == flag ? "it twice" : "it in --\(other), too"
                throw OptionFault(
                    description:
                        "\(command): cannot use --\(flag) with \"\(printable(name))\": got \(twice); want each "
                        + "column once")
            }
        }
    }

    private var dayFlag: String { isDayFirst == true ? "--time.day-first" : "--time.month-first" }

    /// What the flags say about files of which none has it; nil if all is there.
    func fault(among all: [Decisions?]) -> StartFault? {
        let files = all.compactMap { $0 }
        if files.isEmpty { return nil }
        var known: [String] = []
        for name in files.flatMap({ $0.columns.map { $0.name } }) where !known.contains(name) { known.append(name) }
        for (flag, names) in [("time.column", timeColumns), ("labels", labels ?? []), ("values", values ?? [])] {
            guard let missing = names.first(where: { !known.contains($0) }) else { continue }
            let some = known.count > 12 ? Array(known.prefix(11)) + ["\(known.count - 11) more"] : known
            let want = nearest(missing, among: known) ?? "one of " + some.joined(separator: ", ")
            return StartFault(
                description: printable(
                    "cannot use --\(flag): got \"\(missing)\", which no file has as a column; want \(want)"))
        }
        let times = files.compactMap { $0.time }
        if isDayFirst != nil, let first = times.first, times.allSatisfy({ orderOfDay($0.format) == nil }) {
            return StartFault(
                description:
                    "cannot use \(dayFlag): the times are \(printable(first.format)), which say day and "
                    + "month themselves; want the flag left out")
        }
        return nil
    }
}

/// Refuses flags of `init` that have no effect beside others.
func refuseConflicts(_ flags: ParsedFlags) throws(OptionFault) {
    func refuse(_ flag: String, _ others: [String]) throws(OptionFault) {
        guard let other = others.first(where: { flags.isGiven($0) && flags.text($0) != "false" }) else { return }
        throw OptionFault(
            description:
                "csv_exporter init: cannot use \(flag) with --\(other): got no files to write; want one of them")
    }
    let isJSON = flags.text("format") == "json"
    if isJSON { try refuse("--format=json", ["stdout", "output-dir", "name", "force"]) }
    if flags.boolean("stdout") == true { try refuse("--stdout", ["output-dir", "force"]) }
    if flags.duration("time-limit") == 0 {
        throw OptionFault(description: "csv_exporter init: cannot use --time-limit: got 0s; want more, such as 10s")
    }
}
