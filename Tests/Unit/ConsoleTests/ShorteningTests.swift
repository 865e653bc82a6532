import Testing

@testable import Console

@Suite struct ShorteningTests {
    private static let rows: [(file: String, short: String)] = [
        ("", ""),
        ("a\n", "a\n"),
        ("\n", ""),
        ("  a  b \n\n    \n\tc\n", "a  b \n\tc\n"),
        ("// a comment\na(); // and a part of a line\n  // b\n", "a(); // and a part of a line\n"),
        ("/* a comment */\n  /* b */\np { top: 0; } /* c */\n", "p { top: 0; } /* c */\n"),
        ("const url = \"//host\";\n/ 2\n", "const url = \"//host\";\n/ 2\n"),
        ("<!--state-->\n  <p>é ☾</p>\n", "<!--state-->\n<p>é ☾</p>\n"),
    ]

    @Test(arguments: rows) func `lines lose their indentation, and comments of a line go`(file: String, short: String) {
        #expect(String(decoding: shortened(Array(file.utf8)), as: UTF8.self) == short)
        #expect(shortened(Array(short.utf8)) == Array(short.utf8), "a short file stays as it is")
    }

    @Test(arguments: [
        (
            "import { a } from \"./a.js\";\n\nexport function b() {\n  return a; // one\n}\n",
            "export function b() {\nreturn a; // one\n}\n"
        ),
        (
            "import {\n  a, b,\n} from \"./b.js\";\nimport { b } from \"./c.js\";\nimportant(a);\nb();\n",
            "important(a);\nb();\n"
        ),
    ])
    func `modules lose their imports, also those over lines`(module: String, short: String) {
        #expect(String(decoding: shortened(Array(module.utf8), isModule: true), as: UTF8.self) == short)
        #expect(shortened(Array(module.utf8)).starts(with: Array("import {".utf8)), "and other texts do not")
    }
}
