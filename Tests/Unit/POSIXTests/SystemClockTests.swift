import Foundation
import POSIX
import Testing

@Suite struct SystemClockTests {
    @Test func `the monotonic clock does not go back and the wall clock knows this century`() {
        let first = SystemClock.monotonicNanoseconds()
        #expect(SystemClock.monotonicNanoseconds() >= first)
        let wall = Int64(Date().timeIntervalSince1970)
        #expect(abs(SystemClock.wallNanoseconds() / 1_000_000_000 - wall) <= 2)
    }
}
