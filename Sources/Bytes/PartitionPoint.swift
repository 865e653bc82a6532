/// The first index of `range` for which `isBefore` is false; the end of `range` if it holds for all. `isBefore` must hold
/// for no index behind the first for which it is false. O(log n).
@inlinable
@inline(__always)
package func partitionPoint(_ range: Range<Int>, _ isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
        let middle = low + (high - low) / 2
        if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
}
