/// Returns the first index of `range` for which `isBefore` is false, or the end of `range` if `isBefore` is true for
/// all. Behind an index for which `isBefore` is false, it must be false for every index. O(log n).
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
