import HTTP
import Metrics
import POSIX
import RemoteWrite
import Service

/// Sends the messages of one epoch after the other over some connections. An epoch is settled when each of its messages
/// is acknowledged, refused for good or given up. The caller keeps the epoch and passes it to each call, unchanged
/// while it is under way.
final class Sender {
    /// One connection, and the message that it carries.
    private struct Courier {
        let client: Client
        var message: Message?
        var version = MessageVersion.one
        /// When the message is sent again.
        var retryAt: Int64?
        var backoff = Backoff()
        var firstFailure: Int64?
        /// Whether samples of the message may be stored already: it was sent before, and nobody said that they are not.
        var isDoubtful = false
        /// Whether the secrets were read again because of this message.
        var hasRefreshed = false
    }

    private var destination: Destination
    private let logger: Logger
    private var couriers: [Courier]
    private var writer: MessageWriter
    private let chance: () -> UInt64
    /// The version of the next message.
    private(set) var version: MessageVersion
    private var isConfirmed = false
    private var nextSeries: Int?
    /// Whether samples of this epoch may be stored already, and if so, with other values.
    private var (isRepeated, mayDiffer) = (false, false)
    /// Series whose samples are sent in messages of their own, because some of them are stored already.
    private var parts: [Range<Int>] = []
    private var credentials: Credentials
    private var lastLog: Int64?
    private var isLive = false
    /// What has been sent and answered.
    private(set) var counts = SendCounts()
    /// Why no further message is sent.
    private(set) var fault: SendFault?

    /// A sender to a destination. Counters began to count at `start`, milliseconds since 1970, if that is known.
    /// `chance` returns any number.
    init(_ destination: Destination, start: Int64?, chance: @escaping () -> UInt64, _ logger: Logger) {
        (self.destination, self.logger, self.chance) = (destination, logger, chance)
        var limits = ClientLimits()
        limits.exchangeNanoseconds = destination.timeout
        couriers = (0..<destination.connections).map { _ in
            Courier(client: Client(destination.url, limits: limits))
        }
        writer = MessageWriter(maximumSamples: destination.samplesPerRequest, start: start)
        credentials = destination.credentials
        version = destination.versions == .one ? .one : .two
    }

    /// Whether nothing is really sent.
    var isDry: Bool { destination.isDry }

    /// Whether nothing is under way.
    var isIdle: Bool { nextSeries == nil && parts.isEmpty && couriers.allSatisfy { $0.message == nil } }

    /// Whether a message is waiting to be sent again, so that the receiver seems to be away.
    var isRetrying: Bool { couriers.contains { $0.firstFailure != nil && $0.message != nil } }

    /// Starts an epoch. Traps if one is under way. `isRepeated` says that samples of it may be stored already, and
    /// `mayDiffer`, that they may have been sent with other values, which then stay. With `describes` the families are
    /// described again.
    func begin(isRepeated: Bool = false, mayDiffer: Bool = false, describes: Bool = false) {
        precondition(isIdle, "the epoch before is settled")
        (nextSeries, self.isRepeated, self.mayDiffer) = (0, isRepeated, mayDiffer)
        if describes { writer.describeAgain() }
    }

    /// Sends live epochs from now on, which may have other `Levels`: whatever a receiver answers, and however long it
    /// is away, the next epoch must go out. Traps if an epoch is under way.
    func goLive() {
        precondition(isIdle, "the epoch before is settled")
        writer = MessageWriter(maximumSamples: destination.samplesPerRequest, start: nil)
        (destination.stopsAtRefusal, destination.retryFor, isLive) = (false, nil, true)
    }

    /// The moment at which `turn` has something to do even if nothing is ready (monotonic nanoseconds).
    func nextWake(now: Int64) -> Int64? {
        if (nextSeries != nil || !parts.isEmpty) && couriers.contains(where: { $0.message == nil }) { return now }
        return couriers.compactMap { courier in
            if courier.message == nil { return nil }
            return courier.retryAt ?? courier.client.deadline ?? now
        }.min()
    }

