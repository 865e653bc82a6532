import CSV
import Commands
import EventTime
import Feed
import Flags
import Mapping
import MappingFile
import Profile

/// What is known of files before they are counted.
final class ReportInput {
    /// The files with the slots of their columns.
    let source: FeedSource
    /// What is known of the columns.
    let plan: PartialPlan
    /// The names of the columns in the order of the files.
    let header: [String]
    /// The columns and the format of the times; empty without times.
    var timeColumns: [String] = []
    var timeFormat = ""
    /// The zone, as a person writes it.
    var zone = ""
    /// What the decisions rest on, by key, each key once; empty if they were told.
    private(set) var notes: [(key: String, text: String)] = []

    /// Adds what a decision rests on.
    func note(_ key: String, _ text: String) {
        guard let known = notes.firstIndex(where: { $0.key == key }) else { return notes.append((key, text)) }
        notes[known].text += ". \(text)"
    }

    /// What is known, without times.
    init(_ source: FeedSource, _ plan: PartialPlan, header: [String]) {
        (self.source, self.plan, self.header) = (source, plan, header)
    }
}

/// A plan in which the kinds of some columns are not known yet.
struct PartialPlan {
    var plan: Plan
    /// The slots whose kinds the first records decide, and whether they may become labels and values.
    var open: [Slot] = []
    var picksLabels = false
    /// How the numbers of these columns are written, if they are numbers.
    var form = NumberForm()
}

/// What the flags and files ask for, and the faults of files that cannot be reported.
func reportInputs(_ flags: ParsedFlags) throws -> (inputs: [ReportInput], faults: [String]) {
    if flags.isGiven("config.file"), let other = toldFlags.first(where: { flags.isGiven($0.name) }) {
        throw OptionFault(
            description:
                "csv_exporter report: cannot use --\(other.name) with --config.file, whose mapping tells it; want "
                + "one of them")
    }
    if flags.isGiven("source.mode") && !flags.isGiven("config.file") {
        throw OptionFault(
            description: "csv_exporter report: cannot use --source.mode: got no mapping; want --config.file, too")
    }
    guard flags.text("config.file") != nil else {
        if flags.arguments.isEmpty {
            throw OptionFault(
                description: "csv_exporter report: cannot run: got no FILE; want a CSV file: csv_exporter report "
                    + "orders.csv, or --config.file with a mapping")
        }
        return try sniffedInputs(flags)
    }
    let configuration = try configuration(flags, loop: false)
    var (inputs, faults): ([ReportInput], [String]) = ([], [])
    for (source, files) in try chosen(configuration, flags.arguments) {
        do throws(FeedError) {
            if files.isEmpty { throw .noFiles(source: source.name, patterns: source.patterns) }
            inputs.append(try told(source, files))
        } catch {
            faults.append("\(error)")
        }
    }
    return (inputs, faults)
}

/// The sources of the mapping with the files to report: all, or those that are named.
private func chosen(
    _ configuration: Configuration, _ files: [String]
) throws(OptionFault) -> [(source: SourceConfiguration, files: [String])] {
    if files.isEmpty { return configuration.sources.map { ($0, $0.feed.files) } }
    var chosen: [(source: SourceConfiguration, files: [String])] = []
    for file in files {
        let owner = configuration.sources.first { $0.feed.files.contains(file) }
        let only = configuration.sources.count == 1 ? configuration.sources.first : nil
        guard let source = owner ?? only else {
            let names = configuration.sources.map { $0.name }.joined(separator: ", ")
            throw OptionFault(
                description: "csv_exporter report: cannot report \(file): got a mapping whose sources (\(names)) do "
                    + "not have it; want one of their files")
        }
        if let index = chosen.firstIndex(where: { $0.source.name == source.name }) {
            chosen[index].files.append(file)
        } else {
            chosen.append((source, [file]))
        }
    }
    return chosen
}

/// The input of files whose facts a mapping tells.
private func told(_ source: SourceConfiguration, _ files: [String]) throws(FeedError) -> ReportInput {
    let header = try header(of: files[0], source.feed.dialect).names
    let feed = source.feed.withAllColumns(of: header, files: files)
    var kinds = feed.columns.map { PlannedColumn(name: $0, kind: .text) }
    var open = Set(feed.columns.indices)
    for slot in feed.time.slots {
        kinds[slot].kind = .time
        open.remove(slot)
    }
    var labels: [Slot] = []
    var values: [PlannedValue] = []
    var meters: [Slot] = []
    for metric in source.metrics {
        for slot in metric.labelSlots where !labels.contains(slot) && open.contains(slot) {
            labels.append(slot)
        }
        guard let column = metric.valueColumn, column.times == nil, open.contains(column.slot) else { continue }
        kinds[column.slot].kind = .number(column.form)
        kinds[column.slot].nullValues = column.nullValues
        if !values.contains(where: { $0.slot == column.slot }) {
            if metric.isTotal { meters.append(column.slot) }
            values.append(PlannedValue(slot: column.slot, isAveraged: !metric.addsUp && !metric.isTotal))
        }
    }
    open.subtract(values.map { $0.slot })
    open.subtract(labels)
    values = values.filter { !$0.isAveraged } + values.filter { $0.isAveraged }
    let unpivoted = source.declarations.first { !$0.columns.isEmpty }?.columns ?? []
    let wide = unpivoted.compactMap { feed.columns.firstIndex(of: $0) }
    let plan = Plan(
        columns: kinds, hasTimes: feed.time.origin != .arrival, zone: feed.time.zone, labels: labels, values: values,
        wide: wide.count > 2 && values.contains { wide.contains($0.slot) } ? wide : [],
        meters: meters, countsRecords: values.isEmpty)
    let input = ReportInput(
        feed,
        PartialPlan(
            plan: plan, open: feed.columns.indices.filter { open.contains($0) }, picksLabels: labels.isEmpty),
        header: feed.shape.addedColumns > 0 ? feed.columns : header)
    input.timeColumns = feed.time.slots.map { feed.columns[$0] }
    input.timeFormat = feed.time.origin == .columns ? feed.time.format.text : "from the name of the file"
    input.zone = zoneText(feed.time.zone)
    return input
}

/// `UTC`, an offset, or that the offset changes.
func zoneText(_ zone: Zone) -> String {
    if zone.changes { return "of a place whose clocks change" }
    let offset = zone.offset(at: Instant(nanoseconds: 0))
    if offset == 0 { return "UTC" }
    let minutes = abs(offset) / 60
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
}
