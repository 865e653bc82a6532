import Synthesis

/// The card transactions per minute, by status and by the issuer's authorization code.
struct Transactions {
    /// The statuses in the order of their blocks in the file, each with one count per minute of the story.
    let statuses: [(name: String, counts: [Int])]
    /// Codes 00 (approved), 51 (insufficient funds) and 59 (suspected fraud). The counts of 51 and 59 sum to `denied`.
    let authorizationCodes: [(name: String, counts: [Int])]

    /// O(minutes). Each series has its own generator, so a change in one does not affect the others.
    init(seed: UInt64) {
        var seeds = SplitMix64(seed: seed)
        let denials = Self.denials(from: SplitMix64(seed: seeds.next()))
        let failed = Self.rare(from: SplitMix64(seed: seeds.next()), calm: 5, fault: 4_300)
        let backendReversed = Self.rare(from: SplitMix64(seed: seeds.next()), calm: 55, fault: 6_200)
        let refunded = Self.rare(from: SplitMix64(seed: seeds.next()), calm: 1_050, fault: 0)
        let reversed = Self.rare(from: SplitMix64(seed: seeds.next()), calm: 950, fault: 0)
        let approved = Self.approvals(from: SplitMix64(seed: seeds.next()))
        statuses = [
            ("approved", approved),
            ("denied", denials.map { $0.insufficientFunds + $0.suspectedFraud }),
            ("refunded", refunded),
            ("reversed", reversed),
            ("backend_reversed", backendReversed),
            ("failed", failed),
        ]
        authorizationCodes = [
            ("00", approved),
            ("51", denials.map(\.insufficientFunds)),
            ("59", denials.map(\.suspectedFraud)),
        ]
    }

    /// A daily mean of 113 approvals per minute, minus those that the fault turns into other statuses.
    private static func approvals(from generator: SplitMix64) -> [Int] {
        var generator = generator
        return Story.transactionMinutes.map { minute in
            let lost = 10 * Story.technicalFault.strength(at: minute)
            let mean = 113 * traffic(at: minute) - lost
            return generator.rounded(thousandths: mean + 10 * generator.bell())
        }
    }

    private static func denials(
        from generator: SplitMix64
    ) -> [(insufficientFunds: Int, suspectedFraud: Int)] {
        var generator = generator
        return Story.transactionMinutes.map { minute in
            let everyday = generator.rareEvents(mean: 5_300 * traffic(at: minute) / 1000)
            let everydayFraud = generator.successes(of: everyday, thousandths: 350)
            let testing = generator.rareEvents(mean: 34 * Story.cardTesting.strength(at: minute))
            let testingFraud = generator.successes(of: testing, thousandths: 910)
            let fraud = everydayFraud + testingFraud
            return (everyday + testing - fraud, fraud)
        }
    }

    /// Rare events: `calm` thousandths of one per minute are expected, and `fault` more at the height of the fault.
    private static func rare(from generator: SplitMix64, calm: Int, fault: Int) -> [Int] {
        var generator = generator
        return Story.transactionMinutes.map { minute in
            let faulty = fault * Story.technicalFault.strength(at: minute) / 1000
            return generator.rareEvents(mean: calm * traffic(at: minute) / 1000 + faulty)
        }
    }

    /// Traffic in thousandths of its mean. It falls slowly at night: ten minutes are never far below the three hours
    /// before them, so a drop in approvals is always an incident.
    private static func traffic(at minute: Int) -> Int {
        let hour = minute / 60 % 24
        let past = minute % 60
        let level = (trafficByHour[hour] * (60 - past) + trafficByHour[(hour + 1) % 24] * past) / 60
        return level + level * 90 / 1000 * Story.honestSurge.strength(at: minute) / 1000
    }

    private static let trafficByHour = [
        955, 930, 905, 885, 875, 880, 905, 945, 985, 1015, 1040, 1050,
        1055, 1050, 1045, 1040, 1045, 1055, 1065, 1070, 1070, 1055, 1025, 990,
    ]
}
