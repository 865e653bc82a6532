/// Reads a finite decimal number: `60`, `-0.5`, `1e3`, `.5`. Nil for anything else.
///
/// `Double(_: String)` also takes `0x10`, `inf` and `nan`, which nobody means in a flag or a mapping file.
package func parseNumber(_ text: String) -> Double? {
    let isDecimal = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
    guard isDecimal, let number = Double(text), number.isFinite else { return nil }
    return number
}
