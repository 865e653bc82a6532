import Foundation

/// A folder for one test. It is removed, with all files in it, with the last reference.
package final class TemporaryDirectory: Sendable {
    /// The folder's absolute path, without a trailing slash.
    package let path: String

    /// Creates the folder. Traps if the system refuses, because the test cannot run then.
    package init() {
        path = FileManager.default.temporaryDirectory.path + "/csv_exporter-" + UUID().uuidString
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            preconditionFailure("cannot make a folder for a test: \(error)")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }  // a folder that remains does no harm

    /// Writes `text` to a file of this folder and returns the file's path.
    @discardableResult
    package func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

    /// Writes `bytes` to a file of this folder and returns the file's path.
    @discardableResult
    package func write(_ name: String, _ bytes: [UInt8]) -> String {
        let file = path + "/" + name
        precondition(FileManager.default.createFile(atPath: file, contents: Data(bytes)), "cannot write \(file)")
        return file
    }
}
