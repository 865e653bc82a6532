import Foundation

/// How many times over the random comparisons run, each round with seeds of its own: 1, or what `TEST_ROUNDS` says.
package var rounds: Range<UInt64> {
    0..<(ProcessInfo.processInfo.environment["TEST_ROUNDS"].flatMap { UInt64($0) } ?? 1)
}
