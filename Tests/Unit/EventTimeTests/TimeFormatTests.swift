import EventTime
import Testing

@Suite struct TimeFormatTests {
    @Test(arguments: [
        ("%Y-%m-%d %H:%Q", "the directive %Q at byte 13"), ("%Y-%m-%d %", "a lone % at byte 10"),
        ("%-Y", "the directive %-Y at byte 1"), ("iso8061", "no directive"), ("%Y-%m %H", "an incomplete date"),
        ("%m %H", "an incomplete date"), ("%Y %u", "an incomplete date"), ("%V", "an incomplete date"),
        ("%Y-W%V", "an incomplete date"), ("%G-W%V %H", "an incomplete date"), ("%Y-Q%q-%m", "an incomplete date"),
        ("%M:%S", "no date and no hour"), ("%I:%M", "an hour of 12 without %p"),
        ("%H:%M %p", "%p without an hour of 12"), ("%H:%m", "an incomplete date"),
        ("%Y-%m-%d %H:%m", "the month twice"), ("%F %H %I %p", "the hour twice"),
        ("%Y-%m-%d %h:%M", "the month twice"), ("%F %M", "the minute without the hour"),
        ("%F %H:%S", "the second without the minute"), ("%F %R.%f", "the fraction without the second"),
        ("%-", "a lone % at byte 1"),
    ])
    func `a format that is not a complete time is refused with its fault`(_ text: String, _ problem: String) {
        let error = #expect(throws: FormatError.self) { try TimeFormat(text) }
        #expect(error?.description.hasPrefix("cannot use time format \"\(text)\": got \(problem); want ") == true)
    }

    @Test(arguments: [
        ("2026-03-02T08:05:09Z", "iso8601"), ("2026-03-02", "iso8601"), ("1772438709", "unix"),
        ("1772438709.5", "unix"), ("1772438709000", "unix_ms"), ("1772438709000000", "unix_us"),
        ("1772438709000000000", "unix_ns"), ("7", "unix"), ("46083.3369", "excel"),
        ("46083", "excel"), ("soon", nil), ("", nil), ("02/03/2026", nil),
    ])
    func `the named format that reads a text as a time of our decades is proposed`(
        _ text: String, _ name: String?
    ) {
        #expect(TimeFormat.name(reading: text) == name)
    }

    @Test(arguments: [
        ("%F %T", true), ("%D", true), ("%Y%j", true), ("%s", true), ("%s.%f", true), ("%a %F %T %z %Z", true),
        ("iso8601", true), ("unix_ms", true), ("excel", true), ("%Y-%m", true), ("%G-W%V", true), ("%m-%d %T", true),
        ("%Hh", false), ("%I:%M %p", false), ("%T", false),
    ])
    func `a format has a date or not`(_ text: String, _ hasDate: Bool) throws {
        #expect(try TimeFormat(text).hasDate == hasDate)
    }

    @Test(arguments: [
        ("%b %d %T", true), ("%m-%d %H:%M", true), ("%j", true), ("%m", true), ("%F", false), ("%y%j", false),
        ("%G-W%V", false), ("%T", false), ("%s", false), ("unix", false),
    ])
    func `a date lacks its year or not`(_ text: String, _ lacksYear: Bool) throws {
        #expect(try TimeFormat(text).lacksYear == lacksYear)
    }
}
