package import Metrics
import Text

/// A series that somebody wants to see beside the sums.
struct Pinned {
    let line: Int
    var streams: Int
}

extension GridHistory {
    /// Takes the pins of a stream (`name{label="value"}`). Returns the lines that it has now, and a sentence about each
    /// pin that came to nothing. Call `release` with these lines when the stream ends.
    package func pin(_ texts: [String], _ registry: borrowing Registry) -> (lines: [Int], faults: [String]) {
        refresh(registry)
        var (found, faults): ([Int], [String]) = ([], [])
        for text in texts {
            switch parse(text, registry) {
            case .success(let series):
                if let line = take(series.family, series.key, registry) {
                    found.append(line)
                } else {
                    faults.append(
                        "\(text) cannot be pinned: \(Lines.maximumPins) series are, which is the most; unpin one")
                }
            case .failure(let fault): faults.append(fault.description)
            }
        }
        return (found, faults)
    }

    /// Ends the pins of a stream. Their lines stay until others need the places.
    package func release(_ lines: [Int]) {
        for line in lines {
            if let place = pins.firstIndex(where: { $0.line == line }) { pins[place].streams -= 1 }
        }
    }

    /// The event `pins`.
    package func pinsEvent(_ lines: [Int], _ faults: [String]) -> [UInt8] {
        var text: [UInt8] = []
        text.append("event: pins\ndata: {\"lines\":")
        text.append(list: lines) { $0.append("\($1)") }
        text.append(",\"faults\":")
        text.append(list: faults) { $0.appendQuoted($1) }
        text.append("}")
        text.endEvent()
        return text
    }

    private func take(_ family: Int, _ key: [UInt8], _ registry: borrowing Registry) -> Int? {
        if let line = lines.line(of: key, in: family) {
            if let place = pins.firstIndex(where: { $0.line == line }) { pins[place].streams += 1 }
            return line
        }
        if pins.count < Lines.maximumPins {
            lines.pin(key, of: family, registry, since: endRow)
            pins.append(Pinned(line: lines.lines.count - 1, streams: 1))
            newLines()
            return lines.lines.count - 1
        }
        let free = pins.firstIndex { $0.streams == 0 && lines.lines[$0.line].family == family }
        guard let free else { return nil }
        lines.replace(pins[free].line, by: key, registry, since: endRow)
        pins[free].streams = 1
        startEpoch()
        return pins[free].line
    }

    private struct Fault: Error { let description: String }

    private func parse(_ text: String, _ registry: borrowing Registry) -> Result<(family: Int, key: [UInt8]), Fault> {
        let parts = text.split(separator: "{", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0].reversed().drop { $0 == " " }.reversed())
        let index = registry.families.firstIndex { $0.description.name.description == name }
        guard let index else {
            let near = nearest(name, among: registry.families.map { $0.description.name.description })
            return .failure(
                Fault(
                    description: "\(text) cannot be pinned: no metric has this name"
                        + (near.map { "; did you mean \($0)?" } ?? "")))
        }
        guard let given = labels(parts.count > 1 ? parts[1] : "}") else {
            return .failure(Fault(description: "\(text) cannot be pinned: want name{label=\"value\", …}"))
        }
        let names = registry.families[index].description.labels
        if let other = given.first(where: { !names.contains($0.name) }) {
            return .failure(
                Fault(
                    description: "\(text) cannot be pinned: \(name) has no label \(other.name)"
                        + (nearest(other.name, among: names).map { "; did you mean \($0)?" } ?? "")))
        }
        let values = names.map { label in given.first { $0.name == label }?.value ?? "" }
        let key = values.map { Array($0.utf8) }.joined(separator: [labelSeparator])
        let bytes = Array(key)
        if registry.families[index].index(of: bytes.span, bytes.indices) < 0 {
            return .failure(Fault(description: "\(text) cannot be pinned: there is no such series"))
        }
        return .success((index, bytes))
    }
}

/// The labels of a selector behind its brace; nil if it is none. Blanks and a last comma may be anywhere.
private func labels(_ text: Substring) -> [(name: String, value: String)]? {
    var (labels, rest): ([(name: String, value: String)], Substring) = ([], text)
    func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "," } }
    skipBlanks()
    while rest.first != "}" {
        let name = rest.prefix { $0 != "=" }
        rest = rest.dropFirst(name.count + 1).drop { $0 == " " }
        guard rest.popFirst() == "\"" else { return nil }
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            guard character == "\\" else {
                value.append(character)
                continue
            }
            guard let escaped = rest.popFirst() else { return nil }
            value.append(escaped == "n" ? "\n" : escaped)
        }
        labels.append((String(name.reversed().drop { $0 == " " }.reversed()), value))
        skipBlanks()
        if rest.isEmpty { return nil }
    }
    return rest.dropFirst().allSatisfy { $0 == " " } ? labels : nil
}
