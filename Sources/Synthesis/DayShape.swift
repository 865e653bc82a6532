/// The course of a day and a week, as a factor of a rate. The mean of a weekday is 1.
package struct DayShape: Sendable {
    /// A rate that never changes.
    package static let flat = DayShape(hours: [Double](repeating: 1, count: 24), weekend: 1)

    /// The level in the middle of each hour (UTC).
    private var levels: [Double]
    private var weekend: Double
    /// The highest level of a weekday, also of a shape that was levelled.
    let top: Double

    /// Levels of the 24 hours, of which only the ratios matter, and the factor for Saturdays and Sundays. At least one
    /// hour must be above 0.
    package init(hours: [Double], weekend: Double) {
        precondition(hours.count == 24 && hours.contains { $0 > 0 }, "a day has 24 hours, not all of them 0")
        let mean = hours.reduce(0, +) / 24
        levels = hours.map { $0 / mean }
        self.weekend = weekend
        top = levels.max() ?? 1
    }

    /// The same with the mean of a weekday at any time.
    package var levelled: DayShape {
        var shape = self
        shape.levels = [Double](repeating: 1, count: 24)
        shape.weekend = 1
        return shape
    }

    /// The factor at an instant in milliseconds since 1970, on a straight line between the middles of two hours.
    func level(at time: Int64) -> Double {
        let hour = Double(floorModulo(time, dayMilliseconds)) / 3_600_000 - 0.5
        let before = hour.rounded(.down)
        let part = hour - before
        let first = (Int(before) + 24) % 24
        let level = levels[first] * (1 - part) + levels[(first + 1) % 24] * part
        return isWeekend(time) ? level * weekend : level
    }
}

let dayMilliseconds: Int64 = 86_400_000

/// Whether an instant in milliseconds since 1970 is on a Saturday or Sunday, UTC.
func isWeekend(_ time: Int64) -> Bool {
    // 1970-01-01 was a Thursday.
    floorModulo(floorDivide(time, dayMilliseconds) + 3, 7) >= 5
}

func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
}

func floorModulo(_ number: Int64, _ divisor: Int64) -> Int64 { number - floorDivide(number, divisor) * divisor }
