import JSON
import POSIX
import Synthesis

/// Prints findings, each as a line of JSON.
final class FindingsLog {
    private let output: FileDescriptor
    /// Lines that were not printed, because nobody had read those before.
    private(set) var dropped = 0
    private var isOver = false

    /// The most bytes of a line: so many a pipe takes whole or not at all.
    private static let longest = 4096

    init(_ output: FileDescriptor) { self.output = output }

    /// Prints rows. A reader that stops reading does not stop the simulator: lines are dropped and counted.
    func print(_ lines: Lines, _ form: RowForm) {
        var start = 0
        for end in lines.ends {
            let text = JSONValue.object(form.object(cells(of: lines.bytes[start..<end]))).text + "\n"
            start = end
            let line = Array(text.utf8)
            guard !isOver, line.count <= Self.longest, output.isWritable else {
                dropped += 1
                continue
            }
            do {
                try output.write(line)
            } catch {
                // The reader is gone, and comes not back.
                isOver = true
                dropped += 1
            }
        }
    }
}
