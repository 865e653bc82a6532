// Advice for the next editor: reading a page of a mapping whose file has become shorter raises SIGBUS, which ends the
// process unless a handler puts something readable there. The handler runs in the middle of a load, on the thread that
// made it: it may only read atomics and make system calls. So the regions form a list whose nodes are never freed
// (they are used again), found from one global word.

import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An address range in which a fault is answered with zeros. A node of the list; made once, never freed.
@safe struct MappedRegion {
    private struct Node: ~Copyable {
        /// The first address; 0 where the node is free, 1 while it is being filled or emptied.
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

    /// The address of the node that was made last.
    private static let newest = Atomic<UInt>(0)
    private static let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))
    /// Installs the handler when it is first asked for.
    private static let isHandlerInstalled: Bool = {
        // Both must exist before a fault can ask for them: the handler must not initialize anything.
        _ = pageSize
        _ = newest.load(ordering: .relaxed)
        var action = sigaction()
        unsafe action.install { number, information, _ in
            unsafe MappedRegion.answer(signalNumber: number, information: information)
        }
        return unsafe sigaction(SIGBUS, &action, nil) == 0
    }()

    /// Puts the mapping of `count` bytes at `address` under protection.
    static func register(_ address: UnsafeRawPointer, count: Int) -> MappedRegion {
        precondition(isHandlerInstalled, "the kernel refused a handler of SIGBUS")
        let node = unsafe freeNode()
        unsafe node.pointee.hasFaulted.store(false, ordering: .relaxed)
        unsafe node.pointee.end.store(UInt(bitPattern: address) + UInt(count), ordering: .relaxed)
        unsafe node.pointee.start.store(UInt(bitPattern: address), ordering: .releasing)
        return unsafe MappedRegion(node: node, base: address, count: count)
    }

    /// Gives the address range to `unmap` and ends its protection. Nobody may read it any more.
    func unregister(_ unmap: (UnsafeMutableRawPointer, Int) -> Void) {
        // Protection ends first: once unmapped, the range may be anybody's, and no fault in it is ours to answer.
        unsafe node.pointee.start.store(1, ordering: .relaxed)
        unsafe unmap(UnsafeMutableRawPointer(mutating: base), count)
        unsafe node.pointee.start.store(0, ordering: .releasing)
    }

    /// Whether a page has been replaced by zeros.
    var hasFaulted: Bool { unsafe node.pointee.hasFaulted.load(ordering: .relaxed) }

    /// Takes a free node, or makes one.
    private static func freeNode() -> UnsafeMutablePointer<Node> {
        var address = newest.load(ordering: .acquiring)
        // Nodes are never freed, so that each address in the list is that of an initialized node.
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

    /// The handler: puts a page of zeros where a mapped file has none left; for any other fault, lets the signal end
    /// the process as if there were no handler.
    private static func answer(signalNumber number: Int32, information: UnsafeMutablePointer<siginfo_t>?) {
        let address = unsafe information.map { UInt(bitPattern: unsafe $0.pointee.faultAddress) } ?? 0
        var next = newest.load(ordering: .acquiring)
        while let node = unsafe UnsafeMutablePointer<Node>(bitPattern: next) {
            let start = unsafe node.pointee.start.load(ordering: .acquiring)
            let end = unsafe node.pointee.end.load(ordering: .relaxed)
            if start > 1 && address >= start && address < end {
                let page = unsafe UnsafeMutableRawPointer(bitPattern: address & ~(pageSize - 1))
                // The page belongs to our own mapping, whose content is gone: nothing of value is replaced.
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
