import Testing

@testable import Rules

@Suite struct PromQLScannerTests {
    /// What was found, as `kind text`.
    private func found(_ expression: String) -> [String] {
        let bytes = Array(expression.utf8)
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        return PromQLScanner.scan(bytes).findings.map { finding in
            switch finding {
            case .window(let range): "window \(text(range))"
            case .step(let range): "step \(text(range))"
            case .offset(let range): "offset \(text(range))"
            case .number(let range): "number \(text(range))"
            case .clockFunction(let range): "clock \(text(range))"
            case .secondsArgument(let range): "seconds \(text(range))"
            case .unreadable(let range, let place): "unreadable \(place) \(text(range))"
            case .unfinished(let start, let what): "unfinished \(start) \(what)"
            }
        }
    }

    @Test(arguments: [
        ("rate(x[5m])", ["window 5m"]),
        ("rate(x{a=\"b\"}[ 5m ])", ["window 5m"]),
        ("increase(x[1h30m])", ["window 1h30m"]),
        ("max_over_time(rate(x[5m])[1h:1m])", ["window 5m", "window 1h", "step 1m"]),
        ("max_over_time(x[1h:])", ["window 1h"]),
        ("max_over_time(x[ 1h : 5m ])", ["window 1h", "step 5m"]),
        ("x offset 5m", ["offset 5m"]),
        ("x OFFSET 5m", ["offset 5m"]),
        ("x offset -5m", ["offset 5m"]),
        ("x offset - 1w", ["offset 1w"]),
        ("sum(x) offset 5m", ["offset 5m"]),
        ("x{a=\"b\"} offset\n5m", ["offset 5m"]),
        ("rate(x[5m] offset 1d)", ["window 5m", "offset 1d"]),
        ("rate(x[5m] @ 1609746000 offset 5m)", ["window 5m", "offset 5m"]),
        ("rate(x[5m] @ end() offset 5m)", ["window 5m", "offset 5m"]),
        ("x @ 1609746000.5", []),
        ("x # comment [5m] offset 5m\n[10m]", ["window 10m"]),
        ("x[5m # five\n]", ["window 5m"]),
    ])
    func `windows steps and offsets are found`(_ expression: String, _ expected: [String]) {
        #expect(found(expression) == expected)
    }

    @Test(arguments: [
        "offset_5m", "rate:5m", "job:x:rate5m + y:5m", "x_5m{w=\"[5m]\"}", "x{offset=\"5m\", b=~'offset 5m'}",
        "x{a=\"}\", b=\"\\\"[5m]\"}", "x{a=`\\`} + y", "label_replace(x, \"w\", \"$1 offset 5m\", 'a', '[5m]')",
        "count_values(`[5m]`, x)", "'it\\'s [5m]'", "offset", "offset + 5", "sum by (offset, hour) (x)",
        "x and on (time) y", "x > 1e5", "x > 1e-5", "x > 0x1d", "x > .5", "x > 5", "x == Inf", "5 * x # 5m", "",
        "x{} > bool 1.5E+3", "hour", "minute{a=\"b\"}", "{__name__=\"x[5m]\"}", "x{a=\"b\" # offset 5m }\n}",
    ])
    func `strings comments names and matchers are left alone`(_ expression: String) {
        #expect(found(expression) == [])
    }

    @Test(arguments: [
        ("time() - x", ["clock time"]),
        ("hour() > 8 and minute () < 30", ["clock hour", "clock minute"]),
        ("timestamp(x)", ["clock timestamp"]),
        (
            "day_of_week(x) + day_of_month() + day_of_year() + days_in_month() + month() + year()",
            [
                "clock day_of_week", "clock day_of_month", "clock day_of_year", "clock days_in_month", "clock month",
                "clock year",
            ]
        ),
        ("predict_linear(x[1h], 3600)", ["seconds predict_linear", "window 1h"]),
        ("x > 5m", ["number 5m"]),
        ("x - y > 1h30m", ["number 1h30m"]),
    ])
    func `what cannot be scaled is found`(_ expression: String, _ expected: [String]) {
        #expect(found(expression) == expected)
    }

    @Test(arguments: [
        ("x[5]", ["unreadable a window 5"]),
        ("x[]", ["unreadable a window "]),
        ("x[5m * 2]", ["unreadable a window 5m * 2"]),
        ("x[$__range]", ["unreadable a window $__range"]),
        ("x[1h:30]", ["unreadable a window 1h:30"]),
        ("x[:5m]", ["unreadable a window :5m"]),
        ("x[5m1h] + y[5m]", ["unreadable a window 5m1h", "window 5m"]),
        ("x offset 300", ["unreadable an offset 300"]),
        ("x offset (5m)", ["unreadable an offset (5m)"]),
        ("x offset (1h + (5m)) + y[1m]", ["unreadable an offset (1h + (5m))", "window 1m"]),
        ("x offset step()", ["unreadable an offset step()"]),
        ("x offset -min (step(), 5m) > y[1m]", ["unreadable an offset min (step(), 5m)", "window 1m"]),
        ("(x offset range)", ["unreadable an offset range"]),
        ("x[5m", ["unfinished 1 a window without ]"]),
        ("x{a=\"b\"", ["unfinished 1 label matchers without }"]),
        ("x == \"a\\\"", ["unfinished 5 a string without its closing quote"]),
        ("'\\", ["unfinished 0 a string without its closing quote"]),
    ])
    func `what is no promql duration is told`(_ expression: String, _ expected: [String]) {
        #expect(found(expression) == expected)
    }

    @Test func `every prefix of an expression is read without a trap`() {
        let whole = "max_over_time(rate(x{a=\"\\\"\",b='c'}[5m] offset -1h)[1h:5m]) > 1e-5 # `x`\nand 5m < time()"
        for end in whole.utf8.indices { _ = found(String(whole[..<end])) }
        #expect(found(whole) == ["window 5m", "offset 1h", "window 1h", "step 5m", "number 5m", "clock time"])
    }
}
