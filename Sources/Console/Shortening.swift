/// What a browser needs of a file that people work on: no indentation, no empty lines, and no lines that are a comment
/// as a whole, `// …` or `/* … */`. Nothing else changes, so that errors and the browser's tools show code that one
/// recognises. Right where no string, template, comment or `<pre>` goes over lines. O(n).
func shortened(_ file: [UInt8]) -> [UInt8] {
    var short: [UInt8] = []
    short.reserveCapacity(file.count)
    for line in file.split(separator: newline) {
        let text = line.drop { $0 == UInt8(ascii: " ") }
        let isComment = text.starts(with: "//".utf8) || text.starts(with: "/*".utf8)
        if text.isEmpty || isComment { continue }
        short.append(contentsOf: text)
        short.append(newline)
    }
    return short
}

/// One ES module of several, shortened. A module stands behind those that it imports, and all names at the top level of
/// the modules differ: then import statements are all that has to go. O(n).
func joined(_ modules: [[UInt8]]) -> [UInt8] {
    var whole: [UInt8] = []
    for module in modules {
        var isImport = false
        for line in shortened(module).split(separator: newline) {
            isImport = isImport || line.starts(with: "import ".utf8)
            if !isImport { whole.append(contentsOf: line + [newline]) }
            // The statement may go over lines.
            isImport = isImport && line.last != UInt8(ascii: ";")
        }
    }
    return whole
}

private let newline = UInt8(ascii: "\n")
