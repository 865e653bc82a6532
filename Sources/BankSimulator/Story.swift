/// What happens in the demo's three days, and when: the ground truth that `data/README.md` tells in words.
///
/// Times are whole minutes since midnight of the first day, 2026-03-02, a Monday. The incidents do not overlap, so that
/// each cause can be seen alone.
enum Story {
    /// Minutes covered by the transaction files: three days from 05:00 of the first one, so that a replay at one event
    /// minute per second reaches the first incident in about three minutes.
    static let transactionMinutes = 5 * 60..<(3 * 24 + 5) * 60

    /// Stolen cards are tried out: refusals with code 59 beside a wave of checkouts.
    static let cardTesting = Episode(day: 0, from: (8, 5), to: (9, 50), ramp: 10)

    /// A technical fault: approvals turn into `failed` and `backend_reversed`, which rise together.
    static let technicalFault = Episode(day: 0, from: (16, 10), to: (17, 25), ramp: 8)

    /// The checkout log is not written in these hours of the second day; sales go on.
    static let checkoutLogFailure = (day: 1, hours: 15...17)

    /// Honest customers come in numbers: every status grows by the same share.
    static let honestSurge = Episode(day: 1, from: (20, 0), to: (21, 0), ramp: 5)
}

/// A stretch of minutes whose strength rises and falls in straight lines.
struct Episode {
    let minutes: Range<Int>
    let ramp: Int

    /// `day` counts from 0; `from` and `to` are hour and minute of that day.
    init(day: Int, from: (hour: Int, minute: Int), to: (hour: Int, minute: Int), ramp: Int) {
        let midnight = day * 24 * 60
        minutes = midnight + from.hour * 60 + from.minute..<midnight + to.hour * 60 + to.minute
        self.ramp = ramp
    }

    /// 0 outside, 1000 in the middle, a straight line through `ramp` minutes at either end.
    func strength(at minute: Int) -> Int {
        guard minutes.contains(minute) else { return 0 }
        let fromEdge = min(minute - minutes.lowerBound, minutes.upperBound - 1 - minute) + 1
        return min(1000, 1000 * fromEdge / ramp)
    }

    /// Whether the episode touches an hour, counted from midnight of the first day.
    func touches(hour: Int) -> Bool {
        minutes.overlaps(hour * 60..<(hour + 1) * 60)
    }
}
