#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension FileDescriptor {
    /// Writes all of `bytes`. One call is enough if the kernel accepts them at once, as it does for a log line. Waits
    /// while a pipe is full.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        var sent = 0
        while sent < bytes.count {
            do {
                sent += try writeOnce(bytes, from: sent)
            } catch  where error.code == EAGAIN {
                var wait = PollSet()
                _ = wait.add(self, read: false, write: true)
                try wait.poll(timeoutNanoseconds: nil)
            }
        }
    }

    /// Waits until what was written is on the disk: fsync(2).
    package func synchronize() throws(SystemError) {
        _ = try systemCall("fsync", path: path) { fsync(number) }
    }

    /// Writes as many of `bytes` as the file takes: a disk may be full. Returns how many, and why not all.
    package func writeSome(_ bytes: [UInt8]) -> (count: Int, fault: SystemError?) {
        var sent = 0
        while sent < bytes.count {
            do throws(SystemError) {
                sent += try writeOnce(bytes, from: sent)
            } catch {
                return (sent, error)
            }
        }
        return (sent, nil)
    }

    /// Writes what one call takes of `bytes` from `start` on, which is less than their count.
    private func writeOnce(_ bytes: [UInt8], from start: Int) throws(SystemError) -> Int {
        try systemCall("write", path: path) {
            unsafe bytes.withUnsafeBytes { buffer in
                // `start` is less than the count, so the address lies within the buffer.
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe systemWrite(number, base + start, buffer.count - start)
            }
        }
    }

    /// Whether a write of up to 4096 bytes (PIPE_BUF) would return without waiting. True if the write would fail.
    package var isWritable: Bool {
        var set = PollSet()
        let index = set.add(self, read: false, write: true)
        // If `poll` fails, the write shows why.
        guard (try? set.poll(timeoutNanoseconds: 0)) != nil else { return true }
        return set.isWritable(index)
    }

    /// Writes all of `text` as UTF-8.
    package func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }
}

/// Calls write(2). Within the extension above, the name `write` means a method of the extension.
private func systemWrite(_ number: Int32, _ address: UnsafeRawPointer, _ count: Int) -> Int {
    unsafe write(number, address, count)
}
