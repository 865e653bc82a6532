import POSIX
import Synthesis

/// A file that was written.
typealias WrittenFile = (name: String, rows: Int, size: Int)

/// Writes the files of a request into a folder. Calls `progress` after each made second with the made part, 0 to 1.
func writeHistory(
    _ catalogue: String, _ request: HistoryRequest, to folder: String, progress: (Double) -> Void
) throws -> [WrittenFile] {
    var making = try makeHistory(catalogue, request)
    let output = try OutputFolder(folder, making.files.map { $0.name })
    while making.step() {
        for file in making.files.indices where making.files[file].bytes.count > 1 << 20 {
            try output.write(file, making.take(file))
        }
        progress(making.progress)
    }
    for file in making.files.indices { try output.write(file, making.take(file)) }
    return zip(making.files, try output.finish()).map { ($0.name, $0.rows, $1) }
}

/// Files that get their names when all of them are complete: an interrupted run leaves no incomplete file under a name
/// that somebody reads.
final class OutputFolder {
    private let folder: String
    private let names: [String]
    private let files: [FileDescriptor]
    private var sizes: [Int]

    /// Creates the folder if it is missing. Throws if it holds other files.
    init(_ folder: String, _ names: [String]) throws {
        (self.folder, self.names) = (folder, names)
        try FileSystem.makeDirectory(folder)
        let own = names + names.map { $0 + Self.ending }
        if let other = try FileSystem.names(in: folder).first(where: { !own.contains($0) }) {
            throw CommandFault(
                "cannot write to \"\(folder)\": it holds \"\(other)\"; want an empty folder, or only files of this set")
        }
        files = try names.map { try FileDescriptor.create("\(folder)/\($0)\(Self.ending)") }
        sizes = names.map { _ in 0 }
    }

    private static let ending = ".partial"

    func write(_ file: Int, _ bytes: [UInt8]) throws(SystemError) {
        try files[file].write(bytes)
        sizes[file] += bytes.count
    }

    /// Gives all files their names, and returns their sizes in bytes.
    func finish() throws(SystemError) -> [Int] {
        for name in names { try FileSystem.rename("\(folder)/\(name)\(Self.ending)", to: "\(folder)/\(name)") }
        return sizes
    }
}

/// One line on a terminal that says how much is made; nothing anywhere else.
struct ProgressText {
    private let isTerminal = FileDescriptor.standardError.isTerminal
    private var shown = -1

    /// Shows a part from 0 to 1, in whole percents.
    mutating func show(_ part: Double) {
        guard isTerminal, Int(part * 100) != shown else { return }
        shown = Int(part * 100)
        write("\r\u{1B}[K\(shown) % made")
    }

    /// Takes the line away.
    mutating func clear() {
        if isTerminal && shown >= 0 { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        // A terminal that is gone needs no progress.
        try? FileDescriptor.standardError.write(text)
    }
}
