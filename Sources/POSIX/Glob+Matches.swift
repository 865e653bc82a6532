extension Glob {
    /// Whether the pattern matches a path, which need not exist. Both are absolute, or relative to the same folder; `.`
    /// and `..` in them are resolved without looking at symbolic links. O(pattern × path) for each `**`.
    package func matches(_ path: String) -> Bool {
        let (wanted, found) = (Self.resolved(pattern), Self.resolved(path))
        if wanted.first != Self.anyDepth && pattern.hasPrefix("/") != path.hasPrefix("/") { return false }
        return Self.matches(wanted.last == Self.anyDepth ? wanted + ["*"] : wanted, found[...])
    }

    private static func matches(_ pattern: [String], _ names: ArraySlice<String>) -> Bool {
        guard let first = pattern.first else { return names.isEmpty }
        let rest = Array(pattern.dropFirst())
        if first == anyDepth { return (names.startIndex...names.endIndex).contains { matches(rest, names[$0...]) } }
        guard let name = names.first, first == name || NamePattern(first).matches(name) else { return false }
        return matches(rest, names.dropFirst())
    }

    private static func resolved(_ path: String) -> [String] {
        var components: [String] = []
        for component in path.split(separator: "/") where component != "." {
            if component == "..", let last = components.last, last != ".." {
                components.removeLast()
            } else {
                components.append(String(component))
            }
        }
        return components
    }
}
