/// The events of the demo's three days, with their times: the ground truth that `data/payments/README.md` describes.
///
/// Times are whole minutes since midnight of the first day, 2026-03-02, a Monday. The incidents do not overlap, so each
/// cause is visible by itself.
enum Story {
    /// The minutes in the transaction files: three days from 05:00 of the first day. A replay at one event minute per
    /// second reaches the first incident after about three minutes.
    static let transactionMinutes = 5 * 60..<(3 * 24 + 5) * 60

    /// Stolen cards are tested: denials with code 59 rise together with checkouts.
    static let cardTesting = Episode(day: 0, from: (8, 5), to: (9, 50), ramp: 10)

    /// A technical fault: approvals become `failed` and `backend_reversed`, which rise together.
    static let technicalFault = Episode(day: 0, from: (16, 10), to: (17, 25), ramp: 8)

    /// The checkout log is not written in these hours of the second day; sales continue.
    static let checkoutLogFailure = (day: 1, hours: 15...17)

    /// Many honest customers: every status grows by the same share.
    static let honestSurge = Episode(day: 1, from: (20, 0), to: (21, 0), ramp: 5)
}

/// A range of minutes whose strength rises and falls linearly.
struct Episode {
    let minutes: Range<Int>
    let ramp: Int

    /// The minutes of a day, counted from 0, from one hour and minute to another.
    init(day: Int, from: (hour: Int, minute: Int), to: (hour: Int, minute: Int), ramp: Int) {
        let midnight = day * 24 * 60
        minutes = midnight + from.hour * 60 + from.minute..<midnight + to.hour * 60 + to.minute
        self.ramp = ramp
    }

    /// 0 outside, 1000 in the middle, linear in the `ramp` minutes at either end.
    func strength(at minute: Int) -> Int {
        guard minutes.contains(minute) else { return 0 }
        let fromEdge = min(minute - minutes.lowerBound, minutes.upperBound - 1 - minute) + 1
        return min(1000, 1000 * fromEdge / ramp)
    }

    /// Whether the episode overlaps an hour, counted from midnight of the first day.
    func touches(hour: Int) -> Bool {
        minutes.overlaps(hour * 60..<(hour + 1) * 60)
    }
}
