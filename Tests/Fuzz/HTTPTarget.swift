@testable import HTTP

/// Requests are the same in whatever pieces their bytes arrive, stay within the limits, and read the same when they are
/// written again.
func fuzzHTTP(_ bytes: [UInt8]) {
    var input = Input(bytes)
    var limits = Limits()
    limits.requestLineBytes = input.choice([8192, 20, 60])
    limits.headerBytes = input.choice([16384, 10, 64])
    limits.headerFields = input.choice([128, 1, 3])
    limits.bodyBytes = input.choice([65536, 0, 5])
    let cuts = input.take(4)
    let text = input.all()
    let whole = said([text], limits)
    let inPieces = pieces(text, cuts: cuts)
    check(said(inPieces, limits) == whole, "\(inPieces.map(\.count)): \(said(inPieces, limits)), whole: \(whole)")
    check(said(text.map { [$0] }, limits) == whole, "byte by byte: not \(whole)")
    for case .request(let request) in whole { checkRequest(request, limits, text) }
}

/// The outcomes for all pieces, up to a fault. `needsMore` is left out, because it depends on the pieces.
private func said(_ pieces: [[UInt8]], _ limits: Limits) -> [RequestParser.Outcome] {
    var parser = RequestParser(limits: limits)
    var said: [RequestParser.Outcome] = []
    for piece in pieces {
        var position = 0
        while true {
            let before = position
            let outcome = parser.parse(piece, &position)
            check(before...piece.count ~= position, "position \(position) of \(piece.count), after \(before)")
            if case .request = outcome { said.append(outcome) }
            if case .fault(let fault) = outcome {
                check(400..<600 ~= fault.status && !fault.description.isEmpty, "the fault \(fault)")
                return said + [outcome]
            }
            if outcome == .needsMore || outcome == .needsContinue {
                check(position == piece.count, "needs more, with \(piece.count - position) bytes left")
                break
            }
        }
    }
    return said
}

private func checkRequest(_ request: Request, _ limits: Limits, _ text: [UInt8]) {
    check(request.headers.count <= limits.headerFields, "\(request.headers.count) header fields")
    check(request.body.count <= limits.bodyBytes, "a body of \(request.body.count) bytes")
    check(request.method.utf8.count + request.path.utf8.count < limits.requestLineBytes, "a long line")
    check(request.path.hasPrefix("/") || request.path == "*" && request.method == "OPTIONS", "the path \(request.path)")
    checkTarget(request)
    // Any bytes may be a form, and any text a list of preferences.
    _ = try? request.form()
    _ = negotiate(acceptEncoding: request.headers["a"])
    let choice = negotiate(accept: request.headers["a"], among: ["text/plain; version=0.0.4", "a/b"])
    check(0...1 ~= choice, "the choice \(choice)")
    let allows = { (byte: UInt8) in byte >= 0x20 && byte != 0x7F || byte == 0x09 }
    for name in ["host", "a", "content-length", "transfer-encoding", "connection"] {
        for value in request.headers.values(of: name) {
            check(value.utf8.allSatisfy(allows), "the field \(name): \(value.debugDescription)")
            check(!value.hasPrefix(" ") && !value.hasSuffix(" "), "blanks around \(value.debugDescription)")
        }
    }
    check(!(request.headers["content-length"] != nil && request.headers["transfer-encoding"] != nil), "two framings")
}

/// The target reads the same when it is written again, in origin form.
private func checkTarget(_ request: Request) {
    guard request.path != "*" else { return }
    let pairs = request.query.map { "\(escaping($0.name))=\(escaping($0.value))" }
    let target = escaping(request.path, except: "/") + "?" + pairs.joined(separator: "&")
    let again = Request(method: request.method, target: target)
    check(again?.path == request.path, "\(target) is \(request.path), and again \(again?.path as Any)")
    let isSame = again?.query.elementsEqual(request.query) { $0.name == $1.name && $0.value == $1.value }
    check(isSame == true, "\(target) is \(request.query), and again \(again?.query as Any)")
}

private func escaping(_ text: String, except kept: String = "") -> String {
    text.utf8.map { byte in
        kept.utf8.contains(byte)
            ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
}
