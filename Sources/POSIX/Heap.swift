#if canImport(Glibc)
// Glibc's module leaves out <malloc.h>; these are its words.
@_silgen_name("mallopt") private func mallopt(_ parameter: Int32, _ value: Int32) -> Int32
@_silgen_name("malloc_trim") private func mallocTrim(_ pad: Int) -> Int32
private let mmapThreshold: Int32 = -3
#endif

/// The process's heap as a whole.
package enum Heap {
    /// Makes every block of 64 KiB or more a mapping of its own, so that it goes back to the system when it is freed.
    /// Without this the allocator raises that limit as it sees such blocks freed, and keeps them.
    package static func returnLargeBlocks() {
        #if canImport(Glibc)
        _ = mallopt(mmapThreshold, 64 * 1024)
        #endif
    }

    /// Gives back what the allocator holds and nobody uses, as after a phase that needed much. O(heap).
    package static func trim() {
        #if canImport(Glibc)
        _ = mallocTrim(0)
        #endif
    }
}
