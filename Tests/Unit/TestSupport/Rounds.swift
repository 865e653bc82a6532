import Foundation

/// The rounds of the random comparisons, each with seeds of its own: one, or as many as `TEST_ROUNDS` says.
package var rounds: Range<UInt64> {
    0..<(ProcessInfo.processInfo.environment["TEST_ROUNDS"].flatMap { UInt64($0) } ?? 1)
}
