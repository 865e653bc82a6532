/// The places of `keys` in ascending order of the keys, equal ones in their order. All sorting goes through here,
/// because each sort of another type would be a kilobyte of code. O(n log n).
package func ascending(_ keys: [Double]) -> [Int] {
    var places = Array(keys.indices)
    places.sort { (keys[$0], $0) < (keys[$1], $1) }
    return places
}
