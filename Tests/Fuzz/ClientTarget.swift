@testable import HTTP

/// A client reads the same response in whatever pieces its bytes arrive, and stays within its limits.
func fuzzClient(_ bytes: [UInt8]) {
    var input = Input(bytes)
    var limits = ClientLimits()
    limits.statusLineBytes = input.choice([8192, 20, 60])
    limits.headerBytes = input.choice([16384, 10, 64])
    limits.headerFields = input.choice([128, 1, 3])
    limits.bodyBytes = input.choice([65536, 0, 5])
    let isHead = input.choice([false, true])
    let cuts = input.take(4)
    let text = input.all()
    let whole = read([text], isHead, limits)
    let inPieces = pieces(text, cuts: cuts)
    let again = read(inPieces, isHead, limits)
    check(again == whole, "\(inPieces.map(\.count)): \(again), whole: \(whole)")
    let dripped = read(text.map { [$0] }, isHead, limits)
    check(dripped == whole, "byte by byte: \(dripped), whole: \(whole)")
    checkOutcome(whole.outcome, isHead, limits)
}

/// The outcome of a parser, and how many bytes it used.
private struct Reading: Equatable {
    var outcome = ResponseParser.Outcome.needsMore
    var used = 0
}

private func read(_ pieces: [[UInt8]], _ isHead: Bool, _ limits: ClientLimits) -> Reading {
    var parser = ResponseParser(isHead: isHead, limits: limits)
    var reading = Reading()
    for piece in pieces where reading.outcome == .needsMore {
        var position = 0
        reading.outcome = parser.parse(piece, &position)
        check(0...piece.count ~= position, "position \(position) of \(piece.count)")
        if reading.outcome == .needsMore { check(position == piece.count, "needs more, with bytes left") }
        reading.used += position
    }
    if reading.outcome == .needsMore { reading.outcome = parser.end(isOrderly: true) }
    // Where a fault is noticed depends on the pieces.
    if case .fault = reading.outcome { reading.used = 0 }
    return reading
}

private func checkOutcome(_ outcome: ResponseParser.Outcome, _ isHead: Bool, _ limits: ClientLimits) {
    switch outcome {
    case .needsMore: check(false, "no outcome at the end")
    case .fault(.bodyTooLong(let begun, _)): checkResponse(begun, isHead, limits)
    case .fault(let fault):
        check(fault.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "the fault \(fault)")
    case .response(let response): checkResponse(response, isHead, limits)
    }
}

private func checkResponse(_ response: ClientResponse, _ isHead: Bool, _ limits: ClientLimits) {
    check(200...999 ~= response.status, "the status \(response.status)")
    check(response.headers.count <= limits.headerFields, "\(response.headers.count) header fields")
    check(response.body.count <= limits.bodyBytes, "a body of \(response.body.count) bytes")
    let hasNone = isHead || response.status == 204 || response.status == 304
    check(!hasNone || response.body.isEmpty, "a body behind \(response.statusLine)")
    check(response.statusLine.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "the line \(response.statusLine)")
}
