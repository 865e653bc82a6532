// Advice for the next editor: the fuzzer's runtime has a main of its own. The package manager's linker flags rename the
// program's entry to `fuzz_main`, which wins, and lets one program hold all targets.

import Glibc
import POSIX

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
