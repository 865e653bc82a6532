import Commands
import RemoteWrite

@testable import POSIX
@testable import Stores

/// What servers of names answer, and what is in the files that say how to ask them.
func fuzzNames(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let kind = input.choice([NameQuestion.Kind.ipv4, .ipv6])
    let rest = input.all()
    let text = String(decoding: rest, as: UTF8.self)
    if let question = NameQuestion("ab.c", kind, id: 0x6162) {
        _ = question.read(rest)
        // Behind the right head and question, so that records are read at all.
        var answer = question.message
        (answer[2], answer[6], answer[7]) = (0x81, rest.first ?? 0, rest.last ?? 0)
        if case .addresses(let addresses) = question.read(answer + rest) {
            let count = kind == .ipv4 ? 4 : 16
            check(addresses.allSatisfy { $0.count == count }, "\(addresses)")
            check(addresses.count * count <= rest.count, "\(addresses.count) addresses of \(rest.count) bytes")
        }
    }
    let settings = NameSettings(text)
    check(1...3 ~= settings.servers.count, "\(settings.servers.count) servers")
    check(settings.candidates(text).count <= 7, "\(settings.candidates(text).count) names")
    _ = NameSettings.hosts(text, "ab.c")
    _ = retryAfter(text, now: 0).map { check(0...86_400_000_000_000 ~= $0, "\($0) ns") }
}

/// A position file is whole, or is refused with a sentence.
func fuzzPosition(_ bytes: [UInt8]) {
    do throws(StartFault) {
        let position = try PositionFile.position(bytes, hash: "ab", path: "p")
        check(0..<1 << 43 ~= position.acknowledged, "\(position)")
        check(position.acknowledged..<1 << 43 ~= position.begun ?? position.acknowledged, "\(position)")
    } catch {
        check(error.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "the sentence \(error)")
    }
}
