import Bytes
package import Metrics

/// Writes the values of a history as OpenMetrics text with times: instant after instant, as
/// `promtool tsdb create-blocks-from openmetrics` and VictoriaMetrics read it. Everything that depends on the series
/// alone is rendered once.
package struct HistoryText {
    fileprivate struct Known {
        let owner: SeriesKeys.Owner?
        let text: FamilyText
        let labels: RenderedLabels
    }

    /// The last line of a text.
    package static let end = endOfExposition

    private let extra: String
    private var known: [Known] = []
    /// The places of the families by name.
    private var order: [Int] = []

    /// A writer that gives each series the labels of `extra`, whose names no family may have.
    package init(extra: [(name: String, value: String)]) {
        self.extra = extra.filter { !$0.value.isEmpty }.map { label in
            var value: [UInt8] = []
            let bytes = Array(label.value.utf8)
            appendEscapedLabelValue(bytes.span, bytes.indices, to: &value)
            return "\(label.name)=\"\(String(decoding: value, as: UTF8.self))\""
        }.joined(separator: ",")
    }

    /// Appends the help and the type of each family. The families are the same in each call, in the same order.
    package mutating func appendHeaders(_ families: [Snapshot.Family], to bytes: inout [UInt8]) {
        update(families)
        for place in order { bytes.append(contentsOf: known[place].text.header) }
    }

    /// Appends the samples of an instant, `milliseconds` since 1970, and returns how many there are. O(bytes).
    package mutating func append(
        _ families: [Snapshot.Family], at milliseconds: Int64, to bytes: inout [UInt8]
    ) -> Int {
        update(families)
        var stamp = [UInt8(ascii: " ")]
        appendSeconds(milliseconds, to: &stamp)
        stamp.append(UInt8(ascii: "\n"))
        let length = stamp.count
        stamp.append(contentsOf: repeatElement(0, count: copyOverrun))
        var samples = 0
        for place in order {
            samples += appendSamples(families[place], known[place], stamp, length, to: &bytes)
        }
        return samples
    }

    private mutating func update(_ families: [Snapshot.Family]) {
        if known.isEmpty { order = Bytes.order(of: families.count) { families[$0].name < families[$1].name } }
        for (place, family) in families.enumerated() {
            if place == known.count {
                known.append(render(family))
            } else if known[place].owner !== family.keys.owner || known[place].labels.locations.count != family.count {
                known[place] = render(family)
            }
        }
    }

    private func render(_ family: Snapshot.Family) -> Known {
        Known(
            owner: family.keys.owner,
            text: FamilyText(family, format: .openMetrics, includesCreated: false, history: extra),
            labels: RenderedLabels(family))
    }
}

/// Appends the lines of the series that are shown, each with `stamp` behind its value. Returns how many there are.
private func appendSamples(
    _ family: Snapshot.Family, _ known: HistoryText.Known, _ stamp: [UInt8], _ length: Int, to bytes: inout [UInt8]
) -> Int {
    let lines = known.text.lines.span
    var (series, samples) = (0, 0)
    while series < family.count {
        // Some series at a time, so that room for them is made once.
        let end = min(series + 256, family.count)
        var room = copyOverrun
        for each in series..<end where family.isShown(each) {
            let location = known.labels.locations[each]
            room += known.text.maximumBytes(labels: Int(location.end - location.start)) + lines.count * length
        }
        bytes.append(upTo: room) { target in
            var offset = 0
            for each in series..<end where family.isShown(each) {
                let location = known.labels.locations[each]
                let chunk = known.labels.chunks[Int(location.chunk)]
                let labels = Int(location.start)..<Int(location.end)
                for index in lines.indices {
                    let line = lines[index]
                    guard let value = line.value else { continue }
                    offset = line.write(known.text.pieces.span, chunk.span, labels, to: &target, at: offset)
                    offset = write(family.values[each * family.stride + value], to: &target, at: offset)
                    offset = copy(stamp.span, 0..<length, to: &target, at: offset)
                    samples += 1
                }
            }
            return offset
        }
        series = end
    }
    return samples
}

/// Appends a time in seconds since 1970, with three decimals unless it is whole.
private func appendSeconds(_ milliseconds: Int64, to bytes: inout [UInt8]) {
    let (seconds, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
    var text = milliseconds < 0 ? "-\(seconds)" : "\(seconds)"
    if rest > 0 { text += ".\(rest < 100 ? "0" : "")\(rest < 10 ? "0" : "")\(rest)" }
    bytes.append(contentsOf: text.utf8)
}
