import CSV
import Foundation
import TestSupport
import Testing

/// Compares the parser with the csv module of Python on random text, where both define the result.
@Suite(.enabled(if: python != nil, "python3 is missing")) struct PythonTests {
    /// Python's result for one document: the rows, and whether the strict reader accepts the document.
    private struct Answer: Decodable {
        let rows: [[String]]
        let isStrict: Bool
    }

    /// One document and its dialect.
    private struct Document: Encodable {
        let text: String
        let delimiter: String
        let quote: String?

        var dialect: Dialect { .with(delimiter: delimiter.first ?? ",", quote: quote?.first) }
    }

    private static let script = """
        import csv, io, json, sys
        def rows(document, strict):
            quoting = {'quotechar': document['quote']} if 'quote' in document else {'quoting': csv.QUOTE_NONE}
            text = io.StringIO(document['text'], newline='')
            return list(csv.reader(text, delimiter=document['delimiter'], strict=strict, **quoting))
        def takes(document):
            try:
                return rows(document, True) is not None
            except csv.Error:
                return False
        documents = json.load(open(sys.argv[1]))
        json.dump([{'rows': rows(d, False), 'isStrict': takes(d)} for d in documents], open(sys.argv[2], 'w'))
        """

    @Test func `random text gives the same records as in Python`() throws {
        for round in rounds { try compare(seed: 4180 + round) }
    }

    private func compare(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let forms: [(String, String?)] = [(",", "\""), (",", "\""), (";", "'"), ("\t", "\""), (",", nil)]
        let corpus = (0..<2000).map { number in
            let (delimiter, quote) = forms[number % forms.count]
            let mark = quote ?? "\""
            let alphabet = "ab " + delimiter + delimiter + delimiter + mark + mark + mark + "\r\n\n"
            let bytes = generator.bytes(alphabet, atMost: number % 10 == 0 ? 200 : 40)
            return Document(text: String(decoding: bytes, as: UTF8.self), delimiter: delimiter, quote: quote)
        }
        var compared = 0
        for (document, answer) in zip(corpus, try ask(corpus)) {
            let text = document.text
            // A batch has only the records with `fieldCount` fields; the rejects have the field counts of the others.
            for fieldCount in 1...3 {
                let parsed = parse(text, document.dialect, fieldCount: fieldCount)
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

    private func ask(_ corpus: [Document]) throws -> [Answer] {
        let directory = TemporaryDirectory()
        let input = directory.path + "/documents.json"
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

/// The path of python3, found along PATH; nil if it is not installed.
private let python: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { $0 + "/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
