import Text

/// The flags that `name` probably means; empty if none is near. Names have no dashes; `names` are those of the flags,
/// `negatable` those of them that `--no-` may precede.
///
/// The nearest whole name wins (`replay.sped`), then a name of the same words in any order and with any separator
/// (`check-config` → `config.check`). Otherwise `name` is compared with the last part of each dotted name (`speed` →
/// `replay.speed`), where names of fewer parts win, and then with the first part (`config` → `config.file` and
/// `config.check`).
func nearFlags(_ name: String, among names: [String], negatable: Set<String>) -> [String] {
    let spellings = names + names.filter(negatable.contains).map { "no-" + $0 }
    if let whole = nearest(name, among: spellings) { return [whole] }
    if let same = spellings.first(where: { words(of: $0) == words(of: name) }) { return [same] }
    let isNegated = name.hasPrefix("no-")
    let wanted = isNegated ? String(name.dropFirst(3)) : name
    let parts = names.map { $0.split(separator: ".").map(String.init) }.filter { $0.count > 1 }
    var found: [[String]] = []
    if let last = nearest(wanted, among: parts.compactMap(\.last)) {
        found = parts.filter { $0.last == last }
        let fewest = found.map(\.count).min()
        found.removeAll { $0.count != fewest }
    } else if let first = nearest(wanted, among: parts.compactMap(\.first)) {
        found = parts.filter { $0.first == first }
    }
    return found.map { $0.joined(separator: ".") }.map { isNegated && negatable.contains($0) ? "no-" + $0 : $0 }
}

private func words(of name: String) -> [Substring] { name.split { ".-_".contains($0) }.sorted() }
