import POSIX

/// Where rows make their inputs, and how large these are.
final class Bench {
    /// A folder of our own, removed at the end.
    let folder: String
    /// How many records an input has, unless the row says otherwise.
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

    /// The paths of the input's files, which are made if no row has asked for them before.
    func files(_ input: Input) throws -> [String] {
        if let paths = known[input] { return paths }
        let prefix = "\(folder)/\(known.count)"
        let files = try input.write(to: prefix)
        known[input] = files
        paths += files
        return files
    }

    /// Writes a small file, a mapping say, and returns its path.
    func file(_ text: String, ending: String) throws -> String {
        let path = "\(folder)/\(paths.count).\(ending)"
        try FileDescriptor.create(path).write(text + "\n")
        paths.append(path)
        return path
    }

    /// How many bytes the files have together.
    func size(_ files: [String]) throws -> Int { try files.reduce(0) { try $0 + FileStatus(path: $1).size } }

    /// Removes what rows have made; the next makes its own.
    func removeInputs() {
        // What cannot be removed is left to the system's care of its temporary folder.
        for path in paths { try? FileSystem.remove(path) }
        (paths, known) = ([], [:])
    }

    /// Removes the folder.
    func remove() {
        removeInputs()
        try? FileSystem.removeDirectory(folder)
    }
}
