import Foundation
import Schema
import TestSupport
import Testing

@testable import MappingFile

@Suite struct RejectFileTests {
    private let folder = TemporaryDirectory()

    private func fault(_ rejectFile: String, files: String = "data.csv", _ more: String = "") -> String? {
        folder.write("data.csv", "t\n1\n")
        let path = folder.write(
            "map.yml",
            """
            sources:
              - name: s
                files: \(files)
                reject_file: \(rejectFile)
                time: {column: t, format: unix}
                metrics: [{counter: x_total, help: X.}]
            \(more)
            """)
        do throws(Faults) {
            _ = try ConfigurationReader.read(path)
            return nil
        } catch {
            return error.lines.joined(separator: "\n").replacing(folder.path + "/", with: "")
        }
    }

    private static let other = """
          - name: other
            files: [more/*.tsv]
            time: {column: t, format: unix}
            metrics: [{counter: y_total, help: Y.}]
        """

    @Test(arguments: [
        ("data.csv", "data.csv", "data.csv", "which source s reads"),
        ("./data.csv", "data.csv", "./data.csv", "which source s reads"),
        ("new.csv", "\"*.csv\"", "new.csv", "which source s reads"),
        ("more/new.tsv", "data.csv", "more/new.tsv", "which source other reads"),
        ("x/../more/new.tsv", "data.csv", "x/../more/new.tsv", "which source other reads"),
        ("map.yml", "data.csv", "map.yml", "which is the mapping file"),
        ("link", "data.csv", "link", "which source s reads"),
        ("folder", "data.csv", "folder", "which is a directory"),
    ]) func `a reject file that is read is refused`(
        _ path: String, _ files: String, _ shown: String, _ use: String
    ) throws {
        folder.write("data.csv", "t\n1\n")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "data.csv")
        try FileManager.default.createDirectory(atPath: folder.path + "/folder", withIntermediateDirectories: true)
        #expect(
            fault(path, files: files, Self.other)
                == "map.yml:4:18: cannot use \"reject_file\": got \"\(shown)\", \(use); want a file that is not read")
    }

    @Test(arguments: ["rejects.tsv", "more/rejects.csv", "data.csv.rejects", "/dev/null", "-.csv2"])
    func `any other path is a reject file, whether or not the file exists`(_ path: String) throws {
        #expect(fault(path, files: "\"*.csv\"", Self.other) == nil)
    }
}
