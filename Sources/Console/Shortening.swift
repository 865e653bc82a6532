/// What a browser needs of a file that people work on: no indentation, no empty lines, no lines that are a comment as a
/// whole, `// …` or `/* … */`, and of a module no import statements. Nothing else changes, so that errors and the
/// browser's tools show code that one recognises. Right where no string, template, comment or `<pre>` goes over lines,
/// and the last line has its end. O(n).
func shortened(_ file: [UInt8], isModule: Bool = false) -> [UInt8] {
    let (importWord, slash) = (Array("import ".utf8), UInt8(ascii: "/"))
    var short: [UInt8] = []
    short.reserveCapacity(file.count)
    var lineStart = 0
    var isImport = false
    for byte in file {
        if byte == UInt8(ascii: " ") && short.count == lineStart { continue }
        short.append(byte)
        guard byte == UInt8(ascii: "\n") else { continue }
        let length = short.count - lineStart
        let isComment =
            length > 2 && short[lineStart] == slash
            && (short[lineStart + 1] == slash || short[lineStart + 1] == UInt8(ascii: "*"))
        isImport = isImport || isModule && short[lineStart...].starts(with: importWord)
        let isLast = length > 1 && short[short.count - 2] == UInt8(ascii: ";")
        if length == 1 || isComment || isImport { short.removeLast(length) }
        // An import statement may go over lines.
        if isLast { isImport = false }
        lineStart = short.count
    }
    return short
}
