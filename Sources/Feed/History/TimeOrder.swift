import EventTime

/// The end of the ascending times that begin at `first`.
func endOfAscent(_ times: [Instant], from first: Int) -> Int {
    var end = first + 1
    while end < times.count && times[end] >= times[end - 1] { end += 1 }
    return end
}

/// Whether far more times step back than forward.
func descends(_ times: [Instant], after previous: Instant?) -> Bool {
    var (last, back, forward) = (previous, 0, 0)
    for time in times {
        if let last, time < last { back += 1 }
        if let last, time > last { forward += 1 }
        last = time
    }
    return back > forward * 2
}
