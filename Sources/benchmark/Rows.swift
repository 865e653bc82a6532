/// All rows, in the order in which they run. Each row is compared with a scan for newlines in the same bytes.
let rows: [Row] =
    [
        Row(name: "parse", about: "cutting records only, all columns wanted") { bench in
            try trial(bench, Input(records: bench.records)) { files in
                [.parse("parse", files, columns: [0, 1, 2], of: 3, time: nil)]
            }
        },
        Row(name: "parse-quoted", about: "cutting records, all fields quoted") { bench in
            try trial(bench, Input(records: bench.records, shape: .quoted)) { files in
                [.parse("parse", files, columns: [0, 1, 2], of: 3, time: nil)]
            }
        },
        Row(name: "parse-doubled", about: "cutting records, doubled quotes in each record") { bench in
            try trial(bench, Input(records: bench.records / 2, shape: .doubled)) { files in
                [.parse("parse", files, columns: [0, 1, 2], of: 3, time: nil)]
            }
        },
        Row(name: "time", about: "cutting records and reading their times") { bench in
            try trial(bench, Input(records: bench.records)) { files in
                [.parse("parse + time", files, columns: [0, 1, 2], of: 3, time: 0)]
            }
        },
        Row(name: "time-shuffled", about: "cutting records and reading their times, in random order") { bench in
            try trial(bench, Input(records: bench.records, order: .shuffled)) { files in
                [.parse("parse + time", files, columns: [0, 1, 2], of: 3, time: 0)]
            }
        },
        Row(name: "pipeline", about: "one counter, one label of six values, times in order") { bench in
            try replay(bench, Input(records: bench.records), counter()) { files in
                let sum = "NR > 1 { sum[$2] += $3 } END { for (status in sum) print status, sum[status] }"
                return [.program("mawk", ["-F,", sum] + files), .program("gzip", ["-1c"] + files)]
            }
        },
        Row(name: "report", about: "the statistics of a report: one label, one value, times in order") { bench in
            try trial(bench, Input(records: bench.records)) { [.profile($0, records: bench.records)] }
        },
        Row(name: "mtail", about: "the pipeline beside mtail, a twentieth of the records") { bench in
            let rule = #"""
                counter sum_total by status
                /^[^,]*,(?P<status>[a-z_]+),(?P<count>\d+)$/ {
                  sum_total[$status] += $count
                }
                """#
            let program = try bench.file(rule, ending: "mtail")
            return try replay(bench, Input(records: bench.records / 20), counter()) { files in
                [.program("mtail", ["--one_shot", "--progs=\(program)", "--logs=\(files[0])"])]
            }
        },
        Row(name: "case-trim", about: "the label lower-cased and trimmed, in 18 spellings") { bench in
            try replay(
                bench, Input(records: bench.records, shape: .spelled),
                counter(label: "{column: status, case: lower, trim: true}"))
        },
        Row(name: "strip", about: "a currency before each number") { bench in
            try replay(
                bench, Input(records: bench.records, shape: .priced),
                mapping("counter: payments_total", value: "{column: count, strip: [\"$\"]}"))
        },
        Row(name: "where", about: "the pipeline with a condition on the number, which half of the records meet") {
            bench in
            try replay(
                bench, Input(records: bench.records),
                mapping(
                    """
                    counter: payments_total
                    where: {count: {at_least: 50}}
                    """))
        },
        Row(name: "labels", about: "10 000 label values") { bench in
            try replay(bench, Input(records: bench.records, shape: .merchants), counter())
        },
        Row(name: "quoted", about: "all fields quoted") { bench in
            try replay(bench, Input(records: bench.records, shape: .quoted), counter())
        },
        Row(name: "latin1", about: "a byte of Latin-1 in each label, encoding: latin-1") { bench in
            try replay(
                bench, Input(records: bench.records, shape: .accented), counter(dialect: "{encoding: latin-1}"))
        },
        Row(name: "trim", about: "blanks around the cells, trim: true") { bench in
            try replay(bench, Input(records: bench.records, shape: .padded), counter(dialect: "{trim: true}"))
        },
        Row(name: "escape", about: "all fields quoted, an escape in each tenth record") { bench in
            try replay(
                bench, Input(records: bench.records, shape: .escaped), counter(dialect: #"{escape: "\\"}"#))
        },
        Row(name: "multiline", about: "all fields quoted, multiline: false") { bench in
            try replay(
                bench, Input(records: bench.records, shape: .quoted), counter(dialect: "{multiline: false}"))
        },
        Row(name: "columns", about: "20 columns, three of them wanted") { bench in
            try replay(bench, Input(records: bench.records / 4, shape: .wide), counter())
        },
        Row(name: "shuffled", about: "times in random order: pre-pass, sort and walk") { bench in
            try disordered(bench, .shuffled)
        },
        Row(name: "blocks", about: "six blocks, one per status: pre-pass and merge") { bench in
            try disordered(bench, .blocks)
        },
        Row(name: "histogram", about: "ten buckets, one label of six values") { bench in
            try replay(
                bench, Input(records: bench.records),
                mapping(
                    """
                    histogram: payments
                    buckets: [1, 2, 5, 10, 20, 30, 40, 50, 70, 90]
                    """))
        },
        Row(name: "unpivot", about: "five columns of numbers as one gauge") { bench in
            try replay(bench, Input(records: bench.records / 4, shape: .unpivoted), unpivoted)
        },
    ] + decodedRows + growth + scrapeRows + serviceRows + historyRows + backfillRows + pushRows
    + consoleRows

/// The pipeline over more records or more files: its speed should stay the same.
private let growth: [Row] =
    [(1, 10), (1, 1), (5, 1)].map { times, parts in
        Row(name: "records-\(parts > 1 ? "tenth" : "\(times)x")", about: "growth with records") { bench in
            try replay(bench, Input(records: bench.records * times / parts), counter())
        }
    }
    + [1, 100, 1000].map { files in
        Row(name: "files-\(files)", about: "growth with files, which have the same records together") { bench in
            try replay(bench, Input(records: bench.records, files: files), counter())
        }
    }

private func trial(_ bench: Bench, _ input: Input, _ steps: ([String]) -> [Step]) throws -> Trial {
    let files = try bench.files(input)
    return Trial(units: input.records, bytes: try bench.size(files), steps: [.scan(files)] + steps(files))
}

/// A replay of the input, and the steps of `more`. `text` returns the mapping for the paths of the files.
private func replay(
    _ bench: Bench, _ input: Input, _ text: ([String]) -> String, _ more: ([String]) -> [Step] = { _ in [] }
) throws -> Trial {
    let mapping = try bench.file(text(try bench.files(input)), ending: "yml")
    var trial = try trial(bench, input) { [.replay(mapping, records: input.records)] + more($0) }
    trial.peak = { try peakMemory(checking: mapping) }
    return trial
}

/// A replay of records in disorder, and a replay of the same number of records in order.
private func disordered(_ bench: Bench, _ order: Input.Order) throws -> Trial {
    let sorted = try bench.files(Input(records: bench.records))
    let inOrder = try bench.file(counter()(sorted), ending: "yml")
    var trial = try replay(bench, Input(records: bench.records, order: order), counter())
    trial.steps.append(.replay(inOrder, records: bench.records, prefix: "in order: "))
    return trial
}

func counter(label: String = "status", dialect: String = "{}") -> ([String]) -> String {
    mapping(
        """
        counter: payments_total
        """, label: label, dialect: dialect)
}

/// A mapping with one metric over the column `count`.
private func mapping(
    _ metric: String, label: String = "status", value: String = "count", dialect: String = "{}"
) -> ([String]) -> String {
    { files in
        let lines = metric.split(separator: "\n").joined(separator: "\n        ")
        return """
            sources:
              - name: payments
                files: [\(files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.joined(separator: ", "))]
                dialect: \(dialect)
                time: {column: timestamp, format: "\(timeFormat)"}
                metrics:
                  - \(lines)
                    help: Payments.
                    value: \(value)
                    labels: {status: \(label)}
            """
    }
}

private func unpivoted(_ files: [String]) -> String {
    """
    sources:
      - name: checkouts
        files: \(files[0].split(separator: "/").last ?? "")
        time: {column: timestamp, format: "\(timeFormat)"}
        unpivot:
          columns: [today, yesterday, same_day_last_week, avg_last_week, avg_last_month]
          label: period
          value: checkouts
        metrics:
          - gauge: checkouts
            help: Checkouts.
            value: checkouts
            labels: {period: period}
    """
}
