import CSV
import EventTime
import POSIX
import Scaffold
import Sniff

/// A file of `init`, and what was decided about it.
struct InitFile {
    /// The path as given.
    let path: String
    /// The status of the file before the reading; nil if there was no file.
    let status: FileStatus?
    /// What was decided.
    var decisions: Decisions

    /// The size in bytes.
    var size: Int { status?.size ?? 0 }

    /// What happened to the file since it was looked at.
    enum Change {
        case none
        /// It is longer, and so far the same file.
        case grown
        /// Another file has its name, or its content is another one.
        case replaced
    }

    /// How the file is now. A file that goes and comes back, or rests but for its time, is another one.
    var change: Change {
        guard let status, let now = try? FileStatus(path: path), now.identity == status.identity else {
            return .replaced
        }
        if now.size > status.size { return .grown }
        return now == status ? .none : .replaced
    }
}

/// Files that are one source: the same names and dialect.
struct InitSource {
    private(set) var files: [InitFile]

    /// The files as sources, in the order of their first file.
    static func grouped(_ files: [InitFile]) -> [InitSource] {
        var sources: [InitSource] = []
        for file in files {
            if let place = sources.firstIndex(where: { isAlike($0.files[0].decisions, file.decisions) }) {
                sources[place].files.append(file)
            } else {
                sources.append(InitSource(files: [file]))
            }
        }
        return sources
    }

    /// Whether two files can be read by one source.
    static func isAlike(_ left: Decisions, _ right: Decisions) -> Bool {
        left.dialect == right.dialect && left.columns.map { $0.name } == right.columns.map { $0.name }
            && left.time?.columns == right.time?.columns && left.time?.format == right.time?.format
            && left.numbers.decimal == right.numbers.decimal && left.numbers.group == right.numbers.group
    }

    /// The decisions about all files: those about the one with most records, with the times of all.
    var decisions: Decisions {
        var best = files[0].decisions
        for file in files.dropFirst() where file.decisions.seen.records > best.seen.records { best = file.decisions }
        best.seen.records = files.reduce(0) { $0 + $1.decisions.seen.records }
        best.time?.first = files.compactMap { $0.decisions.time?.first }.min()
        best.time?.last = files.compactMap { $0.decisions.time?.last }.max()
        best.time?.longestStep = longestStep
        for file in files {
            for name in file.decisions.time?.zoneNames ?? [] {
                if best.time?.zoneNames.contains(where: { $0.name == name.name }) == false {
                    best.time?.zoneNames.append(name)
                }
            }
            for footer in file.decisions.footers where !best.footers.contains(footer) { best.footers.append(footer) }
            for null in file.decisions.nullValues where !best.nullValues.contains(null) { best.nullValues.append(null) }
        }
        return best
    }

    /// The longest step in all files, from one to the next included.
    private var longestStep: Double {
        let times = files.compactMap { $0.decisions.time }.sorted { $0.first ?? .latest < $1.first ?? .latest }
        var longest = times.map { $0.longestStep }.max() ?? 0
        var end = times.first?.last
        for time in times.dropFirst() {
            guard let first = time.first, let last = time.last, let before = end else { continue }
            if first > before { longest = max(longest, first.seconds(since: before)) }
            end = max(before, last)
        }
        return longest
    }

    /// The source as it is read where the program runs.
    var asGiven: SourceFiles { SourceFiles(files: files.map { $0.path }, decisions: decisions) }

    /// The source with names beside the mapping, which `names` gives for paths. A glob if it matches exactly its files
    /// among all `names`.
    func written(_ names: [String: String]) -> SourceFiles {
        let own = files.map { names[$0.path] ?? $0.path }
        var source = SourceFiles(files: own, decisions: decisions)
        guard own.count > 1 else { return source }
        let (start, end) = (commonPrefix(own), commonSuffix(own))
        let matching = names.values.filter { name in
            name.utf8.count >= start.utf8.count + end.utf8.count && name.hasPrefix(start) && name.hasSuffix(end)
        }
        // An absolute path is another folder, and patterns have characters of their own.
        let isPlain = (start + end).utf8.allSatisfy { !"*?[]/\\".utf8.contains($0) }
        let isLong = own.allSatisfy { $0.utf8.count >= start.utf8.count + end.utf8.count }
        if isPlain && isLong && !end.isEmpty && Set(matching) == Set(own) { source.glob = "\(start)*\(end)" }
        return source
    }
}

/// What all texts begin with.
func commonPrefix(_ texts: [String]) -> String {
    var common = Array(texts[0].unicodeScalars)
    for text in texts.dropFirst() {
        let other = Array(text.unicodeScalars)
        var count = 0
        while count < common.count, count < other.count, common[count] == other[count] { count += 1 }
        common.removeLast(common.count - count)
    }
    return String(String.UnicodeScalarView(common))
}

private func commonSuffix(_ texts: [String]) -> String {
    let turned = texts.map { String(String.UnicodeScalarView($0.unicodeScalars.reversed())) }
    return String(String.UnicodeScalarView(commonPrefix(turned).unicodeScalars.reversed()))
}
