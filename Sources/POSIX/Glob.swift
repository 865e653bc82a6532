/// A pattern of paths: within a component, `*` stands for any characters, `?` for one, `[a-c]` and `[!a-c]` for one of
/// a set (`[*]` for a star). As in a shell, a dot at the start of a name is matched by a dot only.
package struct Glob: Sendable {
    /// The pattern as it was written.
    package let pattern: String
    private let components: [String]

    /// A pattern whose components are parted by `/`.
    package init(_ pattern: String) {
        self.pattern = pattern
        components = pattern.split(separator: "/").map(String.init)
    }

    /// Whether the pattern can match anything but itself.
    package var hasWildcards: Bool { components.contains(where: Self.isPattern) }

    /// The longest leading folder without wildcards: `a/b` for `a/b/*/c.csv`, "." for `*.csv`, "/" for `/*.csv`. For a
    /// pattern without wildcards it is the folder that the file lies in.
    package var directory: String {
        let end = components.firstIndex(where: Self.isPattern) ?? max(components.count - 1, 0)
        let folder = (isAbsolute ? "/" : "") + components[..<end].joined(separator: "/")
        return folder.isEmpty ? "." : folder
    }

    /// Returns the paths that exist and match, sorted by byte, in a spelling that starts as the pattern does. A pattern
    /// without wildcards is returned whether or not there is such a file. Lists each folder that a wildcard looks into;
    /// a folder that cannot be read, or vanishes meanwhile, holds no match.
    package func paths() -> [String] {
        guard hasWildcards else { return [pattern] }
        var paths = [isAbsolute ? "/" : ""]
        for component in components { paths = paths.flatMap { Self.extend($0, with: component) } }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Returns the folders that contain matches or may contain new ones: those that exist, and `directory` in any case.
    /// Costs as much as `paths`.
    package func folders() -> [String] {
        var folders = [directory]
        var level = [isAbsolute ? "/" : ""]
        for (index, component) in components.dropLast().enumerated() {
            level = level.flatMap { Self.extend($0, with: component) }
            if components[...index].contains(where: Self.isPattern) { folders += level }
        }
        return folders
    }

    private var isAbsolute: Bool { pattern.utf8.first == UInt8(ascii: "/") }

    private static func extend(_ folder: String, with component: String) -> [String] {
        let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
        guard isPattern(component) else {
            // What stands behind a wildcard exists in some of the matching folders only.
            let path = prefix + component
            return (try? FileStatus(path: path)) == nil ? [] : [path]
        }
        // A folder that cannot be listed holds no match: the caller sees that nothing matched, and says so.
        let names = (try? FileSystem.names(in: folder.isEmpty ? "." : folder)) ?? []
        let pattern = NamePattern(component)
        return names.filter(pattern.matches).map { prefix + $0 }
    }

    private static func isPattern(_ component: String) -> Bool {
        component.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }
}

/// One component of a pattern, compiled.
struct NamePattern {
    private enum Element {
        case literal(Unicode.Scalar)
        case any
        case anyRun
        case set([ClosedRange<Unicode.Scalar>], negated: Bool)

        /// Whether the element stands for this one character.
        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .literal(let own): own == scalar
            case .any: true
            case .anyRun: false
            case .set(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
            }
        }
    }

    private var elements: [Element] = []
    private let startsWithDot: Bool

    init(_ component: String) {
        let scalars = Array(component.unicodeScalars)
        startsWithDot = scalars.first == "."
        var index = 0
        while index < scalars.count {
            if scalars[index] == "[", let set = Self.set(scalars, from: index) {
                elements.append(set.element)
                index = set.end
                continue
            }
            switch scalars[index] {
            case "*": elements.append(.anyRun)
            case "?": elements.append(.any)
            // A bracket that is never closed stands for itself.
            case let scalar: elements.append(.literal(scalar))
            }
            index += 1
        }
    }

    /// Reads `[…]`; a closing bracket right at the start belongs to the set.
    private static func set(_ scalars: [Unicode.Scalar], from start: Int) -> (element: Element, end: Int)? {
        var index = start + 1
        let negated = index < scalars.count && (scalars[index] == "!" || scalars[index] == "^")
        if negated { index += 1 }
        let first = index
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while index < scalars.count {
            if scalars[index] == "]" && index > first { return (.set(ranges, negated: negated), index + 1) }
            if index + 2 < scalars.count && scalars[index + 1] == "-" && scalars[index + 2] != "]" {
                // A range that runs backwards is empty, as it is to a shell.
                if scalars[index] <= scalars[index + 2] { ranges.append(scalars[index]...scalars[index + 2]) }
                index += 3
            } else {
                ranges.append(scalars[index]...scalars[index])
                index += 1
            }
        }
        return nil
    }

    /// Backtracks to the last `*` only, which is enough: O(pattern × name).
    func matches(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        if scalars.first == "." && !startsWithDot { return false }
        var (position, index) = (0, 0)
        var retry: (position: Int, index: Int)?
        while position < scalars.count {
            if index < elements.count, case .anyRun = elements[index] {
                retry = (position, index)
                index += 1
            } else if index < elements.count, elements[index].matches(scalars[position]) {
                position += 1
                index += 1
            } else if let last = retry {
                retry = (last.position + 1, last.index)
                position = last.position + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        return elements[index...].allSatisfy { if case .anyRun = $0 { true } else { false } }
    }
}
