import Testing

/// The margins that alert rules live on: what is calm lies well below their thresholds, what is not well above.
@Suite struct StoryTests {
    private let transactions = Demo.transactions
    private let cardTesting = Demo.transactions.range("2026-03-02 08:05:00", "2026-03-02 09:50:00")
    private let fault = Demo.transactions.range("2026-03-02 16:10:00", "2026-03-02 17:25:00")
    private let surge = Demo.transactions.range("2026-03-03 20:00:00", "2026-03-03 21:00:00")

    private func deniedShare(_ range: Range<Int>) -> Double {
        Double(transactions.sum("denied", range)) / Double(transactions.total(range))
    }

    @Test func `denials stay below seven in a hundred, but for the card testing`() {
        for window in transactions.tenMinutes where !window.overlaps(cardTesting) {
            #expect(deniedShare(window) < 0.07, "until \(transactions.timestamps[window.upperBound - 1])")
        }
    }

    @Test func `card testing holds the denied share above 15 percent for an hour and a half`() {
        let high = transactions.tenMinutes.filter { deniedShare($0) > 0.15 }
        #expect(high.count >= 90)
        #expect(high.last!.upperBound - high.first!.upperBound == high.count - 1, "in one stretch")
        #expect(high.allSatisfy { $0.overlaps(cardTesting) })
        let highest = transactions.counts["denied"]!.enumerated().sorted { $0.element > $1.element }.prefix(50)
        #expect(highest.allSatisfy { cardTesting.contains($0.offset) }, "the highest denials are there")
    }

    @Test func `card testing is refused as suspected fraud, calm denials mostly are not`() {
        let codes = Demo.authorizations
        #expect(Double(codes.sum("59", cardTesting)) > 0.75 * Double(transactions.sum("denied", cardTesting)))
        let after = cardTesting.upperBound..<transactions.timestamps.count
        #expect(Double(codes.sum("59", after)) < 0.45 * Double(transactions.sum("denied", after)))
    }

    @Test func `failed and backend_reversed are single events, but for the fault`() {
        for window in transactions.tenMinutes where !window.overlaps(fault) {
            let end = transactions.timestamps[window.upperBound - 1]
            #expect(transactions.sum("failed", window) <= 2, "until \(end)")
            #expect(transactions.sum("backend_reversed", window) <= 5, "until \(end)")
        }
    }

    @Test func `in the fault both rise together, hold and go`() {
        #expect(transactions.sum("failed", fault) >= 75 * 3)
        #expect(transactions.sum("backend_reversed", fault) >= 75 * 4)
        for window in transactions.tenMinutes where fault.clamped(to: window) == window {
            #expect(transactions.sum("failed", window) >= 10)
            #expect(transactions.sum("backend_reversed", window) >= 15)
        }
        #expect(deniedShare(fault) < 0.06, "issuers do not refuse more")
    }

    @Test func `approvals never fall far below the three hours before`() {
        for window in transactions.tenMinutes where window.lowerBound >= 30 {
            let before = max(0, window.lowerBound - 180)..<window.lowerBound
            let mean = Double(transactions.sum("approved", before)) / Double(before.count)
            #expect(
                Double(transactions.sum("approved", window)) / 10 > 0.8 * mean,
                "until \(transactions.timestamps[window.upperBound - 1])")
        }
    }

    @Test func `the surge is honest: more of everything, in the usual shares`() {
        let hourBefore = surge.lowerBound - 60..<surge.lowerBound
        let growth = Double(transactions.total(surge)) / Double(transactions.total(hourBefore))
        #expect((1.04...1.12).contains(growth))
        #expect(deniedShare(surge) < 0.06)
        #expect(transactions.sum("failed", surge) <= 2)
    }

    @Test func `sales go on while the checkout log is silent`() {
        let silent = transactions.range("2026-03-03 15:00:00", "2026-03-03 18:00:00")
        let before = transactions.range("2026-03-03 12:00:00", "2026-03-03 15:00:00")
        let ratio = Double(transactions.sum("approved", silent)) / Double(transactions.sum("approved", before))
        #expect((0.95...1.05).contains(ratio))
        #expect(deniedShare(silent) < 0.06)
        for hour in Demo.tuesday where ["15h", "16h", "17h"].contains(hour.hour) {
            #expect(hour.today == 0)
            #expect(hour.expected > 20)
        }
    }

    @Test func `checkouts leave the usual only where the story says so`() {
        let spikes = ["Mon 08h", "Mon 09h", "Tue 20h"]
        let silent = ["Tue 15h", "Tue 16h", "Tue 17h"]
        for (day, hours) in [("Mon", Demo.monday), ("Tue", Demo.tuesday)] {
            for hour in hours {
                let name = "\(day) \(hour.hour)"
                if spikes.contains(name) {
                    #expect(hour.ratio > 2.7 && hour.surprise > 5, "\(name)")
                } else if silent.contains(name) {
                    #expect(hour.surprise < -4, "\(name)")
                } else if hour.expected >= 5 {
                    #expect((0.7...1.35).contains(hour.ratio) && abs(hour.surprise) < 1.5, "\(name)")
                } else {
                    #expect(hour.ratio <= 2 || hour.surprise <= 2, "\(name)")
                }
            }
        }
    }
}
