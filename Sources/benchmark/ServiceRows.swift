import POSIX

/// The whole exporter, in a process of its own. Times are wall times; the row `idle` measures CPU time.
let serviceRows: [Row] = [
    Row(name: "start", about: "from the start of the process to the first 200, with the mapped families") { bench in
        let mapping = try bench.file(replayed(try bench.files(Input(records: 13_000))), ending: "yml")
        return Trial(
            units: 1, bytes: 0,
            steps: [
                Step(names: ["first 200", "mapped families"]) {
                    let start = SystemClock.monotonicNanoseconds()
                    let service = try Service(mapping)
                    _ = try service.metrics()
                    let first = SystemClock.monotonicNanoseconds()
                    while !service.shows("csv_exporter_ready 1") {}
                    return [first - start, SystemClock.monotonicNanoseconds() - start]
                }
            ])
    },
    Row(name: "idle", about: "processor time of ten seconds at speed 60 with a scrape in each") { bench in
        let mapping = try bench.file(replayed(try bench.files(Input(records: 13_000))), ending: "yml")
        return Trial(
            units: 10, bytes: 0,
            steps: [
                Step(names: ["ten seconds"]) {
                    let service = try Service(mapping, ["--replay.speed=60"])
                    while !service.shows("csv_exporter_ready 1") {}
                    let start = try service.processorNanoseconds()
                    for _ in 0..<10 {
                        _ = try service.metrics()
                        var pause = PollSet()
                        try pause.poll(timeoutNanoseconds: 1_000_000_000)
                    }
                    return [try service.processorNanoseconds() - start]
                }
            ])
    },
    Row(name: "live", about: "from the append of a record to a scrape that shows it") { bench in
        let path = try bench.file("timestamp,status,count", ending: "csv")
        let mapping = try bench.file(replayed([path], mode: "follow"), ending: "yml")
        return Trial(
            units: 1, bytes: 0,
            steps: [
                Step(names: ["half within", "99 of 100 within"]) {
                    let file = try FileDescriptor.create(path)
                    try file.write("timestamp,status,count\n")
                    let service = try Service(mapping)
                    while !service.shows("csv_exporter_ready 1") {}
                    let times = try (1...200).map { number in
                        let start = SystemClock.monotonicNanoseconds()
                        try file.write("2020-01-01 00:00:00,approved,1\n")
                        while !service.shows("payments_total{status=\"approved\"} \(number)") {}
                        return SystemClock.monotonicNanoseconds() - start
                    }.sorted()
                    return [times[100], times[198]]
                }
            ])
    },
]

private func replayed(_ files: [String], mode: String = "replay") -> String {
    """
    sources:
      - name: payments
        files: \(files[0].split(separator: "/").last ?? "")
        mode: \(mode)
        time: {column: timestamp, format: "%Y-%m-%d %H:%M:%S"}
        metrics:
          - counter: payments_total
            help: Payments.
            value: count
            labels: {status: status}
    """
}

/// This program as the exporter, in a child process that ends with the last reference.
private final class Service {
    private let child: ChildProcess
    private let address: ListenAddress

    init(_ mapping: String, _ flags: [String] = []) throws {
        // A free port: the listener that found it is closed again.
        address = try Listener(try ListenAddress("127.0.0.1:0")).address
        child = try ChildProcess(
            "/proc/self/exe",
            ["exporter", "--config.file=\(mapping)", "--web.listen-address=\(address)", "--log.level=error"] + flags)
    }

    deinit {
        child.terminate()
        // Nobody needs the exit status.
        _ = try? child.ending(waits: true)
    }

    /// The CPU time of the process so far, exact to a nanosecond.
    func processorNanoseconds() throws -> Int64 {
        let bytes = try FileDescriptor.open("/proc/\(child.number)/schedstat").readToEnd(maximum: 4096)
        return Int64(String(decoding: bytes, as: UTF8.self).split(separator: " ").first ?? "") ?? 0
    }

    /// Whether a scrape has this line. False while the exporter does not answer.
    func shows(_ line: String) -> Bool {
        (try? metrics())?.split(separator: "\n").contains { $0 == line } ?? false
    }

    /// The response of a scrape.
    func metrics() throws -> String {
        let socket = try connect()
        let request = Array("GET /metrics HTTP/1.0\r\n\r\n".utf8)
        try expect(socket.send(request, request.indices) == .count(request.count), "the request was not sent")
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65536))
        while true {
            var set = PollSet()
            _ = set.add(socket.descriptor, read: true, write: false)
            try set.poll(timeoutNanoseconds: 10_000_000_000)
            switch socket.receive(into: &buffer, at: 0, count: buffer.count) {
            case .count(let count): bytes += buffer[..<count]
            case .wouldBlock: throw BenchmarkError(description: "no answer within ten seconds")
            case .closed, .broken: return String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    private func connect() throws -> Socket {
        while true {
            if let socket = try? Socket.connect(to: address, timeoutNanoseconds: 1_000_000_000) { return socket }
            try expect(child.ending(waits: false) == nil, "the exporter ended")
        }
    }
}
