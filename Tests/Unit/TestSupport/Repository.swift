package import Foundation

/// The checkout on this machine.
package enum Repository {
    /// The folder of `Package.swift`, found from the path of this file.
    package static let root: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()
}
