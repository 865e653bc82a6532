import Flags
import Text

private let command = Command(
    "x", summary: "X.",
    flags: [
        Flag("text", help: "T."), Flag("near.text", help: "N."),
        Flag("on", .boolean, help: "O.", defaultText: "false"), Flag("time", .duration, help: "D."),
        Flag("speed", .number(or: ["max"]), help: "S."), Flag("count", .count, help: "C.", defaultText: "3"),
        Flag("level", .choice(["info", "warn"]), help: "L."),
    ],
    subcommands: [
        Command(
            "sub", summary: "S.", flags: [Flag("must", help: "M.", isRequired: true)],
            arguments: .init("FILE", help: "F.", noun: "a file", example: "a.csv", count: 1...2))
    ])

/// Arguments are refused in one sentence, or their values can be asked for; durations read as they are written.
func fuzzFlags(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let arguments = input.parts(0x0A).map { String(decoding: $0, as: UTF8.self) }
    do throws(UsageError) {
        guard case .run(let flags) = try command.parse(arguments) else { return }
        if flags.subcommand != nil {
            check(1...2 ~= flags.arguments.count && flags.text("must") != nil, "\(arguments)")
        } else {
            checkValues(flags, arguments)
        }
    } catch {
        check(error.description.hasPrefix("x") && has(error.description, ": got "), "\(error)")
        check(!error.description.utf8.contains(0x0A), "a sentence in two lines: \(error)")
    }
    for argument in arguments { checkNumbers(argument) }
    checkNearest(arguments.last ?? "")
}

private func checkValues(_ flags: ParsedFlags, _ arguments: [String]) {
    check(flags.arguments.isEmpty, "\(flags.arguments)")
    check((flags.boolean("on") ?? false) == arguments.contains { $0 == "--on" }, "--on of \(arguments)")
    check((flags.count("count") ?? 0) >= 1, "--count of \(arguments)")
    check((flags.text("time") == nil) == (flags.duration("time") == nil), "--time of \(arguments)")
    check((flags.number("speed") ?? 1) > 0, "--speed of \(arguments)")
    check(["info", "warn", nil].contains(flags.text("level")), "--level of \(arguments)")
    if let value = flags.text("near.text") {
        check(arguments.contains { $0 == value || $0 == "--near.text=\(value)" }, "--near.text of \(arguments)")
    }
}

private func checkNumbers(_ text: String) {
    if let number = parseNumber(text) { check(number.isFinite && Double(text) == number, "\(text) is \(number)") }
    if let nanoseconds = parseDuration(text) {
        check(nanoseconds >= 0, "\(text) is \(nanoseconds)")
        let again = formatDuration(nanoseconds)
        check(parseDuration(again) == nanoseconds, "\(text) is \(nanoseconds), written \(again)")
    }
}

private func checkNearest(_ text: String) {
    let names = ["text", "near.text", "on", "time", "speed", "count", "level", "sub"]
    let near = nearest(text, among: names)
    check(near == nearest(text, among: names.reversed()), "the order of names matters to \(text)")
    if names.contains(text) { check(near == text, "the nearest to \(text) is \(near as Any)") }
}
