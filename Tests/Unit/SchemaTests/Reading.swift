import Schema
import YAML

/// The node of a text, which must be one.
func node(_ text: String) throws -> Node {
    guard let node = try parse(Array(text.utf8)) else { throw NoNode() }
    return node
}

private struct NoNode: Error {}

/// What `read` returns for the fields of a text, and the faults that it finds.
func reading<Value>(
    _ text: String, _ block: Block, _ read: (Fields, inout Faults) -> Value
) throws -> (value: Value?, faults: [String]) {
    var faults = Faults(file: "f")
    let value = try Fields(node(text), block, &faults).map { read($0, &faults) }
    return (value, faults.lines)
}
