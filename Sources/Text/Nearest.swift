/// The name that was probably meant, for "did you mean", or nil if none is near.
///
/// The distance counts letters that are inserted, left out, replaced or swapped with their neighbour; case does not
/// matter. A near name has a distance of at most 1 or a third of the length of `name`. Of equally near names the first
/// in the alphabet is returned, so the order of `names` does not matter. O(characters of all names × length of `name`).
package func nearest(_ name: String, among names: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased())
    let limit = max(1, wanted.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in names {
        let letters = Array(candidate.lowercased())
        // This also spares the comparison with a name of a mebibyte.
        guard abs(letters.count - wanted.count) <= limit else { continue }
        let found = (distance: distance(wanted, letters), name: candidate)
        guard found.distance <= limit else { continue }
        if let best, best <= found { continue }
        best = found
    }
    return best?.name
}

// The optimal string alignment distance, row by row. A swap needs the row before the last.
private func distance(_ left: [Character], _ right: [Character]) -> Int {
    var before: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
        var row = [i + 1]
        for j in right.indices {
            var steps = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { steps = min(steps, before[j - 1] + 1) }
            row.append(steps)
        }
        (before, last) = (last, row)
    }
    return last[right.count]
}
