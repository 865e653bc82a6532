import POSIX
import TestSupport
import Testing

@Suite struct PollSetTests {
    @Test func `a wait without descriptors lasts for the timeout, rounded up`() throws {
        var set = PollSet()
        let start = SystemClock.monotonicNanoseconds()
        #expect(try set.poll(timeoutNanoseconds: 1_000_001) == 0)
        #expect(SystemClock.monotonicNanoseconds() - start >= 1_000_001)
        #expect(try set.poll(timeoutNanoseconds: -5) == 0)
    }

    @Test func `each index shows the state of its own descriptor`() throws {
        let folder = TemporaryDirectory()
        let listener = try Listener(ListenAddress("127.0.0.1:0"))
        let file = try FileDescriptor.open(folder.write("a", "x"))
        var set = PollSet()
        for _ in 0..<2 {
            set.removeAll()
            let quiet = set.add(listener.descriptor, read: true, write: false)
            let ready = set.add(file, read: true, write: false)
            #expect(try set.poll(timeoutNanoseconds: nil) == 1)
            #expect(!set.isReadable(quiet) && !set.isWritable(quiet))
            #expect(set.isReadable(ready) && !set.isWritable(ready))
        }
    }
}
