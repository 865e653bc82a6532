/// The first place where a text is not YAML, or uses a part of YAML that is refused here.
package struct SyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The place of the fault.
    package let mark: Mark
    let fault: Fault

    /// One sentence without the place: `cannot X: got A; want B`.
    package var message: String { "cannot \(fault.act): got \(fault.got); want \(fault.want)" }

    /// The sentence with its place, `line:column: cannot X: got A; want B`. The caller adds `file:`.
    package var description: String { "\(mark.line):\(mark.column): \(message)" }
}
