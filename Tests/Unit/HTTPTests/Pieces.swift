@testable import HTTP

/// A body of given pieces that counts how often it is asked.
final class Pieces: BodySource {
    private var pieces: [[UInt8]]
    private(set) var asked = 0
    /// Whether what comes after the pieces is no end.
    var isBroken = false

    init(_ pieces: [String]) { self.pieces = pieces.map { Array($0.utf8) } }
    init(bytes pieces: [[UInt8]]) { self.pieces = pieces }

    func next(atMost limit: Int) -> [UInt8]? {
        asked += 1
        return pieces.isEmpty ? nil : pieces.removeFirst()
    }
}
