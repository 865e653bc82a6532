import CSV
import EventTime
import Feed
import Mapping
import Metrics
import POSIX
import Schema
import Text
import YAML

extension ConfigurationReader {
    /// Reads one item of `sources:`.
    mutating func readSource(_ node: Node) -> (SourceConfiguration, Mode)? {
        guard let fields = Fields(node, .source, &faults) else { return nil }
        let name = fields.required("name", want: "a name for the source", &faults) ?? ""
        let writtenMode = fields.choice("mode", of: Mode.self, &faults)
        let mode = self.mode ?? writtenMode ?? .replay
        if fields.node("files") == nil {
            faults.add(fields.mark, "cannot use a source: got no key \"files\"; want a path or glob, or a list of them")
        }
        let patterns = fields.texts("files", &faults) ?? []
        var columns = ColumnTable()
        let dialect = readDialect(fields)
        let folder = folder(of: file)
        let paths = patterns.map { absolute($0.text, Glob.escaped(folder)) }
        let excluded = readExcluded(fields, folder)
        let files = presentFiles(paths, without: excluded)
        let written = fields.node("unpivot").flatMap { readUnpivot($0, fields, files, dialect.dialect) }
        var unpivot = written
        let spread = readSpread(&unpivot, fields, dialect.dialect.encoding, &columns)
        guard let time = readTime(fields, mode, &columns) else { return nil }
        unpivot?.locate(&columns)
        let numbers = fields.node("numbers").map { readNumbers($0) } ?? NumberForm()
        var context = SourceContext(
            columns: columns, unpivot: written, time: time, numbers: numbers,
            nullValues: readNullValues(fields).compactMap {
                dialect.dialect.encoding.bytes(String(decoding: $0, as: UTF8.self))
            },
            encoding: dialect.dialect.encoding)
        context.isTable = readContent(fields, mode)
        // The conditions of a source apply to lines of the file, which do not have the columns `label` and `value` yet.
        let conditions = fields.node("where").map { readFilters($0, &context, unpivoted: nil) } ?? []
        context.unpivot = unpivot
        context.labels = fields.node("labels").map { readConstantLabels($0) } ?? []
        let metrics = readMetrics(fields, &context)
        if let written { warnOfUnusedLabel(of: written, fields) }
        let feed = FeedSource(
            name: name, files: files, excluded: excluded, dialect: dialect.dialect, columns: context.columns.names,
            shape: RecordShape(conditions: conditions, spread: spread), time: time,
            isGrowing: mode == .replayThenFollow, addedNames: written.map { [$0.label, $0.value] } ?? [],
            isTable: context.isTable, startsAtEnd: readStart(fields, mode, isTable: context.isTable))
        let source = SourceConfiguration(
            name: name, patterns: patterns.map(\.text), paths: paths, filesMark: fields.mark(of: "files"),
            feed: feed, columnUses: context.columns.uses, metrics: metrics,
            declarations: context.declarations,
            wherePlace: fields.node("where").map { _ in place(fields.mark(of: "where")) },
            initial: context.initial, maximumLabelBytes: dialect.labelBytes,
            rejectFile: fields.text("reject_file", &faults).map { absolute($0, folder) },
            rejectFileMark: fields.node("reject_file")?.mark)
        return (source, mode)
    }

    func absolute(_ path: String, _ folder: String) -> String { path.hasPrefix("/") ? path : folder + path }

    private func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    /// If the unpivoted label is part of the time, the feed splits each line into one record per column. For the
    /// metrics, label and value are ordinary columns then, and `unpivot` becomes nil.
    private mutating func readSpread(
        _ unpivot: inout Unpivot?, _ source: Fields, _ encoding: Encoding, _ columns: inout ColumnTable
    ) -> RecordShape.Spread? {
        guard var spread = unpivot else { return nil }
        let named = timeColumns(of: source)
        guard named.contains(spread.label) else { return nil }
        let mark = source.mark(of: "unpivot")
        precondition(columns.slot(spread.value, mark) == RecordShape.Spread.value, "the table was empty before")
        precondition(columns.slot(spread.label, mark) == RecordShape.Spread.label, "the table had one column before")
        spread.locate(&columns)
        unpivot = nil
        return RecordShape.Spread(spread.columns.map { ($0.name, $0.slot) }, encoding)
    }

    private mutating func readNullValues(_ fields: Fields) -> [[UInt8]] {
        (fields.texts("null_values", &faults) ?? []).map { item in
            if item.text == "\u{85}" {
                faults.add(
                    item.mark,
                    "cannot use a null value: got \"\\N\" in double quotes, which is U+0085 in YAML; want '\\N'")
            }
            let text = Array(item.text.utf8)
            return trimmedWidely(text.span, text.indices).map { text[$0] }
        }
    }

    private mutating func readConstantLabels(_ node: Node) -> [(name: String, value: String, mark: Mark)] {
        guard case .mapping(let entries) = node.content else {
            faults.add(node.mark, "cannot read \"labels\" of a source: got \(node.kind); want NAME: VALUE")
            return []
        }
        return entries.compactMap { entry in
            entry.value.text(as: "label \"\(entry.key)\"", &faults).map { (entry.key, $0, entry.keyMark) }
        }
    }
}
