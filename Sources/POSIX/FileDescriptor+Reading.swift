#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension FileDescriptor {
    /// Reads up to `count` bytes into the elements of `bytes` from index `offset` on. Returns the number of bytes read:
    /// 0 at the end of a file. Neither allocates nor clears, so that one array of full size serves all reads. Traps
    /// unless `offset + count <= bytes.count`.
    package func read(into bytes: inout [UInt8], at offset: Int, count: Int) throws(SystemError) -> Int {
        precondition(offset >= 0 && count >= 0 && offset <= bytes.count - count, "the array has no room for the bytes")
        return try systemCall("read", path: path) {
            unsafe bytes.withUnsafeMutableBytes { buffer in
                // `offset` and `count` lie within the buffer (checked above). An empty buffer has no base address.
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe systemRead(number, base + offset, count)
            }
        }
    }

    /// The same, from offset `position` of the file. Does not move the position of the descriptor.
    package func read(
        into bytes: inout [UInt8], at offset: Int, count: Int, from position: Int
    ) throws(SystemError) -> Int {
        precondition(offset >= 0 && count >= 0 && offset <= bytes.count - count, "the array has no room for the bytes")
        return try systemCall("pread", path: path) {
            unsafe bytes.withUnsafeMutableBytes { buffer in
                // As above.
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe pread(number, base + offset, count, off_t(position))
            }
        }
    }

    /// Appends up to `limit` bytes to `bytes`. Returns the number of bytes read: 0 at the end of a file. Clears nothing
    /// first, and allocates only if the capacity of the array is too small.
    package func read(into bytes: inout [UInt8], atMost limit: Int) throws(SystemError) -> Int {
        try systemCall("read", path: path) {
            // `append` owns the memory that the address and the count describe.
            unsafe append(to: &bytes, limit) { unsafe systemRead(number, $0, $1) }
        }
    }

    /// The same, from offset `position` of the file. Does not move the position of the descriptor.
    package func read(
        into bytes: inout [UInt8], atMost limit: Int, from position: Int
    ) throws(SystemError) -> Int {
        try systemCall("pread", path: path) {
            // As above.
            unsafe append(to: &bytes, limit) { unsafe pread(number, $0, $1, off_t(position)) }
        }
    }

    /// Makes room for `limit` bytes behind `bytes`, and calls `fill` with the room. Keeps as many bytes as `fill`
    /// returns.
    private func append(
        to bytes: inout [UInt8], _ limit: Int, fill: (UnsafeMutablePointer<UInt8>, Int) -> Int
    ) -> Int {
        var count = 0
        bytes.append(addingCapacity: limit) { (room: inout OutputSpan<UInt8>) in
            unsafe room.withUnsafeMutableBufferPointer { buffer, initialized in
                // The room may be larger than `limit`, never smaller, and is empty at first. `initialized` becomes the
                // number of bytes that the kernel wrote.
                guard let base = buffer.baseAddress else { return }
                count = unsafe fill(base, min(limit, buffer.count))
                initialized = max(0, count)
            }
        }
        return count
    }

    /// Reads to the end of the file, and waits while a pipe is empty. Stops after `maximum + 1` bytes: a result longer
    /// than `maximum` means that the file is longer, too.
    package func readToEnd(maximum: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= maximum {
            // A file of /proc is small and read in each scrape: a large buffer would cost more than the file.
            let room = min(max(4096, bytes.count), 65536, maximum + 1 - bytes.count)
            do {
                if try read(into: &bytes, atMost: room) == 0 { break }
            } catch  where error.code == EAGAIN {
                var wait = PollSet()
                _ = wait.add(self, read: true, write: false)
                try wait.poll(timeoutNanoseconds: nil)
            }
        }
        return bytes
    }
}

/// Calls read(2). Within the extension above, the name `read` means a method of the extension.
private func systemRead(_ number: Int32, _ address: UnsafeMutableRawPointer, _ count: Int) -> Int {
    unsafe read(number, address, count)
}
