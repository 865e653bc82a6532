#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension FileDescriptor {
    /// Writes all of `bytes`, in one call where the kernel takes them at once, as it does for a log line. Waits where
    /// the reader of a pipe is slow.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        var sent = 0
        while sent < bytes.count {
            do {
                sent += try systemCall("write", path: path) {
                    unsafe bytes.withUnsafeBytes { buffer in
                        // `sent` is less than the count, so that the address lies within the buffer.
                        guard let base = buffer.baseAddress else { return 0 }
                        return unsafe systemWrite(number, base + sent, buffer.count - sent)
                    }
                }
            } catch  where error.code == EAGAIN {
                var wait = PollSet()
                _ = wait.add(self, read: false, write: true)
                try wait.poll(timeoutNanoseconds: nil)
            }
        }
    }

    /// Whether a write of up to 4096 bytes (PIPE_BUF) would not wait now; true where it would fail.
    package var isWritable: Bool {
        var set = PollSet()
        let index = set.add(self, read: false, write: true)
        // Where even that cannot be asked, the write will tell.
        guard (try? set.poll(timeoutNanoseconds: 0)) != nil else { return true }
        return set.isWritable(index)
    }

    /// Writes all of `text` as UTF-8.
    package func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }
}

/// write(2), which within an extension that has a `write` of its own needs another name.
private func systemWrite(_ number: Int32, _ address: UnsafeRawPointer, _ count: Int) -> Int {
    unsafe write(number, address, count)
}
