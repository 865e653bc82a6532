/// Checkouts per hour of one shop, over the 28 days before the story and its first two days.
///
/// Every column of the checkout files is read off this one history, so that they agree: yesterday's column is the day
/// before's `today`, and an average is the mean of days that were really drawn.
struct Checkouts {
    private static let daysBefore = 28

    /// Counts by day and hour; the story's first day stands at index 28.
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

    /// The 24 lines of a day of the story; 0 is its first day.
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
        // Tamer than chance would be (half its deviation): an hour is either plainly calm or plainly an incident.
        let deviation = 500 * squareRoot(of: mean * 1000) / 1000
        let noise = deviation * min(1_600, max(-1_600, generator.bell())) / 1000
        let count = generator.rounded(thousandths: mean + noise)
        let logFailed = day == Story.checkoutLogFailure.day && Story.checkoutLogFailure.hours.contains(hour)
        return logFailed ? 0 : count
    }

    /// The largest integer whose square is at most `square` (which is positive), by Newton's steps from above.
    private static func squareRoot(of square: Int) -> Int {
        var root = square
        while root > square / root { root = (root + square / root) / 2 }
        return root
    }

    /// Usual checkouts of each hour, in thousandths.
    private static let usual = [
        8_200, 3_600, 1_300, 500, 300, 900, 2_400, 5_800, 8_400, 12_500, 29_000, 34_500,
        37_000, 33_000, 31_000, 33_500, 32_000, 28_500, 24_500, 26_000, 23_500, 24_000, 19_000, 12_500,
    ]

    /// Thousandths of the usual, Monday first.
    private static let byWeekday = [960, 1_060, 1_000, 1_010, 1_050, 980, 940]
}
