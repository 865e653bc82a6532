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
        var escape: String?
        var trims = false

        var dialect: Dialect {
            .with(delimiter: delimiter.first ?? ",", quote: quote?.first, escape: escape?.first, trim: trims)
        }
    }

    private static let script = """
        import csv, io, json, sys
        def rows(document, strict):
            quoting = {'quotechar': document['quote']} if 'quote' in document else {'quoting': csv.QUOTE_NONE}
            text = io.StringIO(document['text'], newline='')
            return list(csv.reader(text, delimiter=document['delimiter'], strict=strict,
                                   escapechar=document.get('escape'), skipinitialspace=document['trims'], **quoting))
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
                // No record has 0 fields, so that empty fields at the end are not passed over.
                let parsed = parse(
                    Array(text.utf8), document.dialect, columns: Array(0..<fieldCount), fieldCount: fieldCount, first: 0
                )
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

    /// Python removes blanks before a cell only, so blanks behind cells are not compared. It also escapes outside of
    /// quotes, so escapes are within quotes here.
    @Test func `escapes and blanks before cells mean the same as in Python`() throws {
        for round in rounds {
            var generator = SeededGenerator(seed: 77 + round)
            let corpus = (0..<1000).map { number in
                let (escape, trims) = (number % 3 > 0 ? "\\" : nil, number % 3 != 1)
                let text = (0..<4).map { _ in generator.line(escape: escape, trims: trims) }.joined()
                return Document(text: text, delimiter: ",", quote: "\"", escape: escape, trims: trims)
            }
            for (document, answer) in zip(corpus, try ask(corpus)) {
                let found = parse(document.text, document.dialect, fieldCount: 3)
                #expect(found.rejects == [])
                #expect(
                    found.records.map { $0.map(withoutLastBlanks) } == answer.rows.map { $0.map(withoutLastBlanks) },
                    "round \(round): \(document.text.debugDescription)")
            }
        }
    }

    private func withoutLastBlanks(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
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

extension SeededGenerator {
    /// Three fields, about half of them within quotes.
    fileprivate mutating func line(escape: String?, trims: Bool) -> String {
        let fields = (0..<3).map { _ in
            let blanks = trims ? String(decoding: bytes(" ", atMost: 2), as: UTF8.self) : ""
            return blanks + field(escape: escape) + blanks
        }
        return fields.joined(separator: ",") + (Bool.random(using: &self) ? "\n" : "\r\n")
    }

    private mutating func field(escape: String?) -> String {
        if Bool.random(using: &self) { return "x" + String(decoding: bytes("ab ", atMost: 5), as: UTF8.self) }
        let marks = escape.map { ["\($0)\"", "\($0)\($0)", "\($0)a", "\($0),", "\($0)\n"] } ?? []
        let pieces = ["a", "b ", ",", "\n", "\"\"", " "] + marks
        let content = (0..<Int.random(in: 0...6, using: &self)).map { _ in
            pieces.randomElement(using: &self) ?? ""
        }
        return "\"" + content.joined() + "\""
    }
}

/// The path of python3, found along PATH; nil if it is not installed.
private let python: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { $0 + "/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
