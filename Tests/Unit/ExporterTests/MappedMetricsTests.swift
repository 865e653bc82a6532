import Testing

private let unix = "time: {column: t, format: unix}\n"

private let dialects: [Saying] = [
    Saying(
        "another delimiter, quote, comment and a preamble",
        unix + "dialect: {delimiter: ';', quote: \"'\", comment: '#', skip_lines: 2}\nmetrics: [{counter: n_total, "
            + "help: N., value: v, labels: {k: k}}]",
        "made by a tool\nyesterday\nt;k;v\n# no record\n1;'a;b';2\n", [#"n_total{k="a;b"} 2"#]),
    Saying(
        "no quotes and no header",
        unix + "dialect: {quote: none, header: [t, k]}\nmetrics: [{counter: n_total, help: N., labels: {k: k}}]",
        "1,\"a\n2,\"a\n", [#"n_total{k="\"a"} 2"#]),
    Saying(
        "tabs", unix + "dialect: {delimiter: tab}\nmetrics: [{counter: n_total, help: N., labels: {k: k}}]",
        "t\tk\n1\ta,b\n", [#"n_total{k="a,b"} 1"#]),
    Saying(
        "limits of a record",
        unix
            + "limits: {record_bytes: 20, fields: 4, label_bytes: 5}\nmetrics: [{counter: n_total, help: N., "
            + "labels: {k: k}}]",
        "t,k\n1,12345\n2,123456\n3,1234567890123456789012\n4,,,,,\n", [#"n_total{k="12345"} 1"#]),
]

private let times: [Saying] = [
    Saying(
        "a date and a time in two columns, of a zone",
        "time: {columns: [d, h], format: '%d.%m.%Y %H:%M', zone: Europe/Berlin}\nmetrics: [{gauge: at, help: At., "
            + "labels: {utc: {time: '%F %R'}}, value: v}]",
        "d,h,v\n01.07.2026,02:30,7\n", [#"at{utc="2026-07-01 02:30"} 7"#]),
    Saying(
        "a zone by its offset",
        "time: {column: t, format: '%F %T', zone: '-03:00'}\nmetrics: [{counter: n_total, help: N.}]",
        "t\n2026-07-01 23:30:00\n", ["n_total 1"]),
    Saying(
        "an hour of a day that is told elsewhere",
        "time: {column: t, format: '%Hh', date: 2026-03-02, covers: 1h, due: end}\n"
            + "metrics: [{gauge: n, help: N., value: v, labels: {hour: {time: '%H'}}}]",
        "t,v\n08h,3\n23h,4\n", [#"n{hour="08"} 3"#, #"n{hour="23"} 4"#]),
]

private let labels: [Saying] = [
    Saying(
        "constants, of the source and of a metric, and the file's name",
        unix + "labels: {bank: x}\nmetrics: [{counter: n_total, help: N., labels: {k: {constant: 'y'}, "
            + "f: {file: name}, s: {file: stem}}}]",
        "t\n1\n", [#"n_total{bank="x",f="data.csv",k="y",s="data"} 1"#]),
    Saying(
        "trim, then case, then the map, then the default",
        unix + "metrics: [{counter: n_total, help: N., labels: {k: {column: k, trim: true, case: upper, "
            + "map: {OK: fine}, default: none}}}]",
        "t,k\n1,  ok\t\n2,Bad\n3,  \n4,OK\n",
        [#"n_total{k="BAD"} 1"#, #"n_total{k="fine"} 2"#, #"n_total{k="none"} 1"#]),
    Saying(
        "lower case leaves other letters",
        unix
            + "metrics: [{counter: n_total, help: N., labels: {k: {column: k, case: lower}}}]",
        "t,k\n1,\u{c4}BZ[\n", [#"n_total{k="\#u{c4}bz["} 1"#]),
    Saying(
        "series from the start, of every combination",
        unix + "labels: {bank: x}\nmetrics: [{counter: n_total, help: N., labels: {a: a, b: b}, "
            + "initial: {a: [p, q], b: [r]}}]",
        "t,a,b\n1,q,r\n", [#"n_total{a="p",b="r",bank="x"} 0"#, #"n_total{a="q",b="r",bank="x"} 1"#]),
]

private let conditions: [Saying] = [
    Saying(
        "all conditions must hold, of the source and of the metric",
        unix + "where: {k: [a, b], v: {above: 1}}\nmetrics:\n  - {counter: n_total, help: N., labels: {k: k}}\n"
            + "  - {counter: m_total, help: M., labels: {k: k}, where: {k: {not: a}, v: {above: 2, below: 5}}}",
        "t,k,v\n1,a,1\n2,a,2\n3,b,2\n4,b,4\n5,b,5\n6,c,3\n",
        [#"n_total{k="a"} 1"#, #"n_total{k="b"} 3"#, #"m_total{k="b"} 1"#]),
    Saying(
        "columns become samples, which the metrics choose among",
        unix + "unpivot: {columns: [today, last week], label: period, value: n}\nmetrics:\n"
            + "  - {gauge: now, help: Now., value: n, where: {period: today}}\n"
            + "  - {gauge: then, help: Then., value: n, where: {period: {not: today}}, "
            + "labels: {p: {column: period, map: {last week: week}}}}\n"
            + "  - {counter: big_total, help: Big., where: {n: {above: 10}}, labels: {period: period}}",
        "t,today,last week\n1,5,11\n2,20,12\n",
        ["now 20", #"then{p="week"} 12"#, #"big_total{period="last week"} 2"#, #"big_total{period="today"} 1"#]),
    Saying(
        "columns that are times become records, whose label and value are columns",
        "unpivot: {columns: [\"2024001\", \"2025001\"], label: year, value: people}\n"
            + "time: {column: year, format: \"%Y%j\"}\nwhere: {k: {not: z}}\nmetrics:\n"
            + "  - {gauge: people, help: P., value: people, labels: {k: k}}\n"
            + "  - {counter: n_total, help: N., value: people, labels: {year: year}, where: {people: {above: 10}}}",
        "k,2024001,2025001\nx,10,11\ny,20,21\nz,7,8\n",
        [#"people{k="x"} 11"#, #"people{k="y"} 21"#, #"n_total{year="2024001"} 20"#, #"n_total{year="2025001"} 32"#]),
]

private let values: [Saying] = [
    Saying(
        "numbers as others write them, scaled, and what is missing",
        unix + "dialect: {delimiter: ';'}\nmetrics:\n"
            + "  - {counter: n_total, help: N., value: {column: v, decimal: ',', group: '.', scale: 0.01}}\n"
            + "  - {gauge: last, help: L., value: {column: v, decimal: ',', group: '.', missing: zero}}",
        "t;v\n1;1.234,5\n2;\n", ["n_total 12.345", "last 0"]),
    Saying(
        "a column that is cumulative itself",
        unix + "metrics: [{counter: n_total, help: N., value: v, absolute: true}]", "t,v\n1,5\n2,9\n3,2\n",
        ["n_total 11"]),
    Saying(
        "several records of one instant",
        unix + "metrics:\n  - {gauge: a, help: A., value: v, aggregate: sum}\n"
            + "  - {gauge: b, help: B., value: v, aggregate: min}\n  - {gauge: c, help: C., value: v, aggregate: max}\n"
            + "  - {gauge: d, help: D., value: v, aggregate: last}",
        "t,v\n1,100\n2,3\n2,7\n2,5\n", ["a 15", "b 3", "c 7", "d 5"]),
    Saying(
        "numbers that are not finite, where they are wanted",
        unix + "metrics: [{gauge: n, help: N., value: {column: v, non_finite: true}, labels: {k: k}}]",
        "t,k,v\n1,a,NaN\n2,b,+Inf\n", [#"n{k="a"} NaN"#, #"n{k="b"} +Inf"#]),
    Saying(
        "weighted observations",
        unix + "metrics: [{histogram: h, help: H., value: v, weight: w, buckets: [1, 10]}]", "t,v,w\n1,0.5,2\n2,5,3\n",
        [#"h_bucket{le="1.0"} 2"#, #"h_bucket{le="10.0"} 5"#, #"h_bucket{le="+Inf"} 5"#, "h_sum 16", "h_count 5"]),
    Saying(
        "a constant 1 with what is known as labels",
        unix + "metrics: [{info: build_info, help: B., labels: {version: v}}]", "t,v\n1,1.2\n",
        [#"build_info{version="1.2"} 1"#]),
]

/// Each key of a mapping file does what README says of it.
@Suite struct MappingFileTests {
    @Test(arguments: dialects + times + labels + conditions + values)
    func `what a mapping says is what the metrics show`(_ saying: Saying) throws {
        try saying.check()
    }
}
