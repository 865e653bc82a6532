import Glibc

/// What is fuzzed, by the names under which `FUZZ_TARGET` chooses it; without that, the names are printed.
let targets: [String: @Sendable ([UInt8]) -> Void] = [
    "client": fuzzClient, "csv": fuzzCSV, "exposition": fuzzExposition, "flags": fuzzFlags, "http": fuzzHTTP,
    "inflate": fuzzInflate, "json": fuzzJSON, "names": fuzzNames, "number": fuzzNumber, "number_form": fuzzNumberForm,
    "position": fuzzPosition, "profile": fuzzProfile, "rules": fuzzRules,
    "sniff": fuzzSniff, "snappy": fuzzSnappy, "stream": fuzzStream, "time": fuzzTime, "utf16": fuzzUTF16,
    "yaml": fuzzYAML, "zone": fuzzZone,
]

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
