import BankSimulator
import EventTime
import POSIX
import Synthesis

/// Days made from a catalogue.
let historyRows: [Row] = [
    Row(name: "history", about: "two hours of a log made from a catalogue, beside writing the same bytes") { bench in
        let catalogue = try bench.file(logCatalogue, ending: "yml")
        let target = try bench.file("", ending: "csv")
        let from: Int64 = 1_772_409_600 + 8 * 3600
        let request = HistoryRequest(from: from, to: from + 2 * 3600)
        var making = try makeHistory(catalogue, request)
        while making.step() {}
        let (rows, whole) = (making.files[0].rows, making.take(0))
        return Trial(
            units: rows, bytes: whole.count,
            steps: [
                Step(names: ["write from memory"]) {
                    try measured {
                        let file = try FileDescriptor.create(target)
                        for start in stride(from: 0, to: whole.count, by: 1 << 20) {
                            try file.write(Array(whole[start..<min(start + 1 << 20, whole.count)]))
                        }
                    }
                },
                Step(names: ["make and write"]) {
                    try measured {
                        let file = try FileDescriptor.create(target)
                        var making = try makeHistory(catalogue, request)
                        while making.step() {
                            if making.files[0].bytes.count > 1 << 20 { try file.write(making.take(0)) }
                        }
                        try file.write(making.take(0))
                    }
                },
            ])
    }
]

private func measured(_ body: () throws -> Void) rethrows -> [Int64] {
    let start = SystemClock.processorNanoseconds()
    try body()
    return [SystemClock.processorNanoseconds() - start]
}

/// A hundred events a second of five kinds, with windows over them.
private let logCatalogue = """
    profiles: {usual: {rate: 100}}
    tables: {levels: {DEBUG: 15, INFO: 60, WARN: 15, ERROR: 8, CRITICAL: 2}}
    streams:
      - name: events
        file: events.csv
        rate: rate
        columns: [timestamp, id, service, level, kind, outcome, user, address, land, amount, milliseconds, message, odd]
        truth: {odd: flag}
        columns_of_all:
          id: {uuid: 4}
          level: {choice: levels}
          user: {id: USR-, from: 10000, to: 99999}
          address: {ip: any}
        kinds:
          login:
            kind: login
            service: {choice: {auth: 80, gateway: 20}}
            outcome: {choice: {success: 975, failure: 25}}
            land: [US, VN, SG, JP, GB]
            message: {text: "User {user} login {outcome} from {address}"}
            repeat: {where: {outcome: failure}, share: 0.15, times: [2, 5], every: [4s, 20s], same: [user, address]}
          payment:
            kind: payment
            service: payments
            outcome: ok
            amount: {quantiles: {0: 10, 50: 180, 90: 900, 99: 3500, 100: 45000}, decimals: 2}
            message: {text: "Payment by {user} amount {amount}"}
          call:
            kind: call
            service: gateway
            outcome: {choice: {ok: 985, timeout: 15}}
            milliseconds: {lookup: outcome, in: {timeout: {range: [5000, 10000]}}, else: {range: [50, 500]}}
            message: [GET /users, GET /accounts, POST /payments]
          query: {kind: query, service: database, outcome: ok, milliseconds: {range: [1, 100]}, message: query}
          health: {kind: health, service: monitor, outcome: ok, message: health check}
    windows:
      - name: minutes
        file: minutes.csv
        of: events
        kinds: [login]
        every: 1m
        columns:
          attempts: {count: all}
          users: {distinct: user, where: {outcome: failure}}
          top: {most: user, where: {outcome: failure}, over: 10m}

    """
