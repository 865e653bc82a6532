// Reading a mapped page that the file no longer has raises SIGBUS. SIGBUS ends the process unless a handler maps a
// readable page at the address. The handler runs within the load that failed, on the same thread, so it may only read
// atomics and make system calls. Therefore the regions form a list that starts at one global word, and its nodes are
// reused and never freed. If you change the handler or the list, run `swift test --filter MappedFileTests`, also with
// `--sanitize=thread`.

import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An address range in which the handler answers a fault with a page of zeros.
@safe struct MappedRegion {
    /// A node of the list. Created once, never freed.
    private struct Node: ~Copyable {
        /// The first address; 0 while the node is free, 1 while another function fills or empties it.
        let start = Atomic<UInt>(0)
        let end = Atomic<UInt>(0)
        let hasFaulted = Atomic<Bool>(false)
        let next: UInt

        init(next: UInt) { self.next = next }
    }

    private let node: UnsafeMutablePointer<Node>
    /// The first byte of the region.
    let base: UnsafeRawPointer
    private let count: Int

    /// The address of the node that was created last.
    private static let newest = Atomic<UInt>(0)
    private static let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))
    /// The first read of this property installs the handler.
    private static let isHandlerInstalled: Bool = {
        // The handler must not initialize globals, so these two are initialized before a fault can occur.
        _ = pageSize
        _ = newest.load(ordering: .relaxed)
        var action = sigaction()
        unsafe action.install { number, information, _ in
            unsafe MappedRegion.answer(signalNumber: number, information: information)
        }
        return unsafe sigaction(SIGBUS, &action, nil) == 0
    }()

    /// Protects the mapping of `count` bytes at `address`.
    static func register(_ address: UnsafeRawPointer, count: Int) -> MappedRegion {
        precondition(isHandlerInstalled, "the kernel refused a handler of SIGBUS")
        let node = unsafe freeNode()
        unsafe node.pointee.hasFaulted.store(false, ordering: .relaxed)
        unsafe node.pointee.end.store(UInt(bitPattern: address) + UInt(count), ordering: .relaxed)
        unsafe node.pointee.start.store(UInt(bitPattern: address), ordering: .releasing)
        return unsafe MappedRegion(node: node, base: address, count: count)
    }

    /// Ends the protection of the range and calls `unmap` with it. No code may read the range any more.
    func unregister(_ unmap: (UnsafeMutableRawPointer, Int) -> Void) {
        // The protection ends first: once the range is unmapped, the kernel may give it to another mapping.
        unsafe node.pointee.start.store(1, ordering: .relaxed)
        unsafe unmap(UnsafeMutableRawPointer(mutating: base), count)
        unsafe node.pointee.start.store(0, ordering: .releasing)
    }

    /// Whether the handler has replaced a page by zeros.
    var hasFaulted: Bool { unsafe node.pointee.hasFaulted.load(ordering: .relaxed) }

    /// Takes a free node, or creates one.
    private static func freeNode() -> UnsafeMutablePointer<Node> {
        var address = newest.load(ordering: .acquiring)
        // Nodes are never freed, so each address in the list is the address of an initialized node.
        while let node = unsafe UnsafeMutablePointer<Node>(bitPattern: address) {
            if unsafe node.pointee.start.compareExchange(expected: 0, desired: 1, ordering: .acquiring).exchanged {
                return unsafe node
            }
            address = unsafe node.pointee.next
        }
        let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
        while true {
            let head = newest.load(ordering: .acquiring)
            unsafe node.initialize(to: Node(next: head))
            unsafe node.pointee.start.store(1, ordering: .relaxed)
            let own = UInt(bitPattern: node)
            if newest.compareExchange(expected: head, desired: own, ordering: .acquiringAndReleasing).exchanged {
                return unsafe node
            }
        }
    }

    /// The handler. Maps a page of zeros if the fault lies in a protected range. Otherwise the signal ends the process,
    /// as without a handler.
    private static func answer(signalNumber number: Int32, information: UnsafeMutablePointer<siginfo_t>?) {
        let address = unsafe information.map { UInt(bitPattern: unsafe $0.pointee.faultAddress) } ?? 0
        var next = newest.load(ordering: .acquiring)
        while let node = unsafe UnsafeMutablePointer<Node>(bitPattern: next) {
            let start = unsafe node.pointee.start.load(ordering: .acquiring)
            let end = unsafe node.pointee.end.load(ordering: .relaxed)
            if start > 1 && address >= start && address < end {
                let page = unsafe UnsafeMutableRawPointer(bitPattern: address & ~(pageSize - 1))
                // The page belongs to a mapping of this list, and the file no longer has its content.
                let flags = MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS
                unsafe node.pointee.hasFaulted.store(true, ordering: .relaxed)
                if unsafe mmap(page, Int(pageSize), PROT_READ, flags, -1, 0) != MAP_FAILED { return }
            }
            next = unsafe node.pointee.next
        }
        _ = signal(number, SIG_DFL)
        _ = raise(number)
    }
}
