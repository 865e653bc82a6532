/// Reads strict YAML: one document whose root is a mapping or sequence. Nil for a text with comments only.
///
/// Accepts block mappings and sequences, `[]` and `{}` on one line, plain and quoted scalars on one line, comments, a
/// leading `---`, a byte order mark, and CRLF. An accepted text is valid YAML 1.2 and means the same to a full parser
/// that reads all scalars as strings. O(n) in bytes. Throws at the first fault.
package func parse(_ bytes: [UInt8]) throws(SyntaxError) -> Node? {
    var parser = Parser(try DecodedText(bytes))
    return try parser.document()
}
