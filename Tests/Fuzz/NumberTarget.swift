import CSV

/// A cell is read as the standard library reads the same number, correctly rounded, or refused.
func fuzzNumber(_ bytes: [UInt8]) {
    var input = Input(bytes)
    var format = NumberFormat()
    format.decimal = input.choice([0x2E, 0x2C])
    format.group = input.choice([0x20 as UInt8?, nil, 0x27, format.decimal == 0x2C ? 0x2E : nil])
    let text = input.all()
    let found = format.read(text.span, 0..<text.count)
    let inner = [0x39] + text + [0x39]
    check(format.read(inner.span, 1..<text.count + 1) == found, "\(text) between digits")
    // What is left without blanks around it and group marks must be a decimal number.
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let trimmed = Array(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    let plain = trimmed.filter { $0 != format.group }.map { $0 == format.decimal ? 0x2E : $0 == 0x2E ? 0x2C : $0 }
    let isDecimal = plain.allSatisfy { 0x30...0x39 ~= $0 || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
    let wanted = isDecimal ? Double(String(decoding: plain, as: UTF8.self)) : nil
    guard let found else {
        // Without group marks, only what is beyond Double, or has no digit on one side of the point, is refused.
        let isRefused = wanted == nil || wanted?.isFinite == false || format.group != nil || !isStrict(plain)
        return check(isRefused, "\(String(decoding: text, as: UTF8.self)) is refused, but \(wanted as Any)")
    }
    check(found.isFinite, "\(text) is \(found)")
    check(
        wanted?.bitPattern == found.bitPattern,
        "\(String(decoding: text, as: UTF8.self)) is \(found), but \(wanted as Any)")
}

/// Whether digits stand on both sides of a point.
private func isStrict(_ number: [UInt8]) -> Bool {
    guard let point = number.firstIndex(of: 0x2E) else { return true }
    let isDigit = { (place: Int) in number.indices.contains(place) && 0x30...0x39 ~= number[place] }
    return isDigit(point - 1) && isDigit(point + 1)
}
