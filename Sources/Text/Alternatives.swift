/// Names as a sentence lists them: `a`, `a or b`, `a, b or c`; empty for none.
package func alternatives(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
}
