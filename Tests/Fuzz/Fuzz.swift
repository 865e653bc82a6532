// Advice for the next editor: the fuzzer's runtime has a main of its own. The package manager's linker flags rename the
// program's entry to `fuzz_main`, which wins, and lets one program hold all targets.

import Glibc
import POSIX

/// The names under which `FUZZ_TARGET` chooses what is run; without it, they are printed.
private let targets: [String: @Sendable ([UInt8]) -> Void] = [
    "client": fuzzClient, "csv": fuzzCSV, "exposition": fuzzExposition, "flags": fuzzFlags, "http": fuzzHTTP,
    "inflate": fuzzInflate, "json": fuzzJSON, "names": fuzzNames, "number": fuzzNumber, "number_form": fuzzNumberForm,
    "position": fuzzPosition, "profile": fuzzProfile, "rules": fuzzRules,
    "sniff": fuzzSniff, "snappy": fuzzSnappy, "stream": fuzzStream, "time": fuzzTime, "utf16": fuzzUTF16,
    "yaml": fuzzYAML, "zone": fuzzZone,
]

/// What the fuzzer calls, over and over.
private typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>, _ callback: Callback
) -> CInt

private let chosen = targets[Environment.value(of: "FUZZ_TARGET") ?? ""]

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen?(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

@_cdecl("fuzz_main")
func fuzzMain(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    guard chosen != nil else {
        print(targets.keys.sorted().joined(separator: " "))
        return 0
    }
    var count = count
    var arguments = unsafe arguments
    return unsafe runDriver(&count, &arguments, testOneInput)
}

/// Ends the process with a finding unless `holds`.
func check(_ holds: Bool, _ finding: @autoclosure () -> String) {
    if holds { return }
    let words = Array("FINDING: \(finding())\n".utf8)
    _ = unsafe write(2, words, words.count)
    // A trap is what the fuzzer takes for a crash, after which it keeps the input.
    preconditionFailure("a finding")
}

/// Whether the bytes of `words` are somewhere in `text`. As characters they may not be: some join with the next one.
func has(_ text: String, _ words: String) -> Bool { Array(text.utf8).contains(Array(words.utf8)) }

/// Reads choices from the front of an input, so that one that is mutated keeps the rest.
struct Input {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The next byte; 0 at the end.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// A number below `count`.
    mutating func below(_ count: Int) -> Int { Int(byte()) % count }

    mutating func choice<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    mutating func take(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// Eight bytes as a number.
    mutating func word() -> UInt64 { take(8).reduce(0) { $0 << 8 | UInt64($1) } }

    var isAtEnd: Bool { rest.isEmpty }

    /// All that is left.
    mutating func all() -> [UInt8] { take(rest.count) }

    /// The rest cut at each `separator`.
    mutating func parts(_ separator: UInt8) -> [[UInt8]] {
        all().split(separator: separator, omittingEmptySubsequences: false).map(Array.init)
    }
}

/// `bytes` in pieces that end at places drawn from `input`.
func pieces(_ bytes: [UInt8], cuts: [UInt8]) -> [[UInt8]] {
    let ends = cuts.map { Int($0) % (bytes.count + 1) }.sorted() + [bytes.count]
    var from = 0
    return ends.map { end in
        defer { from = end }
        return Array(bytes[from..<end])
    }
}
