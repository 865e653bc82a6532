package import POSIX
import Text

/// One line on a terminal that says how far a long reading is; nothing anywhere else.
package struct ProgressLine {
    private static let pause: Int64 = 100_000_000
    private let output: FileDescriptor
    private let isTerminal: Bool
    private var last: Int64 = 0
    private var isShown = false

    /// A line on `output`, if that is a terminal.
    package init(_ output: FileDescriptor) {
        self.output = output
        isTerminal = output.isTerminal
    }

    /// Shows how much of the files is read, at most ten times a second.
    package mutating func show(_ bytes: (read: Int, all: Int)) {
        if bytes.all == 0 { return }
        show { "reading ahead: \(bytes.read * 100 / bytes.all) % of \(megabytes(bytes.all)) MB" }
    }

    /// Shows a text, at most ten times a second.
    package mutating func show(_ text: () -> String) {
        guard isTerminal, case let now = SystemClock.monotonicNanoseconds(), now - last >= Self.pause else { return }
        (last, isShown) = (now, true)
        write("\r\u{1B}[K" + text())
    }

    /// Takes the line away.
    package mutating func clear() {
        guard isShown else { return }
        isShown = false
        write("\r\u{1B}[K")
    }

    private func write(_ text: String) {
        // A terminal that is gone needs no progress.
        try? output.write(text)
    }
}
