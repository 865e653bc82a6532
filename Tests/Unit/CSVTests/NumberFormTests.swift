import Testing

@testable import CSV

private func read(_ text: String, _ form: NumberForm) -> Double? {
    // Other bytes around the cell must not matter.
    let bytes = Array("9\(text)9".utf8)
    return form.read(bytes.span, 1..<bytes.count - 1)
}

private func form(
    strip: [String] = [], accounting: Bool = false, decimal: Unicode.Scalar = ".", group: Unicode.Scalar? = nil,
    wideGroups: [[UInt8]] = [], duration: Bool = false
) -> NumberForm {
    var form = NumberForm()
    form.setStrip(strip.map { Array($0.utf8) })
    form.isAccounting = accounting
    form.wideGroups = wideGroups + (accounting ? NumberForm.noBreakBlanks : [])
    form.format.decimal = UInt8(ascii: decimal)
    form.format.group = group.map { UInt8(ascii: $0) }
    form.isDuration = duration
    return form
}

@Suite struct NumberFormTests {
    private static let money = form(strip: ["$", "US$", "kWh", "EUR", "€", "%", "m3", "Rs"], group: ",")

    @Test(
        arguments: [
            ("12", 12), ("$12", 12), ("$ 12", 12), (" $12 ", 12), ("US$12", 12), ("$1,234.50", 1234.5),
            ("-$12.50", -12.5), ("$-12.50", -12.5), ("+$3", 3), ("12 kWh", 12), ("12kWh", 12), ("12\u{A0}kWh", 12),
            ("12\u{202F}€", 12), ("€\u{A0}12", 12), ("45%", 45), ("45 %", 45), ("3.5 m3", 3.5), ("3m3", 3),
            ("$5 EUR", 5), ("$.50", 0.5), ("1e3 kWh", 1000), ("-.5%", -0.5), ("\u{A0}7\u{A0}", 7), ("12 \t EUR", 12),
        ] as [(String, Double)])
    func `a text to strip may be before or behind the number`(_ text: String, _ wanted: Double) {
        #expect(read(text, Self.money) == wanted)
    }

