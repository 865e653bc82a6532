import MappingFile
import POSIX
import Sniff
import Text

/// Asks a person what the files cannot tell: at most three questions, each with the flag that answers it next time.
struct Questions {
    private var rest = 3
    /// What was typed behind the last line that was read.
    private var typed: [UInt8] = []
    /// Whether somebody can answer.
    private(set) var canAsk: Bool
    /// Shows a text; false if nobody sees it.
    private let show: (String) -> Bool
    /// What was typed since; nil if the terminal is gone.
    private let read: () -> [UInt8]?

    /// Asks on the terminal, if standard input and standard error are one.
    init(isAllowed: Bool) {
        let isTerminal = FileDescriptor.standardInput.isTerminal && FileDescriptor.standardError.isTerminal
        self.init(
            canAsk: isAllowed && isTerminal, show: { (try? FileDescriptor.standardError.write($0)) != nil },
            read: {
                var bytes: [UInt8] = []
                guard let count = try? FileDescriptor.standardInput.read(into: &bytes, atMost: 4096), count > 0 else {
                    return nil
                }
                return bytes
            })
    }

    init(canAsk: Bool, show: @escaping (String) -> Bool, read: @escaping () -> [UInt8]?) {
        (self.canAsk, self.show, self.read) = (canAsk, show, read)
    }

    /// Asks which of some answers is right, if flags can give them; changes `told` by the answer. Returns false if
    /// there was none.
    mutating func ask(_ question: Undecided, _ path: String, _ told: inout Told) -> Bool {
        if question.key == .zone {
            let text = "\(printable(path)): \(printable(question.sentence))."
            return askZone(text, &told)
        }
        guard canAsk, rest > 0, !question.flags.isEmpty, question.flags.allSatisfy({ Self.answer($0) != nil }) else {
            return false
        }
        rest -= 1
        var text = "\(printable(path)): \(printable(question.sentence))\n"
        for cell in question.cells.prefix(3) {
            text += "  \(printable(cell.text))\n"
            for (place, reading) in cell.readings.enumerated() { text += "    \(place + 1)  \(printable(reading))\n" }
        }
        for (place, flag) in question.flags.enumerated() { text += "  \(place + 1) is \(flag)\n" }
        let numbers = question.flags.indices.map { "\($0 + 1)" }
        while true {
            guard let line = line(text + "\(alternatives(numbers))? ") else { return false }
            if line.isEmpty { return false }
            if let place = numbers.firstIndex(of: line), let answer = Self.answer(question.flags[place]) {
                answer(&told)
                return true
            }
            text = ""
        }
    }

    /// Asks for the zone of times that prove none; what is assumed holds if nothing is typed.
    mutating func askZone(_ time: Time, _ told: inout Told) {
        let names = time.zoneNames.map { "\($0.name) (\($0.offset)?)" }.joined(separator: ", ")
        let text = names.isEmpty ? "The times have no zone." : "The times say only \(names)."
        _ = askZone(text, default: names.isEmpty ? time.zone : "as above", &told)
    }

    private mutating func askZone(_ sentence: String, default assumed: String? = nil, _ told: inout Told) -> Bool {
        guard canAsk, rest > 0 else { return false }
        rest -= 1
        let question =
            "\(sentence) UTC, an offset such as +02:00, or a name such as Europe/Berlin (--time.zone)?\n"
            + "zone\(assumed.map { " [\($0)]" } ?? "") "
        var text = question
        while let answer = line(text), !answer.isEmpty {
            do {
                _ = try zone(named: answer)
                told.zone = answer
                return true
            } catch {
                text = "\(printable("\(error)"))\n\(question)"
            }
        }
        return false
    }

    /// Asks which of several times is that of the record; the first one if nothing is typed.
    mutating func askTime(_ names: [String], _ told: inout Told) {
        guard canAsk, rest > 0, names.count > 1 else { return }
        rest -= 1
        var question = "Several columns have times. Which one is that of the record (--time.column)?\n"
        for (place, name) in names.enumerated() { question += "  \(place + 1)  \(printable(name))\n" }
        guard let answer = line(question + "number [1] "), let number = Int(answer), number > 1,
            number <= names.count
        else { return }
        told.timeColumns = [names[number - 1]]
    }

    /// What a flag says; nil if it lacks its value.
    private static func answer(_ flag: String) -> ((inout Told) -> Void)? {
        switch flag {
        case "--time.day-first": { $0.isDayFirst = true }
        case "--time.month-first": { $0.isDayFirst = false }
        case "--decimal=,": { $0.decimal = UInt8(ascii: ",") }
        case "--decimal=.": { $0.decimal = UInt8(ascii: ".") }
        default: nil
        }
    }

    /// Shows a question and reads a line without blanks around it; nil if the terminal is gone.
    private mutating func line(_ question: String) -> String? {
        if !show(question) { return nil }
        while true {
            if let end = typed.firstIndex(of: 0x0A) {
                let line = String(decoding: typed[..<end].filter { $0 > 0x20 }, as: UTF8.self)
                typed.removeFirst(end + 1)
                return line
            }
            guard let bytes = read() else {
                canAsk = false
                return nil
            }
            typed += bytes
        }
    }
}
