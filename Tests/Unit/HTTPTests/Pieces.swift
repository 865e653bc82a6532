@testable import HTTP

/// A body of given pieces that counts how often it is asked. An empty piece makes it yield.
final class Pieces: BodySource {
    private var pieces: [[UInt8]]
    private let last: BodyStep
    private(set) var asked = 0

    init(_ pieces: [String], last: BodyStep = .end) {
        self.pieces = pieces.map { Array($0.utf8) }
        self.last = last
    }

    init(bytes pieces: [[UInt8]]) {
        self.pieces = pieces
        last = .end
    }

    func step(atMost limit: Int, now: Int64) -> BodyStep {
        asked += 1
        if pieces.isEmpty { return last }
        let piece = pieces.removeFirst()
        return piece.isEmpty ? .yield : .bytes(piece)
    }
}

/// A body whose pieces are added while it is sent; it waits when it has none.
final class Events: BodySource {
    let isLongLived: Bool
    var pieces: [String] = []
    var isEnded = false
    /// The moment that it waits for.
    var until: Int64?
    private(set) var asked = 0

    init(_ pieces: [String] = [], isLongLived: Bool = true) {
        self.pieces = pieces
        self.isLongLived = isLongLived
    }

    func step(atMost limit: Int, now: Int64) -> BodyStep {
        asked += 1
        if !pieces.isEmpty { return .bytes(Array(pieces.removeFirst().utf8)) }
        return isEnded ? .end : .wait(until: until)
    }
}
