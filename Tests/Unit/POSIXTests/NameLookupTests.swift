import Testing

@testable import POSIX

@Suite struct NameLookupTests {
    private static let second: Int64 = 1_000_000_000

    /// An answer to a question: its header and question, then records of a type and their content.
    private static func answer(
        _ message: [UInt8], code: UInt8 = 0, _ records: [(type: UInt8, content: [UInt8])] = []
    ) -> [UInt8] {
        var answer = message
        (answer[2], answer[3], answer[7]) = (0x81, 0x80 | code, UInt8(records.count))
        for record in records {
            answer += [0xC0, 12, 0, record.type, 0, 1, 0, 0, 0, 60, 0, UInt8(record.content.count)] + record.content
        }
        return answer
    }

    @Test func `a question has the bytes of RFC 1035`() {
        let question = NameQuestion("ab.c", .ipv6, id: 0x1234)
        #expect(
            question?.message == [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 97, 98, 1, 99, 0, 0, 28, 0, 1])
        for name in ["", "a..b", ".a", String(repeating: "x", count: 64), String(repeating: "a.", count: 127) + "a"] {
            #expect(NameQuestion(name, .ipv4, id: 0) == nil, "\(name)")
        }
    }

    @Test func `an answer has the addresses of the asked kind, behind any aliases`() throws {
        let question = try #require(NameQuestion("ab.c", .ipv4, id: 7))
        let message = Self.answer(
            question.message,
            [(5, [1, 97, 0]), (1, [10, 0, 0, 1]), (28, (0..<16).map { UInt8($0) }), (1, [10, 0, 0, 2])])
        #expect(question.read(message) == .addresses([[10, 0, 0, 1], [10, 0, 0, 2]]))
        #expect(question.read(Self.answer(question.message, code: 3)) == .addresses([]))
        #expect(question.read(Self.answer(question.message, code: 2)) == .failure)
        var capitals = message
        capitals[13] = 65
        #expect(question.read(capitals) == .addresses([[10, 0, 0, 1], [10, 0, 0, 2]]))
        for (place, byte) in [(0, 1), (1, 8), (2, 1), (5, 2), (13, 98), (16, 100), (19, 28)] as [(Int, UInt8)] {
            var other = message
            other[place] = byte
            #expect(question.read(other) == .stray, "byte \(place)")
        }
        for end in message.indices {
            let reading = question.read(Array(message[..<end]))
            if end < question.message.count { #expect(reading == .stray) } else { #expect(reading != .failure) }
        }
    }

    @Test func `resolv.conf is read as the C library reads it`() {
        let settings = NameSettings(
            "# a\nnameserver 10.0.0.1\nnameserver ::1\nsearch a.example b.example.\noptions ndots:2 timeout:1 x\n")
        let six = [UInt8](repeating: 0, count: 15) + [1]
        #expect(settings.servers == [[10, 0, 0, 1], six])
        #expect((settings.dots, settings.attempts, settings.timeout) == (2, 2, 1))
        #expect(settings.candidates("x") == ["x.a.example", "x.b.example", "x"])
        #expect(settings.candidates("x.y.z") == ["x.y.z", "x.y.z.a.example", "x.y.z.b.example"])
        #expect(settings.candidates("x.") == ["x"])
        #expect(NameSettings("").servers == [[127, 0, 0, 1]])
    }

    @Test(
        arguments: [
            ("a", [[10, 0, 0, 1]]), ("alias", [[10, 0, 0, 1]]), ("A", [[10, 0, 0, 1]]), ("c", []), ("#", []),
            ("six", [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]]),
        ] as [(String, [[UInt8]])]) func `hosts names addresses`(_ name: String, _ addresses: [[UInt8]])
    {
        let text = "10.0.0.1\ta  alias # c\n::1 six\nnonsense c\n"
        #expect(NameSettings.hosts(text, name) == addresses)
    }

    @Test func `addresses and localhost are known without any file`() {
        for (name, address) in [("127.0.0.1", [127, 0, 0, 1]), ("localhost", [127, 0, 0, 1])] as [(String, [UInt8])] {
            #expect(NameLookup(name, hosts: "", NameSettings(""), port: 53, now: 0).outcome == .success([address]))
        }
    }

    /// A server on a free port of this host, and a search that asks it.
    private func search(
        _ name: String, _ options: String, answering: ([UInt8]) -> [UInt8]?, now: (Int) -> Int64 = { _ in 0 }
    ) throws -> (Result<[[UInt8]], NameError>?, [String]) {
        let server = try DatagramServer()
        let lookup = NameLookup(
            name, hosts: "", NameSettings("nameserver 127.0.0.1\n\(options)"), port: server.port, now: 0)
        var asked: [String] = []
        for turn in 0..<1000 where lookup.outcome == nil {
            if let message = server.receive() {
                asked.append(text(message))
                if let answer = answering(message) { server.reply(answer) }
            }
            var set = PollSet()
            lookup.addInterest(to: &set)
            try set.poll(timeoutNanoseconds: 1_000_000)
            lookup.turn(set, now: now(turn))
        }
        return (lookup.outcome, asked)
    }

    /// The name that a question asks for, a dot before each part.
    private func text(_ message: [UInt8]) -> String {
        let name: [UInt8] = message[12..<message.count - 5].map { $0 < 32 ? 46 : $0 }
        return String(decoding: name, as: UTF8.self)
    }

    @Test func `a name is completed, asked for both kinds of addresses, and found`() throws {
        let six = (0..<16).map { UInt8($0) }
        let (outcome, asked) = try search(
            "db", "search one.x two.x",
            answering: { message in
                let isTwo = self.text(message).hasSuffix("two.x") && message[message.count - 3] == 28
                return isTwo ? Self.answer(message, [(28, six)]) : Self.answer(message)
            })
        #expect(outcome == .success([six]))
        #expect(asked == [".db.one.x", ".db.one.x", ".db.two.x", ".db.two.x"])
    }

    @Test func `a name that nobody knows, and a server that is silent, are told apart`() throws {
        let (unknown, _) = try search("x.y", "", answering: { Self.answer($0, code: 3) })
        #expect("\(unknown.map { "\($0)" } ?? "")".contains("neither in /etc/hosts nor known"))
        let (silent, asked) = try search("x.y", "options timeout:1 attempts:2", answering: { _ in nil }) {
            Int64($0) * Self.second
        }
        #expect("\(silent.map { "\($0)" } ?? "")".contains("no server of /etc/resolv.conf answers"))
        #expect(asked.count <= 4)
    }

    @Test func `answers of others are passed over`() throws {
        var isFirst = true
        let (outcome, _) = try search(
            "x.y", "",
            answering: { message in
                defer { isFirst = false }
                var answer = Self.answer(message, [(1, [9, 9, 9, 9])])
                if isFirst { answer[0] ^= 1 }
                return answer
            }, now: { $0 > 20 ? Int64($0) * Self.second : 0 })
        #expect(outcome == .success([[9, 9, 9, 9]]))
    }
}
