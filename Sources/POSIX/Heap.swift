#if canImport(Glibc)
// Declarations of <malloc.h>, which Glibc's module does not import.
@_silgen_name("mallopt") private func mallopt(_ parameter: Int32, _ value: Int32) -> Int32
@_silgen_name("malloc_trim") private func mallocTrim(_ pad: Int) -> Int32
private let mmapThreshold: Int32 = -3
#endif

/// The heap of the process.
package enum Heap {
    /// Makes each block of at least 64 KiB a mapping of its own, so that freeing the block returns its memory to the
    /// system. By default the allocator raises this limit whenever a larger block is freed, and then keeps the memory.
    package static func returnLargeBlocks() {
        #if canImport(Glibc)
        _ = mallopt(mmapThreshold, 64 * 1024)
        #endif
    }

    /// Returns unused memory of the allocator to the system, for use after a phase that needed much memory. O(heap).
    package static func trim() {
        #if canImport(Glibc)
        _ = mallocTrim(0)
        #endif
    }
}
