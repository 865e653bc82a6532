import JSON
import Testing

/// The text of the value that `text` is read as, or the sentence that refuses it.
func reading(_ bytes: [UInt8]) -> String {
    do throws(JSONError) { return try JSONValue(parsing: bytes).text } catch { return error.description }
}

func reading(_ text: String) -> String { reading(Array(text.utf8)) }

@Suite struct AcceptedTests {
    @Test(arguments: [
        ("null", "null"), ("true", "true"), ("false", "false"), ("\"\"", "\"\""), ("[]", "[]"), ("{}", "{}"),
        (" \t\r\n[ \t\r\n] \t\r\n", "[]"), ("[[[]],{}]", "[[[]],{}]"), ("[null,1,\"1\",{}]", "[null,1,\"1\",{}]"),
        ("[ 1 , 2 ]", "[1,2]"), ("{ \"b\" : 1 , \"a\" : { } }", #"{"b":1,"a":{}}"#), (#"{"":0}"#, #"{"":0}"#),
        (#"{"a":[],"A":[]}"#, #"{"a":[],"A":[]}"#),
    ])
    func `values, blanks and the order of keys`(text: String, written: String) {
        #expect(reading(text) == written)
    }

    @Test(arguments: [
        "0", "-0", "1", "-1", "10", "0.5", "-0.0", "1.10", "1e5", "1E5", "1e+5", "1E-05", "0e0", "123.456e78", "1e400",
        "-1e-999", "18446744073709551615", "3.141592653589793238462643383279",
    ])
    func `a number keeps its text`(text: String) {
        #expect(reading(text) == text)
        #expect(reading("[" + text + "]") == "[" + text + "]")
    }

    @Test(arguments: [
        (#""a\"\\\/\b\f\n\r\tb""#, "a\"\\/\u{8}\u{C}\n\r\tb"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
        (#""\u0000""#, "\u{0}"), (#""\ud83D\uDEB2""#, "🚲"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        (#""\uFFFF""#, "\u{FFFF}"), (#""\\u0041""#, #"\u0041"#),
        ("\"\u{7F}\u{2028}\u{FEFF}🚲\"", "\u{7F}\u{2028}\u{FEFF}🚲"),
        ("\"e\u{301}\"", "e\u{301}"), (#""'/*#""#, "'/*#"),
    ])
    func `strings`(text: String, content: String) throws {
        guard case .string(let string) = try JSONValue(parsing: Array(text.utf8)) else {
            Issue.record("\(text) is no string")
            return
        }
        // By scalars: String's equality takes two spellings of "é" for one.
        #expect(Array(string.unicodeScalars) == Array(content.unicodeScalars))
    }
}

@Suite struct RefusedTests {
    @Test(arguments: [
        ("", "1:1: cannot read JSON: got the end of the text; want a value"),
        (" \n ", "2:2: cannot read JSON: got the end of the text; want a value"),
        ("\u{FEFF}{}", "1:1: cannot read JSON: got a byte order mark; want none"),
        ("nul", "1:1: cannot read JSON: got \"nul\"; want a value"),
        ("True", "1:1: cannot read JSON: got \"True\"; want a value"),
        ("NaN", "1:1: cannot read JSON: got \"NaN\"; want a value"),
        ("-Infinity", "1:2: cannot read JSON: got \"Infinity\" in a number; want a digit"),
        ("undefined", "1:1: cannot read JSON: got \"undefined\"; want a value"),
        ("'a'", "1:1: cannot read JSON: got \"'\"; want a value"),
        ("é", "1:1: cannot read JSON: got \"é\"; want a value"),
        ("\u{C}1", "1:1: cannot read JSON: got U+000C; want a value"),
        ("\u{A0}1", "1:1: cannot read JSON: got \"\u{A0}\"; want a value"),
        ("/* */ 1", "1:1: cannot read JSON: got \"/\"; want a value"),
        ("1 2", "1:3: cannot read JSON: got \"2\" after the value; want the end of the text"),
        ("{} // x", "1:4: cannot read JSON: got \"/\" after the value; want the end of the text"),
        ("[]]", "1:3: cannot read JSON: got \"]\" after the value; want the end of the text"),
        ("nullx", "1:5: cannot read JSON: got \"x\" after the value; want the end of the text"),
        (#"{"a":1}{"b":2}"#, "1:8: cannot read JSON: got \"{\" after the value; want the end of the text"),
    ])
    func `texts that are not one value`(text: String, sentence: String) {
        #expect(reading(text) == sentence)
    }

    @Test(arguments: [
        ("[", "1:2: cannot read JSON: got the end of the text; want a value"),
        ("[1", "1:3: cannot read JSON: got the end of the text after a value; want \",\" or \"]\""),
        ("[1,", "1:4: cannot read JSON: got the end of the text; want a value"),
        ("[1,]", "1:4: cannot read JSON: got \"]\"; want a value"),
        ("[,1]", "1:2: cannot read JSON: got \",\"; want a value"),
        ("[1,,2]", "1:4: cannot read JSON: got \",\"; want a value"),
        ("[1 2]", "1:4: cannot read JSON: got \"2\" after a value; want \",\" or \"]\""),
        ("[1}", "1:3: cannot read JSON: got \"}\" after a value; want \",\" or \"]\""),
        ("[\"a\":1]", "1:5: cannot read JSON: got \":\" after a value; want \",\" or \"]\""),
        ("{", "1:2: cannot read JSON: got the end of the text; want a key in double quotes"),
        ("{,}", "1:2: cannot read JSON: got \",\"; want a key in double quotes"),
        ("{1:1}", "1:2: cannot read JSON: got \"1\"; want a key in double quotes"),
        ("{a:1}", "1:2: cannot read JSON: got \"a\"; want a key in double quotes"),
        (#"{"a"}"#, "1:5: cannot read JSON: got \"}\" after a key; want a colon"),
        (#"{"a",1}"#, "1:5: cannot read JSON: got \",\" after a key; want a colon"),
        (#"{"a"::1}"#, "1:6: cannot read JSON: got \":\"; want a value"),
        (#"{"a":}"#, "1:6: cannot read JSON: got \"}\"; want a value"),
        (#"{"a":1,}"#, "1:8: cannot read JSON: got \"}\"; want a key in double quotes"),
        (#"{"a":1]"#, "1:7: cannot read JSON: got \"]\" after a value; want \",\" or \"}\""),
        (
            "{\n \"a\": [\n  {\"é\": 1 \"b\"\n",
            "3:11: cannot read JSON: got a string after a value; want \",\" or \"}\""
        ),
        (
            "{\"a\": 1,\n\"b\": 2,\n\"a\": 3}",
            "3:1: cannot read JSON: got a key that line 1 has already; want each key once"
        ),
        (#"{"a":1,"\u0061":1}"#, "1:8: cannot read JSON: got a key that line 1 has already; want each key once"),
        ("{\"é\":1,\"e\u{301}\":1}", "1:8: cannot read JSON: got a key that line 1 has already; want each key once"),
    ])
    func `arrays and objects`(text: String, sentence: String) {
        #expect(reading(text) == sentence)
    }

    @Test(arguments: [
        ("-", "1:2: cannot read JSON: got the end of the text in a number; want a digit"),
        ("--1", "1:2: cannot read JSON: got \"-1\" in a number; want a digit"),
        ("+1", "1:1: cannot read JSON: got \"+1\"; want a value"),
        (".5", "1:1: cannot read JSON: got \".5\"; want a value"),
        ("-.5", "1:2: cannot read JSON: got \".5\" in a number; want a digit"),
        ("1.", "1:3: cannot read JSON: got the end of the text in a number; want a digit"),
        ("1.e5", "1:3: cannot read JSON: got \"e5\" in a number; want a digit"),
        ("1e", "1:3: cannot read JSON: got the end of the text in a number; want a digit"),
        ("1e+", "1:4: cannot read JSON: got the end of the text in a number; want a digit"),
        ("1e+-5", "1:4: cannot read JSON: got \"-5\" in a number; want a digit"),
        ("1e5.5", "1:4: cannot read JSON: got \".5\" after the value; want the end of the text"),
        ("00", "1:1: cannot read JSON: got a number with a leading zero; want it without"),
        ("-01", "1:1: cannot read JSON: got a number with a leading zero; want it without"),
        ("01.5", "1:1: cannot read JSON: got a number with a leading zero; want it without"),
        ("0x1F", "1:2: cannot read JSON: got \"x1F\" after the value; want the end of the text"),
        ("1_000", "1:2: cannot read JSON: got \"_\" after the value; want the end of the text"),
        ("1１", "1:2: cannot read JSON: got \"１\" after the value; want the end of the text"),
        ("- 1", "1:2: cannot read JSON: got \" \" in a number; want a digit"),
    ])
    func `numbers`(text: String, sentence: String) {
        #expect(reading(text) == sentence)
    }

    @Test(arguments: [
        ("[\"a", "1:2: cannot read JSON: got a string without its closing quote; want one"),
        (#""a\"#, #"1:3: cannot read JSON: got an unknown escape; want one of \" \\ \/ \b \f \n \r \t \uXXXX"#),
        (#""\x41""#, #"1:2: cannot read JSON: got an unknown escape; want one of \" \\ \/ \b \f \n \r \t \uXXXX"#),
        (#""\U0041""#, #"1:2: cannot read JSON: got an unknown escape; want one of \" \\ \/ \b \f \n \r \t \uXXXX"#),
        ("\"a\nb\"", #"1:3: cannot read JSON: got U+000A in a string; want it as \u000a"#),
        ("\"\t\"", #"1:2: cannot read JSON: got U+0009 in a string; want it as \u0009"#),
        ("\"\u{0}\"", #"1:2: cannot read JSON: got U+0000 in a string; want it as \u0000"#),
        ("\"\u{1F}\"", #"1:2: cannot read JSON: got U+001F in a string; want it as \u001f"#),
        (#""\u00""#, #"1:2: cannot read JSON: got an escape without four hexadecimal digits; want \uXXXX"#),
        (#""\u00g0""#, #"1:2: cannot read JSON: got an escape without four hexadecimal digits; want \uXXXX"#),
        (#""\u+041""#, #"1:2: cannot read JSON: got an escape without four hexadecimal digits; want \uXXXX"#),
        (#""\uD83D""#, "1:2: cannot read JSON: got half of a surrogate pair; want both halves, the high one first"),
        (#""\uDEB2""#, "1:2: cannot read JSON: got half of a surrogate pair; want both halves, the high one first"),
        (#""\uD83D\n""#, "1:2: cannot read JSON: got half of a surrogate pair; want both halves, the high one first"),
        (
            #""\uD83Dx\uDEB2""#,
            "1:2: cannot read JSON: got half of a surrogate pair; want both halves, the high one first"
        ),
        (
            #""\uD83D\u0041""#,
            "1:2: cannot read JSON: got half of a surrogate pair; want both halves, the high one first"
        ),
        (
            #""\uD83D\uD83D""#,
            "1:2: cannot read JSON: got half of a surrogate pair; want both halves, the high one first"
        ),
        (
            #""\uDEB2\uD83D""#,
            "1:2: cannot read JSON: got half of a surrogate pair; want both halves, the high one first"
        ),
        (#""\uD83D\uDE""#, #"1:8: cannot read JSON: got an escape without four hexadecimal digits; want \uXXXX"#),
    ])
    func `strings`(text: String, sentence: String) {
        #expect(reading(text) == sentence)
    }

    @Test(
        arguments: [
            [0xFF], [0xC3], [0xC3, 0x28], [0xC0, 0x80], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
            [0xED, 0xA0, 0xBD, 0xED],
            [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func `bytes that are not UTF-8`(bytes: [UInt8]) {
        let text = Array("[\n\"é".utf8) + bytes + Array("\"]".utf8)
        #expect(reading(text) == "2:3: cannot read JSON: got bytes that are not UTF-8; want UTF-8")
    }

    @Test func `other encodings`() {
        #expect(
            reading([0xFF, 0xFE, 0x5B, 0, 0x5D, 0]).hasPrefix("1:1: cannot read JSON: got bytes that are not UTF-8"))
        #expect(reading([0, 0x5B, 0, 0x5D]) == "1:1: cannot read JSON: got U+0000; want a value")
    }
}
