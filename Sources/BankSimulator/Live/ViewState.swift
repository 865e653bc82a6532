import Synthesis

/// What the records of a data set tell, as far as its catalogue's `api` asks.
struct ViewState {
    /// By the order of the services.
    private(set) var tallies: [ServiceTally]
    private(set) var attempts: FailedAttempts?
    private let views: Views
    private var cells = LineCells()

    init(_ views: Views) {
        self.views = views
        tallies = views.services.map { ServiceTally($0) }
        attempts = views.attempts.map { FailedAttempts($0) }
    }

    /// Takes the records of a file.
    mutating func take(_ lines: Lines, of file: Int) {
        let services = views.services.indices.filter { views.services[$0].stream == file }
        let counts = views.attempts?.stream == file
        if services.isEmpty && !counts { return }
        var start = 0
        for (index, end) in lines.ends.enumerated() {
            cells.read(lines.bytes[start..<end])
            start = end
            for service in services { tallies[service].take(cells) }
            if counts { attempts?.take(cells, at: lines.times[index]) }
        }
    }
}