    /// Adds what the connections wait for.
    func addInterest(to set: inout PollSet) {
        for courier in couriers { courier.client.addInterest(to: &set) }
    }

    /// Takes what has arrived.
    func receive(_ set: PollSet, now: Int64) {
        for courier in couriers { courier.client.turn(set, now: now) }
    }

    /// Judges answers, and sends what can be sent. `wall` is the wall time in seconds since 1970.
    func turn(_ epoch: Epoch, _ levels: Levels, now: Int64, wall: Int64) {
        for index in couriers.indices {
            if fault != nil { return abandon() }
            if let outcome = couriers[index].client.outcome, couriers[index].message != nil,
                couriers[index].retryAt == nil, !couriers[index].client.isBusy
            {
                judge(index, outcome, epoch, levels, now: now, wall: wall)
            }
            if let retryAt = couriers[index].retryAt, now >= retryAt {
                couriers[index].retryAt = nil
                send(index, now: now)
            }
            if couriers[index].message == nil { sendNext(index, epoch, levels, now: now) }
        }
        if fault != nil { abandon() }
    }

    /// Sends again at once what waits to be sent again.
    func hurry(now: Int64) {
        for index in couriers.indices where couriers[index].retryAt != nil { couriers[index].retryAt = now }
    }

    /// Gives up what is under way.
    func abandon() {
        for case let message? in couriers.map({ $0.message }) { counts.gaveUp += message.samples }
        cancel()
    }

    /// Forgets what is under way, without counting it.
    func cancel() {
        for index in couriers.indices {
            couriers[index].client.cancel()
            (couriers[index].message, couriers[index].retryAt) = (nil, nil)
            (couriers[index].hasRefreshed, couriers[index].isDoubtful) = (false, false)
        }
        (nextSeries, parts) = (nil, [])
    }

    private func sendNext(_ index: Int, _ epoch: Epoch, _ levels: Levels, now: Int64) {
        while let part = parts.popLast() {
            let message = writer.message(epoch, levels, part, version)
            if message.samples == 0 { continue }
            (couriers[index].message, couriers[index].version) = (message, version)
            return send(index, now: now)
        }
        while let first = nextSeries {
            guard let message = writer.message(epoch, levels, from: first, version) else {
                nextSeries = nil
                return
            }
            nextSeries = message.series.upperBound
            couriers[index].message = message
            couriers[index].version = version
            counts.samples += message.samples
            if !destination.isDry { return send(index, now: now) }
            counts.requests["dry", default: 0] += 1
            counts.sentBytes += message.body.count
            couriers[index].message = nil
        }
    }

    private func send(_ index: Int, now: Int64) {
        guard let message = couriers[index].message else { return }
        let url = destination.url
        do {
            let request = try ClientRequest(
                method: "POST", target: url.target, host: url.authority,
                headers: couriers[index].version.headers.map { ($0.name, $0.value) } + credentials.headers,
                body: message.body, keepsAlive: true)
            counts.sentBytes += message.body.count
            couriers[index].client.begin(request, now: now)
        } catch {
            fault = SendFault(description: "cannot send to \(url.text): \(error)")
        }
    }

    private func judge(
        _ index: Int, _ outcome: Result<ClientResponse, ClientFault>, _ epoch: Epoch, _ levels: Levels, now: Int64,
        wall: Int64
    ) {
        guard let message = couriers[index].message else { return }
        let reply = Reply(outcome, wall: wall)
        let version = couriers[index].version
        counts.requests[reply.answer.status.map { "\($0)" } ?? "none", default: 0] += 1
        if let fault = reply.notHTTP {
            return isLive ? sendAgain(index, message, nil, reply, now: now) : stop(message, fault)
        }
        let verdict = Verdict(
            reply.answer, samples: message.samples, version, destination.versions, isFirst: !isConfirmed)
        switch verdict {
        case .acknowledged(let refused):
            if version == .two { isConfirmed = true }
            counts.acknowledge(message, refused: refused, isConfirmed: version == .two)
            settle(index, now: now)
            if refused > 0 {
                log(
                    .warn,
                    "the receiver wrote \(message.samples - refused) of \(message.samples) samples: \(reply.words)",
                    now: now)
            }
        case .fallBack:
            if self.version == .two {
                self.version = .one
                logger.log(
                    .info, "the receiver does not confirm protocol 2.0 (\(reply.words)); going on with 1.0")
            }
            couriers[index].message = writer.message(epoch, levels, message.series, .one)
            couriers[index].version = .one
            send(index, now: now)
        // What is tried for ever would be tried in vain for ever.
        case .again where destination.retryFor == nil && reply.isTooOld:
            refuse(index, message, written: 0, reply, now: now)
        case .again(let after): sendAgain(index, message, after, reply, now: now)
        case .refused where isThere(index, reply): halve(index, message, reply, now: now)
        case .refused(let written):
            if reply.answer.status == 401 && !couriers[index].hasRefreshed && credentials.refresh() {
                couriers[index].hasRefreshed = true
                return send(index, now: now)
            }
            refuse(index, message, written: written, reply, now: now)
        }
    }

