import CSV
import Foundation
import TestSupport
import Testing

/// Compares with the csv module of Python's library on random text, where both define the result.
@Suite(.enabled(if: python != nil, "python3 is missing")) struct PythonTests {
    /// What Python makes of one document: its rows, and whether its strict reader takes it.
    private struct Answer: Decodable {
        let rows: [[String]]
        let isStrict: Bool
    }

    private static let script = """
        import csv, io, json, sys
        def strict(text):
            try:
                return list(csv.reader(io.StringIO(text, newline=''), strict=True)) is not None
            except csv.Error:
                return False
        texts = json.load(open(sys.argv[1]))
        rows = [list(csv.reader(io.StringIO(text, newline=''))) for text in texts]
        json.dump([{'rows': r, 'isStrict': strict(t)} for r, t in zip(rows, texts)], open(sys.argv[2], 'w'))
        """

    @Test func `random text means what it means to Python`() throws {
        let seed: UInt64 = 4180
        var generator = SeededGenerator(seed: seed)
        let corpus = (0..<2000).map { _ in
            String(decoding: generator.bytes("ab ,,,\"\"\"\r\n\n", atMost: 40), as: UTF8.self)
        }
        var compared = 0
        for (text, answer) in zip(corpus, try ask(corpus)) {
            // A batch keeps only records of one number of fields; its rejects tell the others' numbers.
            for fieldCount in 1...3 {
                let parsed = parse(text, fieldCount: fieldCount)
                if parsed.rejects.contains(where: { $0.reason == .unclosedQuote }) {
                    #expect(!answer.isStrict, "seed \(seed): \(text.debugDescription)")
                    continue
                }
                let rows = answer.rows.filter { !$0.isEmpty }
                #expect(
                    parsed.records == rows.filter { $0.count == fieldCount }, "seed \(seed): \(text.debugDescription)")
                #expect(
                    parsed.rejects.map(\.fields) == rows.map(\.count).filter { $0 != fieldCount },
                    "seed \(seed): \(text.debugDescription)")
                compared += 1
            }
        }
        #expect(compared > 2000)
    }

    private func ask(_ corpus: [String]) throws -> [Answer] {
        let directory = TemporaryDirectory()
        let input = directory.path + "/texts.json"
        let output = directory.path + "/rows.json"
        try JSONEncoder().encode(corpus).write(to: URL(fileURLWithPath: input))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = ["-c", Self.script, input, output]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try JSONDecoder().decode([Answer].self, from: Data(contentsOf: URL(fileURLWithPath: output)))
    }
}

/// The path of python3, looked for where commands are.
private let python: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { $0 + "/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
