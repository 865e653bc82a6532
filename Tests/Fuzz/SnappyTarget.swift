import Compression
import TestSupport

/// A block decodes to the bytes it was made of, and the decoder of the tests takes any bytes.
func fuzzSnappy(_ bytes: [UInt8]) {
    if let decoded = snappyDecoded(bytes) { check(decoded.count <= bytes.count * 64, "\(decoded.count) bytes decoded") }
    var snappy = Snappy()
    var block: [UInt8] = []
    // The second block meets the table of the first.
    for _ in 0..<2 {
        block.removeAll(keepingCapacity: true)
        snappy.compress(bytes.span, to: &block)
        check(snappyDecoded(block) == bytes, "\(block.count) bytes of block")
    }
}
