/// The demo's data: four CSV files with one story, the same bytes for the same seed on every machine.
package struct Simulation {
    /// The seed of the files in `data/payments/`, chosen because it separates calm hours and incidents clearly.
    package static let publishedSeed: UInt64 = 3015

    private let seed: UInt64

    /// Another seed gives the same story with other noise. Tests check the margins between calm hours and incidents for
    /// the published seed only.
    package init(seed: UInt64 = publishedSeed) {
        self.seed = seed
    }

    /// A file to write.
    package struct File {
        /// The name, without a folder.
        package let name: String
        /// The contents in UTF-8. Each line ends with LF; the first is the header.
        package let contents: [UInt8]
    }

    /// Makes all files, about 1.2 MB in memory. Takes a few milliseconds in a release build.
    package func files() -> [File] {
        let transactions = Transactions(seed: seed)
        let checkouts = Checkouts(seed: seed)
        return [
            File(name: "transactions.csv", contents: Self.text(of: transactions.statuses, label: "status")),
            File(
                name: "transactions_auth_codes.csv",
                contents: Self.text(of: transactions.authorizationCodes, label: "auth_code")),
            File(name: "checkout_1.csv", contents: Self.text(of: checkouts.hours(ofDay: 0))),
            File(name: "checkout_2.csv", contents: Self.text(of: checkouts.hours(ofDay: 1))),
        ]
    }

    /// Writes the series one after the other, so that the file is not in time order, like many real exports.
    private static func text(of series: [(name: String, counts: [Int])], label: String) -> [UInt8] {
        var text = "timestamp,\(label),count\n"
        let timestamps = Story.transactionMinutes.map(timestamp(ofMinute:))
        for (name, counts) in series {
            for (timestamp, count) in zip(timestamps, counts) { text += "\(timestamp),\(name),\(count)\n" }
        }
        return Array(text.utf8)
    }

    private static func text(of hours: [Checkouts.Hour]) -> [UInt8] {
        var text = "time,today,yesterday,same_day_last_week,avg_last_week,avg_last_month\n"
        for hour in hours {
            let averages = "\(decimal(hour.averageLastWeek)),\(decimal(hour.averageLastMonth))"
            text += "\(twoDigits(hour.hour))h,\(hour.today),\(hour.yesterday),\(hour.sameDayLastWeek),\(averages)\n"
        }
        return Array(text.utf8)
    }

    /// A minute of the story as `YYYY-MM-DD HH:MM:SS`. The story lies within one month.
    private static func timestamp(ofMinute minute: Int) -> String {
        let day = 2 + minute / (24 * 60)
        return "2026-03-\(twoDigits(day)) \(twoDigits(minute / 60 % 24)):\(twoDigits(minute % 60)):00"
    }

    private static func decimal(_ hundredths: Int) -> String {
        "\(hundredths / 100).\(twoDigits(hundredths % 100))"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