    @Test(arguments: [
        "", "$", "kWh", "$ kWh", "--5", "-$-5", "5-", "(5)", "£5", "12 kW", "Rs.500", "$12x", "1 2 kWh", "12 kWh x",
        "m3", "$,5", "−5",
    ])
    func `a cell with another text is no number`(_ text: String) { #expect(read(text, Self.money) == nil) }

    @Test(
        arguments: [
            ("(12.50)", -12.5), ("( 12.50 )", -12.5), ("($12.50)", -12.5), ("$(12.50)", -12.5), ("(12.50) $", -12.5),
            ("12.50-", -12.5), ("12.50 -", -12.5), ("$12.50-", -12.5), ("12.50-$", -12.5), ("−12.50", -12.5),
            ("− 12.50", -12.5), ("12.50−", -12.5), ("-12.50", -12.5), ("1\u{A0}234.50", 1234.5),
            ("1\u{202F}234\u{202F}567", 1_234_567), ("−1\u{2009}234", -1234), ("+5", 5), ("(0)", 0), ("5", 5),
            ("1 234.50", 1234.5), ("(1 234 567)", -1_234_567),
        ] as [(String, Double)])
    func `accounting reads parentheses, a minus behind, U+2212 and no-break spaces`(_ text: String, _ wanted: Double) {
        #expect(read(text, form(strip: ["$"], accounting: true)) == wanted)
    }

    @Test(arguments: [
        "()", "(", "(5", "5)", "(-5)", "-(5)", "(5)-", "-5-", "−−5", "-", "−", "((5))", "1 23", "1 2345", "1  234",
        " 1 2 345", "1.5 123", "\u{A0}", "5\u{A0}",
    ])
    func `two signs, half a pair of parentheses and blanks as groups are no numbers`(_ text: String) {
        let wanted: Double? = text == "5\u{A0}" ? 5 : nil
        #expect(read(text, form(strip: ["$"], accounting: true)) == wanted)
    }

    @Test(
        arguments: [
            ("1 234,50", 1234.5), ("1\u{A0}234,50", 1234.5), ("1\u{202F}234\u{202F}567,5", 1_234_567.5), ("1234", 1234),
        ] as [(String, Double)])
    func `blanks between groups may be no-break blanks`(_ text: String, _ wanted: Double) {
        #expect(read(text, form(decimal: ",", group: " ", wideGroups: NumberForm.noBreakBlanks)) == wanted)
    }

    @Test(arguments: ["\u{202F}", "1\u{202F}", "1\u{202F}\u{202F}2", "1,\u{202F}5", "1\u{202F},5"])
    func `a group mark is between digits of the whole part`(_ text: String) {
        let found = read("5" + text + "x", form(decimal: ",", group: " ", wideGroups: NumberForm.noBreakBlanks))
        #expect(found == nil)
        let bare = read(text, form(decimal: ",", group: " ", wideGroups: NumberForm.noBreakBlanks))
        #expect(bare == (text == "1\u{202F}" ? 1 : nil))
    }

    @Test(
        arguments: [
            ("00:03:25", 205), ("3:25", 205), ("27:15:00", 98_100), ("00:00:01.5", 1.5), ("-00:00:10", -10),
            ("1h30m", 5400), ("1h 30m", 5400), ("1H30M", 5400), ("90s", 90), ("1.5h", 5400), ("250ms", 0.25),
            ("2d", 172_800), ("1w", 604_800), ("3 min 5 sec", 185), ("2 hours, 5 minutes", 7500), ("10 µs", 1e-5),
            ("1 day, 2:03:04", 93_784), ("-1 day, 23:00:00", -3600), ("-1 days +23:59:59", -1), ("-1d 2h", -93_600),
            ("2 days 03:00:00", 183_600), ("205", 205), ("205.5", 205.5), ("PT1H30M", 5400),
            ("P1DT2H", 93_600), ("PT0.5S", 0.5), ("P2W", 1_209_600), ("1\u{A0}h", 3600), (" 90 s ", 90), ("0", 0),
        ] as [(String, Double)])
    func `durations are seconds`(_ text: String, _ wanted: Double) {
        #expect(read(text, form(duration: true)) == wanted)
    }

    @Test(arguments: [
        "", "x", "1x", "1h30", "00:60:00", "00:00:60", "1:2:3:4", "1:", ":5", "1:5.5:3", "P", "PT", "P1M", "P1Y", "h",
        "1h-30m", "--1h", "00:03:25x", "1 h m", "1,5h", "PT1:30", "P1D2H3", "1.5.2h",
    ])
    func `other texts are no durations`(_ text: String) { #expect(read(text, form(duration: true)) == nil) }

    @Test func `a duration has the decimal mark and the texts to strip of its column`() {
        let form = form(strip: ["ca."], accounting: true, decimal: ",", duration: true)
        #expect(read("00:00:01,5", form) == 1.5)
        #expect(read("1,5h", form) == 5400)
        #expect(read("ca. 90s", form) == 90)
        #expect(read("(1h)", form) == -3600)
    }

    @Test func `a text with a number has priority over the number that it could be`() {
        var form = form(strip: ["%"])
        form.words = [.init(Array("ON".utf8), 1), .init(Array("0".utf8), 7), .init(Array("ON".utf8), 3)]
        #expect(read(" ON ", form) == 1)
        #expect(read("\u{A0}0", form) == 7)
        #expect(read("0%", form) == 0)
        #expect(read("on", form) == nil)
        #expect(!form.agreesWithFormat)
    }

    @Test func `infinity is a number in every spelling, if that is allowed`() {
        var form = form(strip: ["ms"])
        form.format.allowsNonFinite = true
        for text in ["inf", "Infinity", "+INF", "+infinity ms"] { #expect(read(text, form) == .infinity) }
        for text in ["-inf", "-Infinity", "-iNF"] { #expect(read(text, form) == -.infinity) }
        for text in ["nan", "NaN"] { #expect(read(text, form)?.isNaN == true) }
        for text in ["infin", "infinityx", "-"] { #expect(read(text, form) == nil) }
    }
}
