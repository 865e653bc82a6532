import YAML

/// Writes a node in one line, scalars in quotes, so that expected trees can be written out by hand.
func spelling(_ node: Node?) -> String {
    guard let node else { return "nothing" }
    switch node.content {
    case .scalar(let text): return text.debugDescription
    case .sequence(let items): return "[" + items.map { spelling($0) }.joined(separator: ", ") + "]"
    case .mapping(let entries):
        let pairs = entries.map { "\($0.key.debugDescription): \(spelling($0.value))" }
        return "{" + pairs.joined(separator: ", ") + "}"
    }
}

/// The spelling of what the text means, or the sentence that refuses it.
func reading(_ text: String) -> String { reading(Array(text.utf8)) }

func reading(_ bytes: [UInt8]) -> String {
    do { return spelling(try parse(bytes)) } catch { return error.description }
}
