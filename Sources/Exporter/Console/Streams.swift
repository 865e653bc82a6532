import Commands
import Console
import HTTP
import Metrics
import Pipeline
import Service

/// The open event streams: how many there are, and when they look for something new.
final class Streams {
    /// Four frames a second at most.
    private static let interval: Int64 = 250_000_000
    private let engine: Reload<Engine>
    private let access: Access
    private let maximum: Int
    private let title: String?
    /// The streams that are open, and how many more were refused.
    fileprivate(set) var count = 0
    private(set) var refused = 0
    private var nextLook = Int64.min
    private var moment = Moment()
    private weak var watched: Watch?

    /// `title` is the console's name for the data set; without it, the path of the mapping file tells the name.
    init(_ engine: Reload<Engine>, _ access: Access, maximum: Int, title: String? = nil) {
        self.engine = engine
        self.title = title
        self.access = access
        self.maximum = maximum
    }

    /// The next stream; nil if so many are open that it has to be refused.
    func open(pins: [String], lastEventID: String?, now: Int64) -> Stream? {
        guard count < maximum else {
            refused += 1
            return nil
        }
        return Stream(self, pins: pins, lastEventID: lastEventID, now: now)
    }

    /// The sentence for a stream that is refused.
    var refusal: String {
        "\(count) streams are open, which is the most (--web.max-streams): close the console in another tab"
    }

    /// Lets the next stream that is asked look at once, because a command has changed something.
    func hurry() { nextLook = .min }

    /// When there may be something new.
    fileprivate var deadline: Int64 { nextLook }

    /// What watches the present engine. Looks at the engine if that is due; then the streams have a new frame.
    fileprivate func watch(now: Int64) -> Watch? {
        let current = engine.current
        guard let watch = current.observer as? Watch else { return nil }
        if now >= nextLook || watched !== watch {
            nextLook = now + Self.interval
            watched = watch
            // As for a scrape: the loop's own slice meets the same fault and ends the process.
            try? current.slice(now: now, hasEvents: current.descriptor != nil)
            moment = Moment(current, watch, engine.status, now: now, isOpen: access.isOpen)
            if current.isReady {
                _ = watch.history.look(current.applier.registry, head: moment.text)
            } else {
                _ = watch.history.look(head: moment.text)
            }
        }
        return watch
    }

    fileprivate func hello(_ watch: Watch) -> [UInt8] {
        let replay = engine.current.replay
        let range = replay?.range
        var opening = watch.opening
        if let title { opening.mapping = title }
        return watch.history.hello(
            opening, moment, range: range.map { ($0.start, $0.end) },
            density: replay?.density ?? [], marks: watch.marks,
            seriesCounts: engine.current.applier.registry.families.map { $0.seriesCount })
    }

    /// Pins series, and looks again, so that the first frame has their values.
    fileprivate func pin(_ pins: [String], _ watched: Watch, now: Int64) -> (lines: [Int], faults: [String]) {
        let pinned = watched.history.pin(pins, engine.current.applier.registry)
        hurry()
        _ = watch(now: now)
        return pinned
    }
}

/// The body of one event stream.
final class Stream: BodySource {
    /// A comment after so long a silence tells both ends that the other is there.
    private static let silence: Int64 = 15_000_000_000
    /// What the connection gets at once: it holds so much for a client that does not read.
    private static let pieceBytes = 2048

    private let streams: Streams
    private let pins: [String]
    private var lastEventID: String?
    private var watch: Watch?
    private var pinned: [Int] = []
    private var position = StreamPosition()
    private var pending = Array("retry: 2000\n\n".utf8)[...]
    private var lastSent: Int64

    fileprivate init(_ streams: Streams, pins: [String], lastEventID: String?, now: Int64) {
        self.streams = streams
        self.pins = pins
        self.lastEventID = lastEventID
        lastSent = now
        streams.count += 1
    }

    deinit {
        streams.count -= 1
        watch?.history.release(pinned)
    }

    var isLongLived: Bool { true }

    func step(atMost limit: Int, now: Int64) -> BodyStep {
        if pending.isEmpty, let event = event(now) { pending = event[...] }
        if pending.isEmpty { return .wait(until: min(streams.deadline, lastSent + Self.silence)) }
        let piece = pending.prefix(min(limit, Self.pieceBytes))
        pending = pending.dropFirst(piece.count)
        if pending.isEmpty { pending = [] }
        lastSent = now
        return .bytes(Array(piece))
    }

    private func event(_ now: Int64) -> [UInt8]? {
        guard let watch = streams.watch(now: now) else { return nil }
        if watch !== self.watch { return begin(watch, now) }
        if let bytes = watch.history.next(&position, opening: { streams.hello(watch) }) { return bytes }
        return now - lastSent >= Self.silence ? Array(": \n\n".utf8) : nil
    }

    /// Begins anew with an engine: goes on behind the frame that the browser has, if it can.
    private func begin(_ watch: Watch, _ now: Int64) -> [UInt8]? {
        self.watch?.history.release(pinned)
        self.watch = watch
        position = watch.history.position(behind: lastEventID)
        lastEventID = nil
        if pins.isEmpty { return watch.history.next(&position, opening: { streams.hello(watch) }) }
        let (lines, faults) = streams.pin(pins, watch, now: now)
        pinned = lines
        let opening = watch.history.next(&position, opening: { streams.hello(watch) }) ?? []
        return opening + watch.history.pinsEvent(lines, faults)
    }
}

extension ExporterMetrics {
    /// Adds the samples of the event streams.
    static func add(_ open: Streams, to samples: inout OwnSamples) {
        samples.add(streams, Double(open.count))
        samples.add(refusedStreams, Double(open.refused))
    }
}
