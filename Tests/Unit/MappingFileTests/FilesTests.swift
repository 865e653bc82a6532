import POSIX
import TestSupport
import Testing

@testable import Feed
@testable import MappingFile

@Suite struct FilesTests {
    private func files(_ keys: String, in folder: TemporaryDirectory) throws -> [String] {
        let text = """
            sources:
              - name: s
                \(keys)
                time: {column: t, format: unix}
                metrics:
                  - counter: x_total
                    help: X.
            """
        let configuration = try ConfigurationReader.read(folder.write("map.yml", text))
        return configuration.sources[0].feed.files.map { String($0.dropFirst(folder.path.count + 1)) }
    }

    @Test(arguments: [
        ("files: \"**/*.csv\"", ["1.csv", "new/2.csv", "old/3.csv", "old/test/3.csv"]),
        ("files: [new/*.csv, \"**/*.csv\"]", ["new/2.csv", "1.csv", "old/3.csv", "old/test/3.csv"]),
        ("files: \"**/*.csv\", exclude: 3.csv", ["1.csv", "new/2.csv"]),
        ("files: \"**/*.csv\", exclude: old/3.csv", ["1.csv", "new/2.csv", "old/test/3.csv"]),
        ("files: \"**/*.csv\", exclude: [1.*, \"old/**\"]", ["new/2.csv"]),
        ("files: 1.csv, exclude: \"*\"", []),
    ]) func `excluded files are left out, and a file that matches twice is read once`(
        _ keys: String, _ wanted: [String]
    ) throws {
        let folder = TemporaryDirectory()
        for name in ["new", "old", "old/test"] { try FileSystem.makeDirectory(folder.path + "/" + name) }
        for name in ["1.csv", "new/2.csv", "old/3.csv", "old/test/3.csv"] { folder.write(name, "") }
        let lines = keys.replacing(", exclude", with: "\n    exclude")
        #expect(try files(lines, in: folder) == wanted)
    }

    @Test(arguments: [
        ("exclude: {a: b}", "cannot read \"exclude\""),
        ("exclude: \"\"", "cannot read \"exclude\": got \"\"; want a path"),
        ("excludes: x", "did you mean \"exclude\"?"),
    ]) func `a wrong value of exclude is a fault`(_ keys: String, _ wanted: String) {
        let folder = TemporaryDirectory()
        let error = #expect(throws: (any Error).self) { try files("files: a.csv\n    \(keys)", in: folder) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(wanted))
    }
}
