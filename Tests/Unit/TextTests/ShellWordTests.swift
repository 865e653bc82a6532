import Foundation
import Testing

@testable import Text

@Suite struct ShellWordTests {
    @Test(
        arguments: [
            (".build/release/csv_exporter", ".build/release/csv_exporter"), ("--config.file=a-1/b_2.yml", nil),
            ("", "''"), ("my orders.csv", "'my orders.csv'"), ("it's", #"'it'\''s'"#), ("~me", "'~me'"), ("a~", "a~"),
            ("$HOME;*", "'$HOME;*'"), ("Zürich", "'Zürich'"), ("a\nb'\\1\u{1b}8", #"$'a\012b\'\\1\0338'"#),
            ("no\u{a0}blank", #"$'no\302\240blank'"#),
        ] as [(String, String?)])
    func `a shell reads the word as the text`(_ text: String, _ wanted: String?) throws {
        #expect(shellWord(text) == wanted ?? text)
        let (shell, output) = (Process(), Pipe())
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments = ["-c", "printf %s \(shellWord(text))"]
        shell.standardOutput = output
        try shell.run()
        #expect(String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == text)
    }
}
