import Synthesis

/// The checkouts of one shop per hour, in the 28 days before the story and in its first two days.
///
/// All columns of the checkout files come from this one history, so they agree: `yesterday` is `today` of the day
/// before, and an average is the mean of drawn days.
struct Checkouts {
    private static let daysBefore = 28

    /// Counts by day and hour; the story's first day has index 28.
    private let history: [[Int]]

    init(seed: UInt64) {
        var generator = SplitMix64(seed: ~seed)
        history = (-Self.daysBefore...1).map { day in
            (0..<24).map { hour in Self.count(day: day, hour: hour, from: &generator) }
        }
    }

    /// One line of a checkout file. Averages are in hundredths, rounded half up.
    struct Hour {
        let hour: Int
        let today: Int
        let yesterday: Int
        let sameDayLastWeek: Int
        let averageLastWeek: Int
        let averageLastMonth: Int
    }

    /// The 24 lines of a day of the story, counted from 0.
    func hours(ofDay day: Int) -> [Hour] {
        let today = day + Self.daysBefore
        return (0..<24).map { hour in
            Hour(
                hour: hour,
                today: history[today][hour],
                yesterday: history[today - 1][hour],
                sameDayLastWeek: history[today - 7][hour],
                averageLastWeek: average(of: today - 7..<today, hour: hour),
                averageLastMonth: average(of: today - 28..<today, hour: hour))
        }
    }

    private func average(of days: Range<Int>, hour: Int) -> Int {
        let sum = days.reduce(0) { $0 + history[$1][hour] }
        return (sum * 100 + days.count / 2) / days.count
    }

    private static func count(day: Int, hour: Int, from generator: inout SplitMix64) -> Int {
        let weekday = (day % 7 + 7) % 7
        var mean = usual[hour] * byWeekday[weekday] / 1000
        let now = day * 24 + hour
        if Story.cardTesting.touches(hour: now) || Story.honestSurge.touches(hour: now) { mean = mean * 29 / 10 }
        // Half the deviation of a Poisson draw, so that calm hours and incidents differ clearly.
        let deviation = 500 * squareRoot(of: mean * 1000) / 1000
        let noise = deviation * min(1_600, max(-1_600, generator.bell())) / 1000
        let count = generator.rounded(thousandths: mean + noise)
        let logFailed = day == Story.checkoutLogFailure.day && Story.checkoutLogFailure.hours.contains(hour)
        return logFailed ? 0 : count
    }

    /// The largest integer whose square is at most `square`, which is positive. Newton's method from above.
    private static func squareRoot(of square: Int) -> Int {
        var root = square
        while root > square / root { root = (root + square / root) / 2 }
        return root
    }

    /// The usual checkouts of each hour, in thousandths.
    private static let usual = [
        8_200, 3_600, 1_300, 500, 300, 900, 2_400, 5_800, 8_400, 12_500, 29_000, 34_500,
        37_000, 33_000, 31_000, 33_500, 32_000, 28_500, 24_500, 26_000, 23_500, 24_000, 19_000, 12_500,
    ]

    /// The share of the usual checkouts on each weekday in thousandths, Monday first.
    private static let byWeekday = [960, 1_060, 1_000, 1_010, 1_050, 980, 940]
}
