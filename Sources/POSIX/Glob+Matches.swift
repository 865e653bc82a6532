extension Glob {
    /// Whether the pattern matches a path, which need not exist. Both are absolute, or relative to the same folder; `.`
    /// and `..` in them are resolved without looking at symbolic links. O(pattern × path).
    package func matches(_ path: String) -> Bool {
        let (wanted, found) = (Self.resolved(pattern), Self.resolved(path))
        return wanted.count == found.count && pattern.hasPrefix("/") == path.hasPrefix("/")
            && zip(wanted, found).allSatisfy { $0 == $1 || NamePattern($0).matches($1) }
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
