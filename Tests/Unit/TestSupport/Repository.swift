package import Foundation

/// Where the checkout lies on this machine.
package enum Repository {
    /// The folder that holds `Package.swift`, from wherever this file is compiled.
    package static let root: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()
}
