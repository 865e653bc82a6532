import Console
import EventTime
import MappingFile
import POSIX

/// The moments that a data set tells of: the lines of `story.csv` or `incidents.csv` beside the mapping file, with an
/// event time (`timestamp` or `time`) and a text (`text` or `name`). Where there is a column `event`, only starts and
/// ends are moments. Empty without such a file, or if the file cannot be read: the
/// page then has no marks.
func storyMarks(beside mapping: String) -> [Opening.Mark] {
    let folder = String(mapping.dropLast(fileName(mapping).count))
    for name in ["story.csv", "incidents.csv"] {
        guard let bytes = try? FileDescriptor.open(folder + name).readToEnd(maximum: 1 << 20) else { continue }
        return marks(bytes)
    }
    return []
}

private func marks(_ bytes: [UInt8]) -> [Opening.Mark] {
    var lines = bytes.split(separator: UInt8(ascii: "\n")).map { cells($0) }
    guard !lines.isEmpty else { return [] }
    let header = lines.removeFirst()
    func column(_ names: [String]) -> Int? { header.firstIndex { names.contains($0) } }
    guard let time = column(["timestamp", "time"]), let text = column(["text", "name"]) else { return [] }
    let event = column(["event"])
    var marks: [Opening.Mark] = []
    for line in lines.prefix(10_000) where line.count > max(time, text, event ?? 0) {
        guard let instant = parseInstant(line[time]), marks.count < 200 else { continue }
        switch event.map({ line[$0] }) {
        case nil: marks.append((instant, "incident", line[text]))
        case "start": marks.append((instant, "incident", line[text] + " begins"))
        case "end": marks.append((instant, "incident", line[text] + " ends"))
        default: continue
        }
    }
    return marks.sorted { $0.time < $1.time }
}

/// The fields of a line; quotes are doubled within quotes.
private func cells(_ line: ArraySlice<UInt8>) -> [String] {
    var (cells, cell, isQuoted): ([String], [UInt8], Bool) = ([], [], false)
    var hasQuote = false
    for byte in line where byte != UInt8(ascii: "\r") {
        switch byte {
        case UInt8(ascii: "\""):
            // The second of two quotes stands for one.
            if hasQuote && !isQuoted { cell.append(byte) }
            hasQuote = isQuoted
            isQuoted.toggle()
            continue
        case UInt8(ascii: ",") where !isQuoted:
            cells.append(String(decoding: cell, as: UTF8.self))
            cell = []
        default: cell.append(byte)
        }
        hasQuote = false
    }
    return cells + [String(decoding: cell, as: UTF8.self)]
}
