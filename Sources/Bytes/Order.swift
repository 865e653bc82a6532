/// The numbers from 0 until `count`, sorted by `precedes`; equals keep their order. O(n log n) calls. For sorts that
/// are not hot: each sort of the standard library that knows its elements takes five kilobytes of the program.
@inline(never)
package func order(of count: Int, by precedes: (Int, Int) -> Bool) -> [Int] { (0..<count).sorted(by: precedes) }

/// The numbers in `numbers` by key, from 0 until `count`; equals keep their order. O(n + count).
package func order(of numbers: [Int], byKeys keys: [UInt32], until count: Int) -> [Int] {
    var starts = Array(repeating: 0, count: count + 1)
    for number in numbers { starts[Int(keys[number]) + 1] += 1 }
    for place in 0..<count { starts[place + 1] += starts[place] }
    var sorted = numbers
    for number in numbers {
        let key = Int(keys[number])
        sorted[starts[key]] = number
        starts[key] += 1
    }
    return sorted
}
