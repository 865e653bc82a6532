import CSV
import Mapping
import Testing

@testable import Pipeline

@Suite struct NumberHintTests {
    @Test(
        arguments: [
            ("12,50", #"decimal: ",""#),
            ("1,250", #"group: "," or decimal: ",""#), ("1,250,000", #"group: ",""#),
            ("1.234,50", #"decimal: ",", group: ".""#),
            ("1 234,50", #"decimal: ",", group: " ""#), ("1,234.50", #"group: ",""#), ("1'234.50", #"group: "'""#),
            ("1 234", #"group: " ""#), ("1\u{A0}234.5", #"group: " ""#), ("(12.50)", "accounting: true"),
            ("12.50-", "accounting: true"), ("Infinity", "non_finite: true"), ("00:03:25", "as: duration"),
            ("1h30m", "as: duration"), ("45%", #"strip: ["%"]"#), ("-$5", #"strip: ["$"]"#),
            ("12 kWh", #"strip: ["kWh"]"#),
            ("N/A", #"null_values: ["N/A"] at the source"#), (" - ", #"null_values: ["-"] at the source"#),
            ("---", #"null_values: ["---"] at the source"#), ("12O5", nil), ("x", nil), ("\"5\"x", nil), ("1.2.3", nil),
            ("5\\", nil),
        ] as [(String, String?)])
    func `a reject names the setting that would read the number`(_ cell: String, _ setting: String?) {
        let wanted = "; want a number" + (setting.map { "; did you mean \($0)?" } ?? "")
        #expect(wantedNumber(cell, ValueColumn(slot: 0, form: NumberForm(), use: .level)) == wanted)
        #expect(wantedNumber(cell, nil) == wanted)
    }

    @Test func `a reject names a decimal point where a comma was declared`() {
        var form = NumberForm()
        form.format.decimal = 0x2C
        #expect(wantedNumber("1,234.5", ValueColumn(slot: 0, form: form, use: .level)).hasSuffix(#"mean group: ","?"#))
        form.format.group = 0x2E
        func wanted(_ cell: String, scale: Double = 1) -> String {
            wantedNumber(cell, ValueColumn(slot: 0, form: form, scale: scale, use: .increment))
        }
        #expect(wanted("1.5") == "; want a number with three digits in a group; did you mean decimal: \".\"?")
        #expect(wanted("12.34") == "; want a number with three digits in a group; did you mean decimal: \".\"?")
        #expect(wanted("1.2345.678") == "; want a number with three digits in a group")
        let sum = ValueColumn(slot: 0, form: NumberForm(), use: .summand)
        #expect(wantedNumber("-1e300", sum) == "; want a number up to 3e144")
        #expect(wanted("1e300") == "; want a number up to 3e144")
        #expect(wanted("1e300", scale: 1e10) == "; want a finite number, after scale")
        form.format.allowsNonFinite = true
        #expect(wanted("inf") == "; want a finite number")
        form.isDuration = true
        let column = ValueColumn(slot: 0, form: form, use: .level)
        #expect(wantedNumber("x", column) == "; want a duration such as 00:03:25 or 1h30m")
    }
}
