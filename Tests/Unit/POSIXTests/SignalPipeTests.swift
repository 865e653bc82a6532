import Foundation
import POSIX
import Testing

@Suite struct SignalPipeTests {
    @Test func `each signal arrives as a value, once`() throws {
        let pipe = try SignalPipe()
        #expect(pipe.drain() == [])
        for (number, signal) in [(SIGHUP, Signal.hangUp), (SIGTERM, .terminate), (SIGINT, .interrupt)] {
            // To the process: threads that run tests may block signals that are sent to them.
            #expect(kill(getpid(), number) == 0)
            var set = PollSet()
            let index = set.add(pipe.descriptor, read: true, write: false)
            let deadline = SystemClock.monotonicNanoseconds() + 5_000_000_000
            // The signal itself may end a wait early.
            while try set.poll(timeoutNanoseconds: 1_000_000_000) == 0 {
                try #require(SystemClock.monotonicNanoseconds() < deadline)
            }
            #expect(set.isReadable(index))
            #expect(pipe.drain() == [signal])
            #expect(pipe.drain() == [])
        }
    }
}