    private func refuse(_ index: Int, _ message: Message, written: Int, _ reply: Reply, now: Int64) {
        let version = couriers[index].version
        counts.acknowledge(message, refused: message.samples - written, isConfirmed: version == .two)
        settle(index, now: now)
        if destination.stopsAtRefusal { return stop(message, reply.reason(version)) }
        log(.error, "the receiver refused \(message.samples - written) samples: \(reply.words)", now: now)
    }

    /// Whether a message is refused because samples of it are stored already.
    private func isThere(_ index: Int, _ reply: Reply) -> Bool {
        couriers[index].isDoubtful && reply.hasNewer
            || isRepeated && (reply.hasNewer || mayDiffer && reply.hasOther)
    }

    /// A receiver that has newer samples of one series refuses all of a message, and those of other series may be
    /// missing. So each half is sent alone, down to single series, which are there: all samples of a series in an epoch
    /// go out in one message.
    private func halve(_ index: Int, _ message: Message, _ reply: Reply, now: Int64) {
        let series = message.series
        if series.count > 1 {
            let middle = series.lowerBound + series.count / 2
            parts += [middle..<series.upperBound, series.lowerBound..<middle]
            isRepeated = true
        } else {
            counts.acknowledge(message, refused: 0, isConfirmed: false)
            counts.present += message.samples
            log(.info, "the receiver has samples already that are sent again: \(reply.words)", now: now)
        }
        settle(index, now: now)
    }

    private func sendAgain(_ index: Int, _ message: Message, _ after: Int64?, _ reply: Reply, now: Int64) {
        let first = couriers[index].firstFailure ?? now
        if let limit = destination.retryFor, now - first >= limit {
            return stop(message, "no success within --remote-write.retry-for: \(reply.words)")
        }
        couriers[index].firstFailure = first
        // Whoever says that it is busy has stored nothing.
        if reply.answer.status != 429 { couriers[index].isDoubtful = true }
        let delay = couriers[index].backoff.delay(asked: after, chance: chance())
        couriers[index].retryAt = now + delay
        counts.retries += 1
        log(.warn, "trying again: \(reply.words)", now: now)
    }

    private func settle(_ index: Int, now: Int64) {
        if let first = couriers[index].firstFailure, now - first >= 1_000_000_000 {
            log(.info, "the receiver answers again", now: now, isUrgent: true)
        }
        couriers[index].message = nil
        couriers[index].backoff = Backoff()
        couriers[index].firstFailure = nil
        (couriers[index].hasRefreshed, couriers[index].isDoubtful) = (false, false)
    }

    private func stop(_ message: Message, _ reason: String) {
        fault = SendFault(
            description: "cannot push the samples from \(timeText(message.instants.lowerBound)) to "
                + "\(timeText(message.instants.upperBound)): \(reason)")
    }

    /// Logs at most once a minute.
    private func log(_ level: Logger.Level, _ sentence: String, now: Int64, isUrgent: Bool = false) {
        if let last = lastLog, now - last < 60_000_000_000, !isUrgent { return }
        lastLog = now
        logger.log(level, sentence)
    }
}
