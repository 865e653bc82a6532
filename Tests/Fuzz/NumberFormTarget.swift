import CSV

/// What is written around a number changes its sign only, and never the number; a duration is the sum of its parts.
func fuzzNumberForm(_ bytes: [UInt8]) {
    var input = Input(bytes)
    var form = NumberForm()
    form.format.decimal = input.choice([0x2E, 0x2C])
    form.format.group = input.choice([nil, 0x27, 0x20, form.format.decimal == 0x2C ? 0x2E : 0x2C])
    form.format.allowsNonFinite = input.byte() & 1 == 1
    form.isAccounting = input.byte() & 1 == 1
    form.wideGroups = form.isAccounting || form.format.group == 0x20 ? NumberForm.noBreakBlanks : []
    form.setStrip(input.choice([[], ["$"], ["kWh", "m3"], ["%", "EUR", "€"]]).map { Array($0.utf8) })
    let isDuration = input.byte() & 1 == 1
    let text = input.all()
    let plain = form.format.read(text.span, text.indices)
    let found = form.read(text.span, text.indices)
    let inner = [0x39] + text + [0x39]
    check(same(form.read(inner.span, 1..<text.count + 1), found), "\(text) between digits")
    if plain != nil { check(same(plain, found), "\(text) is \(plain as Any) and \(found as Any)") }
    if form.canReadBare, let bare = form.readBare(text.span, text.indices) {
        check(same(bare, found), "\(text) is \(bare) and \(found as Any)")
    }
    checkWrapped(text, plain, form)
    if isDuration { checkDuration(text, form) }
}

private func same(_ one: Double?, _ other: Double?) -> Bool {
    one?.bitPattern == other?.bitPattern || one?.isNaN == true && other?.isNaN == true
}

/// Puts texts and signs around a number without a sign.
private func checkWrapped(_ text: [UInt8], _ number: Double?, _ form: NumberForm) {
    guard let number, let first = text.first, 0x30...0x39 ~= first else { return }
    func read(_ before: String, _ behind: String) -> Double? {
        let cell = Array(before.utf8) + text + Array(behind.utf8)
        return form.read(cell.span, cell.indices)
    }
    check(same(read("-", ""), -number) && same(read("+", ""), number), "a sign before \(text)")
    for strip in form.strip {
        let unit = String(decoding: strip, as: UTF8.self)
        check(same(read(unit, ""), number) && same(read("\u{A0}\(unit) ", ""), number), "\(unit) before \(text)")
        check(same(read("", unit), number) && same(read("-", " \(unit)\t"), -number), "\(unit) behind \(text)")
        if form.isAccounting { check(same(read("(\(unit)", ")"), -number), "\(unit) in parentheses before \(text)") }
    }
    let wanted = form.isAccounting ? -number : nil
    for (before, behind) in [("(", ")"), ("", "-"), ("\u{2212}", ""), ("", " \u{2212}")] {
        check(same(read(before, behind), wanted), "\(before)\(text)\(behind)")
    }
    check(read("-", "-") == nil && read("-(", ")") == nil && read("--", "") == nil, "two signs around \(text)")
}

private func checkDuration(_ text: [UInt8], _ plain: NumberForm) {
    var form = plain
    form.isDuration = true
    let found = form.read(text.span, text.indices)
    if let found {
        check(!found.isNaN && found.isFinite || form.format.allowsNonFinite, "\(text) lasts \(found)")
        let isSigned = text.contains { [0x2D, 0x28, 0xE2].contains($0) }
        check(found >= 0 || found.isNaN || isSigned, "\(text) lasts \(found)")
    }
    // Three numbers from the same bytes, as a clock and with units.
    let parts = (0..<3).map { Int(text.count > $0 ? text[$0] : 0) % 60 }
    let seconds = Double(parts[0] * 3600 + parts[1] * 60 + parts[2])
    for written in [
        "\(parts[0]):\(parts[1]):\(parts[2])", "\(parts[0])h\(parts[1])m\(parts[2])s",
        "PT\(parts[0])H\(parts[1])M\(parts[2])S", "\(parts[0]) hours, \(parts[1]) min \(parts[2]) sec",
    ] {
        let cell = Array(written.utf8)
        check(form.read(cell.span, cell.indices) == seconds, "\(written) lasts \(seconds) seconds")
    }
}
