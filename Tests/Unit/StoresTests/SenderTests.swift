import HTTP
import POSIX
import RemoteWrite
import Service
import TestSupport
import Testing

@testable import Stores

/// A sender and a receiver that plays what real ones do.
@Suite struct SenderTests {
    @Test(arguments: [200, 202, 204]) func `a success acknowledges each sample once`(_ status: Int) throws {
        let scene = try SenderScene { _, _ in .status(status) }
        try scene.run()
        #expect(scene.sender.fault == nil && scene.receiver.requests.count == 1)
        #expect(scene.sender.counts.acknowledged == SenderScene.all && scene.sender.counts.confirmed == 0)
        #expect(scene.sender.counts.lastSent == SenderScene.instants[1])
        let head = scene.receiver.requests.first?.head ?? ""
        for line in [
            "POST /api/v1/write HTTP/1.1", "Content-Encoding: snappy", "Content-Type: application/x-protobuf",
            "X-Prometheus-Remote-Write-Version: 0.1.0", "User-Agent: csv_exporter/\(version)",
        ] { #expect(head.split(separator: "\r\n").contains { $0 == line }, "\(line)") }
        let body = scene.receiver.requests.first?.body ?? []
        #expect(snappyDecoded(body) != nil && !body.starts(with: [0xFF, 0x06]), "a block, not a framed stream")
    }

    @Test(arguments: [429, 500, 501, 502, 503, 504, 599]) func `a busy receiver gets the same request again`(
        _ status: Int
    ) throws {
        let scene = try SenderScene { number, _ in number < 3 ? .status(status, body: "later") : .status(204) }
        try scene.run()
        #expect(scene.sender.fault == nil && scene.sender.counts.acknowledged == SenderScene.all)
        #expect(scene.sender.counts.retries == 3 && scene.receiver.requests.count == 4)
        #expect(Set(scene.receiver.requests.map { $0.body }).count == 1)
        #expect(scene.sender.counts.requests == ["\(status)": 3, "204": 1])
    }

    @Test(arguments: [300, 301, 304, 400, 401, 403, 404, 409, 413, 415, 422])
    func `a refusal is final, with the receiver's words`(_ status: Int) throws {
        let body = status == 304 ? "" : "no: \u{1B}[1m\"x\"\n"
        let scene = try SenderScene { _, _ in .status(status, body: body) }
        try scene.run()
        let words = scene.sender.fault?.description ?? ""
        #expect(words.contains("got HTTP/1.1 \(status)") && words.contains("2026-02-25T06:13:20Z"), "\(words)")
        #expect(words.contains("no: ") == (status != 304) && !words.contains("\u{1B}"), "\(words)")
        #expect(scene.receiver.requests.count == 1 && scene.sender.counts.refused == SenderScene.all)
    }

    @Test func `after a refusal others go on if that is wanted`() throws {
        let scene = try SenderScene({ ($0.stopsAtRefusal, $0.samplesPerRequest) = (false, 2) }) { number, _ in
            number == 1 ? .status(400, body: "bad") : .status(200)
        }
        try scene.run()
        #expect(scene.sender.fault == nil && scene.receiver.requests.count == 3)
        #expect(scene.sender.counts.refused == 2 && scene.sender.counts.acknowledged == 4)
    }

    /// A store without a window for late samples, which has those of some series already, and takes a message whole or
    /// not at all.
    private static func store(of names: [String]) -> (Int, MockReceiver.Request) -> MockReceiver.Script {
        { _, request in
            let text = Array((snappyDecoded(request.body) ?? []))
            // The value of the label: its tag, its length, its only byte.
            let isStored = names.contains { name in
                zip(text, text.dropFirst(2)).contains { $0 == 0x12 && $1 == name.utf8.first ?? 0 }
            }
            return isStored ? .status(400, body: "out of order sample") : .status(204)
        }
    }

    @Test(arguments: [[], ["x"], ["y"], ["z"], ["x", "z"], ["x", "y", "z"]], [1, 2])
    func `what an earlier push had stored is there already, and the rest is sent`(
        _ stored: [String], _ connections: Int
    ) throws {
        let scene = try SenderScene({ $0.connections = connections }, Self.store(of: stored))
        try scene.run(isRepeated: true)
        #expect(scene.sender.fault == nil && scene.sender.counts.refused == 0)
        #expect(scene.sender.counts.acknowledged == SenderScene.all)
        #expect(scene.sender.counts.present == stored.count * 2)
        #expect(scene.sender.counts.samples == SenderScene.all, "a sample counts once, however often it is sent")
    }

    @Test func `what was stored without an answer is there already`() throws {
        let stored = Self.store(of: ["x", "y", "z"])
        let scene = try SenderScene { number, request in
            number == 0 ? .bytes("", closes: true) : stored(number, request)
        }
        try scene.run()
        #expect(scene.sender.fault == nil && scene.sender.counts.present == SenderScene.all)
    }

    @Test func `what was given up says nothing about what comes then`() throws {
        let scene = try SenderScene { number, _ in
            number == 0 ? .bytes("", closes: true) : .status(400, body: "out of order sample")
        }
        let sender = scene.sender
        try scene.run(until: { sender.isRetrying })
        sender.cancel()
        try scene.run()
        #expect(sender.fault != nil && sender.counts.present == 0)
    }

    @Test func `samples that were never sent before are refused if the receiver has newer ones`() throws {
        let scene = try SenderScene({ _ in }, Self.store(of: ["y"]))
        try scene.run()
        #expect(scene.sender.fault?.description.contains("out of order sample") == true)
        #expect(scene.sender.counts.present == 0 && scene.receiver.requests.count == 1)
        let other = try SenderScene { _, _ in .status(400, body: "duplicate sample for timestamp") }
        try other.run(isRepeated: true)
        #expect(other.sender.fault != nil, "another value at the same time is a refusal")
        let live = try SenderScene { _, _ in .status(400, body: "duplicate sample for timestamp") }
        try live.run(isRepeated: true, mayDiffer: true)
        #expect(live.sender.fault == nil && live.sender.counts.present == SenderScene.all, "unless it may be one")
        try live.run(mayDiffer: true)
        #expect(live.sender.fault != nil, "and only if the samples may be there")
    }

    @Test func `2-0 counts what the receiver confirms`() throws {
        let field = "X-Prometheus-Remote-Write-Samples-Written: "
        for (written, refused) in [(6, 0), (4, 2), (0, 6), (9, 0)] {
            let scene = try SenderScene({ $0.versions = .auto }) { _, _ in .status(204, ["\(field)\(written)"]) }
            try scene.run()
            #expect(scene.sender.fault == nil && scene.sender.version == .two)
            #expect(scene.sender.counts.refused == refused)
            #expect(scene.sender.counts.confirmed == SenderScene.all - refused)
        }
    }

    @Test(arguments: [(204, ""), (200, ""), (415, "what?"), (400, "cannot decode")])
    func `without a confirmation the same samples go out as 1-0`(_ status: Int, _ body: String) throws {
        let scene = try SenderScene({ $0.versions = .auto }) { _, request in
            request.head.contains("v2.Request") ? .status(status, body: body) : .status(204)
        }
        try scene.run()
        #expect(scene.sender.fault == nil && scene.sender.version == .one)
        #expect(scene.receiver.requests.count == 2 && scene.sender.counts.acknowledged == SenderScene.all)
        let strict = try SenderScene({ $0.versions = .two }) { _, _ in .status(status, body: body) }
        try strict.run()
        #expect(strict.sender.fault != nil && strict.receiver.requests.count == 1)
    }

    private static let answers = [
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nTrailer: t\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
    ]

    @Test(arguments: answers) func `an answer may come in any pieces`(_ text: String) throws {
        for cut in 0...text.utf8.count {
            let scene = try SenderScene { _, _ in .bytes(text, cut: cut) }
            try scene.run()
            #expect(scene.sender.fault == nil && scene.sender.counts.acknowledged == SenderScene.all, "cut at \(cut)")
        }
    }

    @Test(
        arguments: [
            "", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "HTTP/1.1 503 Busy\r\n\r\nno length",
            "HTTP/1.1 200 OK\r\n" + String(repeating: "A: \(String(repeating: "b", count: 998))\r\n", count: 64),
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        ]) func `an answer that is cut off or broken is tried again on a new connection`(_ text: String) throws
    {
        for cut in stride(from: 0, to: text.utf8.count + 1, by: max(1, text.utf8.count / 50)) {
            let scene = try SenderScene { number, _ in
                number == 0 ? .bytes(text, cut: cut, closes: true) : .status(204)
            }
            try scene.run()
            #expect(scene.sender.fault == nil && scene.sender.counts.acknowledged == SenderScene.all, "cut at \(cut)")
            #expect(scene.sender.counts.retries == 1)
        }
    }

    @Test(arguments: ["220 mail ready\r\n", "SSH-2.0-x\r\n", "\u{15}\u{3}\u{1}\r\n", "HTTP/1.1 101 Switch\r\n\r\n"])
    func `a server of another protocol is told at once`(_ text: String) throws {
        let scene = try SenderScene { _, _ in .bytes(text, closes: true) }
        try scene.run()
        #expect(scene.sender.fault != nil && scene.receiver.requests.count == 1)
    }

    @Test func `a page for people is no acknowledgement`() throws {
        let scene = try SenderScene { _, _ in .status(200, ["Content-Type: text/html; charset=utf-8"], body: "<html>") }
        try scene.run()
        #expect(scene.sender.fault?.description.contains("<html>") == true)
    }

    @Test func `an endless body counts by its status, and is not kept`() throws {
        let piece = [UInt8](repeating: 65, count: 20_000)
        let head = Array("HTTP/1.1 400 Bad\r\n\r\n".utf8)
        let scene = try SenderScene { _, _ in
            MockReceiver.Script(pieces: [head] + Array(repeating: piece, count: 20))
        }
        try scene.run()
        let words = scene.sender.fault?.description ?? ""
        #expect(words.contains("400 Bad") && words.utf8.count < 5000)
    }

    @Test func `a receiver that stays away is given up`() throws {
        let scene = try SenderScene { _, _ in .status(503, body: "full") }
        try scene.run()
        let words = scene.sender.fault?.description ?? ""
        #expect(words.contains("--remote-write.retry-for") && words.contains("full"), "\(words)")
        #expect(scene.clock >= 60 * SenderScene.second && scene.sender.counts.gaveUp == SenderScene.all)
        let gone = try SenderScene { _, _ in .status(204) }
        gone.receiver.goAway()
        try gone.run()
        #expect(gone.sender.fault?.description.contains("Connection refused") == true)
        #expect(gone.sender.counts.requests.keys.sorted() == ["none"])
    }

    @Test func `a receiver may ask for a longer wait`() throws {
        let scene = try SenderScene { number, _ in number == 0 ? .status(429, ["Retry-After: 7"]) : .status(204) }
        try scene.run()
        #expect(scene.clock >= 7 * SenderScene.second && scene.clock < 8 * SenderScene.second)
    }

    @Test func `secrets are read again after a 401`() throws {
        let folder = TemporaryDirectory()
        let file = folder.write("token", Array("old\n".utf8))
        let credentials = try Credentials(fields: ["X-A=b"], tenant: "t", bearerFile: file, basicFile: nil)
        let scene = try SenderScene({ $0.credentials = credentials }) { _, request in
            if request.head.contains("Authorization: Bearer new") { return .status(204) }
            _ = folder.write("token", Array("new".utf8))
            return .status(401)
        }
        try scene.run()
        #expect(scene.sender.fault == nil && scene.receiver.requests.count == 2)
        #expect(scene.receiver.requests.allSatisfy { $0.head.contains("X-A: b") && $0.head.contains("OrgID: t") })
    }

    @Test(arguments: ["", "=x", "noequals", "Host=x", "user-agent=x", "a b=c", "a=b\nc", "Content-Length=1"])
    func `header fields that cannot be sent are refused`(_ field: String) {
        #expect(throws: (any Error).self) {
            try Credentials(fields: [field], tenant: nil, bearerFile: nil, basicFile: nil)
        }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("a:\u{FF}", "YTrDvw=="),
    ])
    func `base64 has the vectors of RFC 4648`(_ text: String, _ encoded: String) {
        #expect(base64(Array(text.utf8)) == encoded)
    }

    @Test func `a dry run encodes all and sends nothing`() throws {
        let scene = try SenderScene({ $0.isDry = true }) { _, _ in .status(500) }
        try scene.run()
        #expect(scene.receiver.requests.isEmpty && scene.sender.counts.samples == SenderScene.all)
    }
}
