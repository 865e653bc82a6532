import Foundation
import TestSupport
import Testing

/// Inputs that the fuzzer found worth keeping, and chance ones, so that a change that a fuzz target would notice does
/// not wait for somebody to fuzz. A finding ends the process, after a line that begins with `FINDING`.
@Suite struct KnownInputs {
    /// Inputs of each kind and target: about a second a target in a debug build.
    private static let most = 1000

    @Test(arguments: targets.keys.sorted())
    func `a target takes known inputs and chance ones`(_ name: String) throws {
        let target = try #require(targets[name])
        let known = try inputs(of: name)
        for input in known { target(input) }
        var random = SeededGenerator(seed: 1)
        for _ in 0..<Self.most {
            var input = known.randomElement(using: &random) ?? []
            // A changed piece of a known input comes further than bytes of chance.
            let at = Int.random(in: 0...input.count, using: &random)
            let end = min(input.count, at + Int.random(in: 0...24, using: &random))
            let length = Int.random(in: 1...24, using: &random)
            let piece = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            input.replaceSubrange(at..<end, with: piece)
            target(input)
        }
    }

    /// Inputs from the archive of a target, spread over all of them; none without an archive.
    private func inputs(of name: String) throws -> [[UInt8]] {
        let archive = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "corpus/\(name).tar.gz")
        guard FileManager.default.fileExists(atPath: archive.path) else { return [] }
        let folder = TemporaryDirectory()
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/env")
        tar.arguments = ["tar", "-xzf", archive.path, "-C", folder.path]
        try tar.run()
        tar.waitUntilExit()
        try #require(tar.terminationStatus == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(!names.isEmpty)
        let step = max(1, names.count / Self.most)
        return try stride(from: 0, to: names.count, by: step).map {
            Array(try Data(contentsOf: URL(filePath: folder.path + "/" + names[$0])))
        }
    }
}
