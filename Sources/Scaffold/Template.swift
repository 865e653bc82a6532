/// The template with the value in place of each `@key@`, where a key is letters only. A key without a value is a bug.
/// O(n).
func filled(_ template: String, _ values: [(key: String, value: String)]) -> String {
    let bytes = Array(template.utf8)
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
        var end = place + 1
        if bytes[place] == UInt8(ascii: "@") {
            while end < bytes.count, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[end] { end += 1 }
            if end > place + 1, end < bytes.count, bytes[end] == UInt8(ascii: "@") {
                let key = String(decoding: bytes[(place + 1)..<end], as: UTF8.self)
                guard let value = values.first(where: { $0.key == key })?.value else {
                    preconditionFailure("the template wants \(key)")
                }
                result += value.utf8
                place = end + 1
                continue
            }
        }
        result += bytes[place..<end]
        place = end
    }
    return String(decoding: result, as: UTF8.self)
}
