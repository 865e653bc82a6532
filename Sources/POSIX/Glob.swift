/// A pattern of paths. Within a component, `*` matches any characters, `?` one character, `[a-c]` and `[!a-c]` one
/// character of a set (`[*]` matches a star). The component `**` matches any number of folders, also none; at the end
/// of a pattern it matches all files below. As in a shell, only a dot matches a dot at the start of a name, and `**`
/// does not follow symbolic links.
package struct Glob: Sendable {
    static let anyDepth = "**"
    /// The most folders, one within the other, into which `**` descends.
    private static let maximumDepth = 32

    /// The pattern as it was written.
    let pattern: String
    private let components: [String]
    /// Whether folders do not match, because `**` matches them on the way to files.
    private let matchesFilesOnly: Bool

    /// A pattern whose components are separated by `/`.
    package init(_ pattern: String) {
        self.pattern = pattern
        let written = pattern.split(separator: "/").map(String.init)
        components = written.last == Self.anyDepth ? written + ["*"] : written
        matchesFilesOnly = written.contains(Self.anyDepth)
    }

    /// The pattern that matches only this path: `[[]a]/[*].csv` for `[a]/*.csv`. A path without wildcards is its own.
    package static func escaped(_ path: String) -> String {
        var pattern = String.UnicodeScalarView()
        for scalar in path.unicodeScalars {
            let isWild = scalar == "*" || scalar == "?" || scalar == "["
            if isWild { pattern.append("[") }
            pattern.append(scalar)
            if isWild { pattern.append("]") }
        }
        return String(pattern)
    }

    /// Whether the pattern can match any path but itself.
    var hasWildcards: Bool { components.contains(where: Self.isPattern) }

    /// The longest leading folder without wildcards: `a/b` for `a/b/*/c.csv`, "." for `*.csv`, "/" for `/*.csv`.
    /// Without wildcards: the folder of the file.
    package var directory: String {
        let end = components.firstIndex(where: Self.isPattern) ?? max(components.count - 1, 0)
        let folder = (isAbsolute ? "/" : "") + components[..<end].joined(separator: "/")
        return folder.isEmpty ? "." : folder
    }

    /// Returns the paths that exist and match, sorted by byte. They are absolute or relative as the pattern is. A
    /// pattern without wildcards is its own result, whether or not the file exists. Lists each folder in which a
    /// wildcard may match; a folder that cannot be read, or is removed meanwhile, has no match.
    package func paths() -> [String] {
        guard hasWildcards else { return [pattern] }
        var paths = [isAbsolute ? "/" : ""]
        for component in components { paths = paths.flatMap { Self.extend($0, with: component) } }
        if matchesFilesOnly {
            // Two `**` may find a file twice.
            paths = Set(paths).filter { (try? FileStatus(path: $0))?.kind != .directory }
        }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Returns the existing folders that contain matches or may contain new ones, and `directory` in any case. Costs as
    /// much as `paths`.
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
        if component == anyDepth { return [folder] + foldersBelow(folder, depth: 1) }
        let prefix = prefix(folder)
        guard isPattern(component) else {
            // Not every folder that matches a wildcard has the component behind the wildcard.
            let path = prefix + component
            return (try? FileStatus(path: path)) == nil ? [] : [path]
        }
        // A folder that cannot be listed has no match: the caller reports that no file matches.
        let names = (try? FileSystem.names(in: folder.isEmpty ? "." : folder)) ?? []
        let pattern = NamePattern(component)
        return names.filter(pattern.matches).map { prefix + $0 }
    }

    private static func prefix(_ folder: String) -> String {
        folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
    }

    /// All folders below a folder but hidden ones, and those that cannot be listed.
    private static func foldersBelow(_ folder: String, depth: Int) -> [String] {
        let entries = depth > maximumDepth ? [] : try? FileSystem.entries(in: folder.isEmpty ? "." : folder)
        return (entries ?? []).filter { $0.isFolder && !$0.name.hasPrefix(".") }.flatMap { entry in
            let path = prefix(folder) + entry.name
            return [path] + foldersBelow(path, depth: depth + 1)
        }
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

        /// Whether the element matches this single character.
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
            // A bracket that is never closed is a literal.
            case let scalar: elements.append(.literal(scalar))
            }
            index += 1
        }
    }

    /// Reads `[…]`; a closing bracket at the start belongs to the set.
    private static func set(_ scalars: [Unicode.Scalar], from start: Int) -> (element: Element, end: Int)? {
        var index = start + 1
        let negated = index < scalars.count && (scalars[index] == "!" || scalars[index] == "^")
        if negated { index += 1 }
        let first = index
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while index < scalars.count {
            if scalars[index] == "]" && index > first { return (.set(ranges, negated: negated), index + 1) }
            if index + 2 < scalars.count && scalars[index + 1] == "-" && scalars[index + 2] != "]" {
                // A backward range such as `z-a` is empty, as in a shell.
                if scalars[index] <= scalars[index + 2] { ranges.append(scalars[index]...scalars[index + 2]) }
                index += 3
            } else {
                ranges.append(scalars[index]...scalars[index])
                index += 1
            }
        }
        return nil
    }

    /// Whether the pattern matches a name. Backtracks to the last `*` only, which is enough: O(pattern × name).
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
