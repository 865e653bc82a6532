import Foundation
import TestSupport
import Testing
import YAML

@Suite struct RandomTests {
    @Test func `every layout of a tree reads as that tree`() {
        for seed in 0..<1_000 as Range<UInt64> {
            let document = RandomDocument(seed: seed)
            #expect(reading(document.text) == document.tree, "seed \(seed): \(document.text.debugDescription)")
        }
    }

    @Test(.enabled(if: FullParser.isThere, "needs python3 with yaml"))
    func `what is accepted means the same to a full parser`() throws {
        for round in rounds { try compare(seeds: 4_000 * round..<4_000 * (round + 1)) }
    }

    private func compare(seeds: Range<UInt64>) throws {
        var texts: [String] = []
        var answers: [String] = []
        for seed in seeds {
            var document = RandomDocument(seed: seed)
            for text in seed % 4 == 0 ? [document.text, document.mutated()] : [document.mutated()] {
                // Short texts only: the full parser is slow. What is refused is not compared.
                guard text.utf8.count < 300, let node = try? parse(Array(text.utf8)) else { continue }
                texts.append(text)
                answers.append(placed(node))
            }
        }
        #expect(texts.count > 1_000)  // else the comparison shows little
        let expected = try FullParser.readings(of: texts)
        try #require(expected.count == texts.count)
        for (number, text) in texts.enumerated() {
            #expect(answers[number] == expected[number], "\(text.debugDescription)")
        }
    }
}

/// A node with the place of each part, scalars as code points: the form that the full parser's answers have.
private func placed(_ node: Node) -> String {
    let place = "\(node.mark.line):\(node.mark.column)"
    switch node.content {
    case .scalar(let text): return place + codes(text)
    case .sequence(let items): return place + "[" + items.map(placed).joined(separator: ",") + "]"
    case .mapping(let entries):
        let pairs = entries.map { "\($0.keyMark.line):\($0.keyMark.column)\(codes($0.key))=\(placed($0.value))" }
        return place + "{" + pairs.joined(separator: ",") + "}"
    }
}

private func codes(_ text: String) -> String {
    "(" + text.unicodeScalars.map { String($0.value) }.joined(separator: " ") + ")"
}

/// PyYAML with all scalars as strings, in one process for many texts.
private enum FullParser {
    static let isThere = (try? run("import yaml", [])) != nil  // nil: there is no python3, or it lacks yaml

    static func readings(of texts: [String]) throws -> [String] {
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
        import json, sys, yaml

        def placed(node):
            place = "%d:%d" % (node.start_mark.line + 1, node.start_mark.column + 1)
            if isinstance(node, yaml.ScalarNode):
                return place + "(" + " ".join(str(ord(c)) for c in node.value) + ")"
            if isinstance(node, yaml.SequenceNode):
                return place + "[" + ",".join(placed(item) for item in node.value) + "]"
            return place + "{" + ",".join(placed(key) + "=" + placed(value) for key, value in node.value) + "}"

        def reading(text):
            try:
                node = yaml.compose(text, Loader=yaml.BaseLoader)
                return "nothing" if node is None else placed(node)
            except yaml.YAMLError as error:
                return str(error)

        print(json.dumps([reading(text) for text in json.load(open(sys.argv[1]))]))
        """
}
