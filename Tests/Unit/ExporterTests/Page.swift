import Foundation
import TestSupport

/// One page of the repository: its prose, without fenced blocks.
struct Page {
    let path: String
    private let lines: [Substring]

    init(_ path: String) throws {
        self.path = path
        var isFenced = false
        lines = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .filter { line in
                let isFence = line.hasPrefix("```")
                if isFence { isFenced.toggle() }
                return !isFence && !isFenced
            }
    }

    /// Targets of links within the repository.
    var links: [String] {
        lines.flatMap { $0.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) } }.filter { !$0.contains("://") }
    }

    /// Paths of the repository that are written as code.
    var paths: [String] {
        lines.flatMap { $0.matches(of: /`((?:Sources|Tests|data|grafana|prometheus)\/[\w.\/+-]+)`/) }
            .map { String($0.1) }
    }

    /// The fragments that lead to its headings, as GitHub makes them.
    var fragments: Set<String> {
        Set(
            lines.filter { $0.hasPrefix("#") }.map { heading in
                String(
                    heading.drop { $0 == "#" }.dropFirst().lowercased()
                        .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.map { $0 == " " ? "-" : $0 })
            })
    }

    /// The names between backticks in the first cell of each row below the heading, up to the next heading.
    func names(below heading: String) -> [String] {
        let section = lines.drop { !($0.hasPrefix("#") && $0.drop { $0 == "#" }.dropFirst() == heading) }
            .dropFirst().prefix { !$0.hasPrefix("#") }
        return section.filter { $0.hasPrefix("| `") }
            .flatMap { $0.split(separator: "|")[0].matches(of: /`([^`]+)`/).map { String($0.1) } }
    }

    /// The lines below the heading, up to the next heading.
    func text(below heading: String) -> String {
        lines.drop { !($0.hasPrefix("#") && $0.drop { $0 == "#" }.dropFirst() == heading) }
            .dropFirst().prefix { !$0.hasPrefix("#") }.joined(separator: "\n")
    }

    /// The rows of the first table below the heading that has a column of this name, by the names of its columns.
    func rows(below heading: String, having column: String) -> [[String: String]] {
        let section = lines.drop { !($0.hasPrefix("#") && $0.drop { $0 == "#" }.dropFirst() == heading) }
            .dropFirst().prefix { !$0.hasPrefix("#") }
        let table = section.filter { $0.hasPrefix("|") }.map { Self.cells($0) }
        guard let names = table.first, names.contains(column) else { return [] }
        return table.dropFirst(2).map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
    }

    /// The cells of a row; a bar between backticks is text.
    private static func cells(_ row: Substring) -> [String] {
        var cells = [""]
        var isCode = false
        for character in row.dropFirst() {
            if character == "`" { isCode.toggle() }
            if character == "|" && !isCode { cells.append("") } else { cells[cells.count - 1].append(character) }
        }
        return cells.dropLast().map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
