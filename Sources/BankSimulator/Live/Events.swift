import HTTP
import JSON
import Synthesis
import Text

/// A file of a data set, as requests name it.
struct EventSource {
    let set: LiveSet
    /// The number of the file.
    let file: Int
    /// The name of its stream or window.
    let name: String

    /// The record as JSON, with what `tags` say in front.
    func object(_ event: EventRing.Event, _ tags: [JSONObject.Member] = []) -> JSONObject {
        let object = set.catalogue.rowForms[file].object(cells(of: event.line[...]), hasNulls: true)
        // A column may have the name of a tag.
        return JSONObject(tags.filter { object[$0.key] == nil } + object.members)
    }
}

extension LiveSet {
    /// The streams, then the windows.
    var sources: [EventSource] {
        let names = catalogue.plans[0].streams.map { $0.name } + catalogue.windows.map { $0.output.name }
        return names.enumerated().map { EventSource(set: self, file: $0.offset, name: $0.element) }
    }
}

/// What `GET /events` and its kin ask for.
struct EventQuery {
    /// Records that are answered at most.
    var limit = 100
    /// `NAME` or `SET/NAME`.
    var stream: String?

    /// Reads the query of a request, which may have these keys.
    init(_ request: Request, _ keys: [String]) throws(ControlFault) {
        let query = try RequestFields.query(request, keys)
        stream = query["stream"]
        guard let text = query["limit"] else { return }
        guard let number = Int(text), (1...EventRing.capacity).contains(number) else {
            throw ControlFault("limit", .string(text), want: "a whole number from 1 to \(EventRing.capacity)")
        }
        limit = number
    }

    /// The files that are asked for: those of the name, or all streams.
    func sources(of sets: [LiveSet]) throws(ControlFault) -> [EventSource] {
        let all = sets.flatMap { $0.sources }
        guard let stream else { return all.filter { $0.file < $0.set.catalogue.plans[0].streams.count } }
        let found = all.filter { $0.name == stream || "\($0.set.name)/\($0.name)" == stream }
        if found.isEmpty {
            throw ControlFault(
                unknown: stream, as: "stream", among: all.map { $0.name } + all.map { "\($0.set.name)/\($0.name)" })
        }
        return found
    }
}

/// The last records of several files, in the order of their times.
func lastEvents(_ count: Int, of sources: [EventSource]) -> [(source: EventSource, event: EventRing.Event)] {
    var all = sources.flatMap { source in
        source.set.rings[source.file].last(count).map { (source: source, event: $0) }
    }
    // Records of one millisecond stay in the order of the files.
    let order = all.indices.sorted { (all[$0].event.time, $0) < (all[$1].event.time, $1) }
    all = order.suffix(count).map { all[$0] }
    return all
}
