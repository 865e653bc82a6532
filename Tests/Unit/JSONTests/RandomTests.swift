import Foundation
import JSON
import TestSupport
import Testing

@Suite struct RandomTests {
    @Test func `a value is read as it was written`() throws {
        for seed in 0..<5_000 as Range<UInt64> {
            var random = RandomValue(seed: seed)
            let value = random.value()
            #expect(try JSONValue(parsing: Array(value.text.utf8)) == value, "seed \(seed): \(value.text)")
        }
    }

    @Test(.enabled(if: Python.isThere, "python3 is missing"))
    func `a text means what it means to Python, or both refuse it`() throws {
        for round in rounds { try compare(seeds: 4_000 * round..<4_000 * (round + 1)) }
    }

    private func compare(seeds: Range<UInt64>) throws {
        let texts = seeds.map { seed in
            var random = RandomValue(seed: seed)
            return seed % 4 == 0 ? Array(random.value().text.utf8) : random.mutated()
        }
        let answers = texts.map { (try? JSONValue(parsing: $0)).map(spelled) ?? "refused" }
        #expect(answers.count { $0 != "refused" } > 1_000)  // else the comparison shows little
        #expect(answers.count { $0 == "refused" } > 1_000)
        let expected = try Python.readings(of: texts)
        try #require(expected.count == texts.count)
        for (number, text) in texts.enumerated() {
            #expect(answers[number] == expected[number], "\(String(decoding: text, as: UTF8.self).debugDescription)")
        }
    }
}

/// A value with strings as code points: the form of Python's answers.
private func spelled(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let number): number.text
    case .string(let text): codes(text)
    case .array(let values): "[" + values.map(spelled).joined(separator: ",") + "]"
    case .object(let object):
        "{" + object.members.map { codes($0.key) + "=" + spelled($0.value) }.joined(separator: ",") + "}"
    }
}

private func codes(_ text: String) -> String {
    "(" + text.unicodeScalars.map { String($0.value) }.joined(separator: " ") + ")"
}

/// The json module of Python's library. It is told to refuse what RFC 8259 leaves to the reader: keys that are given
/// twice, lone surrogates, NaN.
private enum Python {
    static let isThere = (try? run("import json", [])) != nil  // nil: there is no python3

    static func readings(of texts: [[UInt8]]) throws -> [String] {
        let directory = TemporaryDirectory()
        let input = directory.write("texts.json", Array(try JSONEncoder().encode(texts)))
        return try JSONDecoder().decode([String].self, from: try run(script, [input]))
    }

    private struct Failed: Error {}

    private static func run(_ script: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
        return data
    }

    private static let script = """
        import json, sys, unicodedata

        class Number(str):
            pass

        def codes(text):
            if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
                raise ValueError("a lone surrogate")
            return "(" + " ".join(str(ord(c)) for c in text) + ")"

        def object(pairs):
            keys = {unicodedata.normalize("NFC", key) for key, _ in pairs}
            if len(keys) < len(pairs):
                raise ValueError("a key twice")
            return tuple(pairs)

        def refuse(word):
            raise ValueError(word)

        def spelled(value):
            if isinstance(value, Number):
                return str(value)
            if isinstance(value, str):
                return codes(value)
            if isinstance(value, list):
                return "[" + ",".join(spelled(item) for item in value) + "]"
            if isinstance(value, tuple):
                return "{" + ",".join(codes(key) + "=" + spelled(item) for key, item in value) + "}"
            return json.dumps(value)

        def reading(text):
            try:
                return spelled(json.loads(
                    bytes(text).decode("utf-8"), object_pairs_hook=object, parse_constant=refuse, parse_int=Number,
                    parse_float=Number))
            except ValueError:
                return "refused"

        print(json.dumps([reading(text) for text in json.load(open(sys.argv[1]))]))
        """
}
