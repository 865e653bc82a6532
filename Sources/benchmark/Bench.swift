import POSIX

/// The inputs of rows: their folder, and their sizes.
final class Bench {
    /// A folder of this run, removed at the end.
    let folder: String
    /// The number of records of an input, unless the row has another.
    let records: Int
    let rounds: Int
    private var paths: [String] = []
    private var known: [Input: [String]] = [:]

    init(records: Int, rounds: Int) throws {
        self.records = records
        self.rounds = rounds
        let parent = Environment.value(of: "TMPDIR") ?? "/tmp"
        folder = "\(parent)/csv_exporter_benchmark.\(SystemClock.wallNanoseconds())"
        try FileSystem.makeDirectory(folder, permissions: 0o700)
    }

    /// The paths of the files of an input, which are written on the first call for the input.
    func files(_ input: Input) throws -> [String] {
        if let paths = known[input] { return paths }
        let prefix = "\(folder)/\(known.count)"
        let files = try input.write(to: prefix)
        known[input] = files
        paths += files
        return files
    }

    /// Writes a small file such as a mapping, and returns its path.
    func file(_ text: String, ending: String) throws -> String {
        let path = "\(folder)/\(paths.count).\(ending)"
        try FileDescriptor.create(path).write(text + "\n")
        paths.append(path)
        return path
    }

    /// The number of bytes of all files together.
    func size(_ files: [String]) throws -> Int { try files.reduce(0) { try $0 + FileStatus(path: $1).size } }

    /// Removes all files, before the next row writes its own.
    func removeInputs() {
        // A file that cannot be removed stays in the temporary folder, which the system cleans.
        try? Self.empty(folder)
        (paths, known) = ([], [:])
    }

    /// Makes a folder empty, or new.
    static func empty(_ folder: String) throws {
        try FileSystem.makeDirectory(folder)
        for name in try FileSystem.names(in: folder) {
            let path = "\(folder)/\(name)"
            guard try FileStatus(path: path).kind == .directory else {
                try FileSystem.remove(path)
                continue
            }
            try empty(path)
            try FileSystem.removeDirectory(path)
        }
    }

    /// Removes the folder.
    func remove() {
        removeInputs()
        try? FileSystem.removeDirectory(folder)
    }
}
