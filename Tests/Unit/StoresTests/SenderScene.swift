import HTTP
import Metrics
import POSIX
import RemoteWrite
import Service
import Testing

@testable import Stores

/// A sender and its receiver, in one thread and with a clock of its own, and an epoch of a few series.
final class SenderScene {
    static let second: Int64 = 1_000_000_000
    static let instants: [Int64] = [1_772_000_000_000, 1_772_000_060_000]
    /// How many samples the epoch has, unless names are given.
    static let all = 6

    let receiver: MockReceiver
    let sender: Sender
    var clock: Int64 = 0
    /// Whether the time of a request never passes.
    var waitsForAnswers = true
    private var levels = Levels(extra: [("job", "a")])
    private var epoch = Epoch(series: 3, step: 60_000, most: 10)

    init(
        _ change: (inout Destination) -> Void = { _ in }, names: [String] = ["x", "y", "z"],
        _ script: @escaping (Int, MockReceiver.Request) -> MockReceiver.Script
    ) throws {
        receiver = try MockReceiver(script)
        var destination = Destination(url: try ServerURL("http://\(receiver.address)/api/v1/write"))
        destination.versions = .one
        destination.connections = 1
        destination.retryFor = 60 * Self.second
        change(&destination)
        let logger = Logger(level: .error, format: .plain, output: .standardError) { "" }
        sender = Sender(destination, start: Self.instants[0], chance: { 0 }, logger)
        for (step, instant) in Self.instants.enumerated() {
            let series = names.map { Snapshot.Series([$0], values: [Double(step)]) }
            levels.update([
                Snapshot.Family(name: "a_total", help: "A.", type: .counter, labelNames: ["l"], series: series)
            ])
            epoch.append(levels.bits, at: instant)
        }
    }

    /// Sends the epoch until it is settled or given up, or as long as wanted. Time goes on by the waits of the sender.
    func run(isRepeated: Bool = false, mayDiffer: Bool = false, until isOver: () -> Bool = { false }) throws {
        sender.begin(isRepeated: isRepeated, mayDiffer: mayDiffer)
        let deadline = SystemClock.monotonicNanoseconds() + 30 * Self.second
        while !sender.isIdle && sender.fault == nil && !isOver() {
            try #require(SystemClock.monotonicNanoseconds() < deadline, "the epoch is settled")
            receiver.turn()
            var set = PollSet()
            sender.addInterest(to: &set)
            let ready = try set.poll(timeoutNanoseconds: 1_000_000)
            sender.receive(set, now: clock)
            sender.turn(epoch, levels, now: clock, wall: 0)
            // Waits between attempts pass at once, time-outs of requests only if nothing else happens.
            if sender.isRetrying, let wake = sender.nextWake(now: clock), wake < clock + 10 * Self.second {
                clock = max(clock, wake)
            } else if !waitsForAnswers, ready == 0 {
                clock += Self.second / 10
            }
        }
    }
}
