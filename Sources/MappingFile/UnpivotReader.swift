import CSV
import EventTime
import Feed
import Schema
import Text
import YAML

extension ConfigurationReader {
    /// Reads `unpivot:`. `files` are the present files of the source; their headers are read if the columns are all but
    /// some.
    mutating func readUnpivot(_ node: Node, _ source: Fields, _ files: [String], _ dialect: Dialect) -> Unpivot? {
        guard let fields = Fields(node, .unpivot, &faults) else { return nil }
        let label = fields.required("label", want: "a name for the column of names", &faults)
        let value = fields.required("value", want: "a name for the column of values", &faults)
        let columns = readColumns(fields, source, files, dialect)
        guard let label, let value, let columns else { return nil }
        for (key, name) in [("label", label), ("value", value)] where columns.contains(where: { $0.name == name }) {
            faults.add(
                fields.node(key)?.mark, "cannot unpivot: \(key) \"\(name)\" is one of the columns; want another name")
            return nil
        }
        if label == value {
            faults.add(
                fields.node("value")?.mark, "cannot unpivot: got \"\(label)\" for both label and value; want two names")
            return nil
        }
        return Unpivot(columns: columns.map { ($0.name, $0.mark, 0) }, label: label, value: value)
    }

    /// The columns of the event time, as far as they can be read.
    func timeColumns(of source: Fields) -> [String] {
        guard case .mapping(let time)? = source.node("time")?.content else { return [] }
        var unread = Faults(file: file)
        return time.filter { $0.key == "column" || $0.key == "columns" }
            .flatMap { $0.value.texts(as: "", &unread) }.map { $0.text }
    }

    private mutating func readColumns(
        _ fields: Fields, _ source: Fields, _ files: [String], _ dialect: Dialect
    ) -> [(name: String, mark: Mark)]? {
        if case .mapping? = fields.node("columns")?.content {
            return readAllColumns(fields, source, files, dialect)
        }
        let named = fields.texts("columns", &faults) ?? []
        if named.isEmpty { faults.add(fields.mark, "cannot unpivot: got no columns; want columns: [NAME, …]") }
        var known: Set<String> = []
        for column in named where !known.insert(column.text).inserted {
            faults.add(column.mark, "cannot unpivot \"\(column.text)\" twice: want each column once")
        }
        return named.map { ($0.text, $0.mark) }
    }

    /// All columns of the first usable file but those of `except` and those of the time.
    private mutating func readAllColumns(
        _ fields: Fields, _ source: Fields, _ files: [String], _ dialect: Dialect
    ) -> [(name: String, mark: Mark)]? {
        guard let node = fields.node("columns"), let keys = Fields(node, .unpivotedColumns, &faults) else { return nil }
        let excepted = keys.texts("except", &faults) ?? []
        if keys.node("except") == nil {
            faults.add(node.mark, "cannot unpivot: got no key \"except\"; want {except: [NAME, …]} or [NAME, …]")
        }
        var time = timeColumns(of: source)
        // The label may be a part of the time, but is no column of the file.
        if case .scalar(let label)? = fields.node("label")?.content { time.removeAll { $0 == label } }
        let known = Set(excepted.map { $0.text } + time)
        let wanted = time + excepted.map { $0.text }.filter { !time.contains($0) }
        var first: (path: String, names: [String])?
        var fault: FeedError?
        for path in files {
            do throws(FeedError) {
                let names = try columnNames(of: path, dialect, having: wanted)
                if let first { warn(of: names, in: path, beside: first, node.mark) } else { first = (path, names) }
            } catch {
                fault = fault ?? error
            }
        }
        guard let first else {
            let found = fault.map { ": \($0)" } ?? ": got no file to read their names from"
            faults.add(node.mark, "cannot unpivot all columns but some\(found); want a file, or columns: [NAME, …]")
            return nil
        }
        let columns = first.names.filter { !known.contains($0) }
        if columns.isEmpty {
            faults.add(
                node.mark, "cannot unpivot: \(first.path) has no other columns; want a shorter list of exceptions")
        }
        return columns.map { ($0, node.mark) }
    }

    /// Warns of columns that only a later file has: they are not read.
    private mutating func warn(
        of names: [String], in path: String, beside first: (path: String, names: [String]), _ mark: Mark
    ) {
        let further = names.filter { !first.names.contains($0) }
        if further.isEmpty { return }
        let listed = further.map { "\"\($0)\"" }.joined(separator: ", ")
        warnings.append(
            "\(place(mark)): \(path) has the columns \(listed), which are "
                + "not in \(first.path) and are not unpivoted")
    }
}
