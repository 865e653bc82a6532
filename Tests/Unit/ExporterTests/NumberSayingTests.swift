import Testing

private let unix = "time: {column: t, format: unix}\n"

private let signs: [Saying] = [
    Saying(
        "the sign is judged after scale, and where reads a column before it",
        unix + "metrics: [{counter: spent_total, help: S., value: {column: v, scale: -1}, where: {v: {below: 0}}, "
            + "labels: {k: k}}]",
        "t,k,v\n1,a,-50.00\n2,b,1500\n3,a,-20.25\n", [#"spent_total{k="a"} 70.25"#]),
    Saying(
        "no counter falls without the condition",
        unix
            + "metrics: [{counter: spent_total, help: S., value: {column: v, scale: -1}, labels: {k: k}}]",
        "t,k,v\n1,a,-50.00\n2,b,1500\n3,a,-20.25\n", [#"spent_total{k="a"} 70.25"#]),
    Saying(
        "no counter starts below 0",
        unix
            + "metrics:\n  - {counter: a_total, help: A., value: v}\n"
            + "  - {counter: b_total, help: B., value: v, absolute: true}\n"
            + "  - {counter: c_total, help: C., value: {column: v, scale: -1}, absolute: true}",
        "t,v\n1,-5\n2,-0\n3,-0.0\n", ["a_total 0", "b_total 0", "c_total 5"]),
    Saying(
        "a counter is finite, whatever the column may hold",
        unix
            + "metrics:\n  - {counter: a_total, help: A., value: {column: v, non_finite: true}}\n"
            + "  - {counter: b_total, help: B., value: {column: v, non_finite: true}, absolute: true}\n"
            + "  - {histogram: h, help: H., value: {column: v, non_finite: true}, weight: w, buckets: [1]}",
        "t,v,w\n1,1,1\n2,NaN,1\n3,Infinity,0\n4,-Infinity,1\n5,2,1\n6,+inf,2\n",
        ["a_total 3", "b_total 2", #"h_bucket{le="1.0"} 1"#, #"h_bucket{le="+Inf"} 4"#, "h_sum +Inf", "h_count 4"]),
    Saying(
        "a number beyond the range of numbers is none",
        unix
            + "metrics: [{gauge: g, help: G., value: {column: v, scale: 1e300}}]", "t,v\n1,2\n2,1e300\n", ["g 2e+300"]),
    Saying(
        "a sum of one instant is finite, unless the column may be infinite",
        unix
            + "metrics:\n  - {gauge: a, help: A., aggregate: sum, value: v}\n"
            + "  - {gauge: b, help: B., aggregate: sum, value: {column: v, non_finite: true}}",
        "t,v\n1,-1.7e308\n1,-1.7e308\n1,3e144\n1,3e144\n", ["a 6e+144", "b -Inf"]),
    Saying(
        "a histogram with a bucket below 0 takes observations below 0",
        unix
            + "metrics: [{histogram: h, help: H., value: v, buckets: [-10, 0]}]", "t,v\n1,-20\n2,-5\n3,5\n",
        [#"h_bucket{le="-10.0"} 1"#, #"h_bucket{le="0.0"} 2"#, #"h_bucket{le="+Inf"} 3"#, "h_sum -20", "h_count 3"]),
]

private let forms: [Saying] = [
    Saying(
        "the source says once how its columns write numbers",
        "dialect: {delimiter: ';'}\nnumbers: {decimal: ',', group: '.'}\nwhere: {v: {at_most: '5000'}}\n" + unix
            + "metrics:\n  - {counter: out_total, help: O., value: {column: v, scale: -1}, where: {v: {below: 0}}}\n"
            + "  - {counter: in_total, help: I., value: v, where: {v: {at_least: 0}}}\n"
            + "  - {gauge: d, help: D., value: {column: w, decimal: '.', group: ','}}",
        "t;v;w\n1;-1.250,50;1,000.5\n2;2.100,00;2,000.5\n3;9.999,00;3,000.5\n",
        ["out_total 1250.5", "in_total 2100", "d 2000.5"]),
    Saying(
        "where reads a column as the value does, and other columns as the source does",
        unix + "numbers: {strip: [kg]}\nmetrics:\n"
            + "  - {gauge: a, help: A., value: {column: v, strip: ['$'], accounting: true}, "
            + "where: {v: {below: -1}, w: {above: 1}}}\n"
            + "  - {counter: n_total, help: N., where: {v: {below: 0}}}\n"
            + "  - {counter: long_total, help: L., value: {column: d, as: duration}, where: {d: {above: 60}}}\n"
            + "  - {counter: on_total, help: O., value: {column: s, map: {ON: 1, OFF: 0}}, where: {s: {at_least: 1}}}",
        "t,v,w,d,s\n1,($5),2 kg,0:59,ON\n2,($6),1 kg,1:01,OFF\n3,$7,3 kg,1m2s,ON\n",
        ["a -5", "n_total 0", "long_total 123", "on_total 2"]),
    Saying(
        "bounds that belong, and bounds that do not",
        unix + "metrics:\n"
            + [("above", 1.0), ("below", 3), ("at_least", 2), ("at_most", 2)].map {
                "  - {counter: \($0.0)_total, help: N., where: {v: {\($0.0): \($0.1)}}}\n"
            }.joined()
            + "  - {counter: all_total, help: N., where: {v: {above: 0, at_least: 2, below: 9, at_most: 3}}}",
        "t,v\n1,1\n2,2\n3,3\n4,x\n5,\n6,nan\n",
        ["above_total 2", "below_total 2", "at_least_total 2", "at_most_total 2", "all_total 2"]),
    Saying(
        "names of ranges of numbers, as the value reads them",
        unix + "numbers: {decimal: ','}\ndialect: {delimiter: ';'}\nmetrics:\n"
            + "  - {counter: n_total, help: N., labels: {k: {column: v, ranges: {near: {below: 1000}, "
            + "far: {at_least: 1000, at_most: 2000.5}}, other: out, default: none}}}",
        "t;v\n1;999,9\n2;1000\n3;1000,1\n4;3000\n5;\n6;x\n",
        [#"n_total{k="near"} 1"#, #"n_total{k="far"} 2"#, #"n_total{k="out"} 1"#, #"n_total{k="none"} 2"#]),
    Saying(
        "parts of a cell",
        unix + "metrics:\n  - {counter: n_total, help: N., labels: "
            + "{a: {column: v, split: _, part: 1}, b: {column: v, split: _, part: 2, case: lower, default: none}}}",
        "t,v\n1,EUR_Checking\n2,USD\n3,_X_Y\n",
        [
            #"n_total{a="EUR",b="checking"} 1"#, #"n_total{a="USD",b="none"} 1"#, #"n_total{a="",b="x"} 1"#,
        ]),
    Saying(
        "cells that contain a text",
        unix + "metrics:\n  - {counter: n_total, help: N., where: {v: {contains: [\"' OR '\", UNION]}}}\n"
            + "  - {counter: m_total, help: M., where: {v: {contains: a, not: bab}}}",
        "t,v\n1,x' OR '1\n2,UNIO\n3,all UNION\n4,bab\n5,a\n6,\n", ["n_total 2", "m_total 2"]),
    Saying(
        "the value of unpivoted columns",
        unix
            + "numbers: {decimal: ','}\nunpivot: {columns: [a, b], label: k, value: v}\n"
            + "metrics: [{gauge: g, help: G., value: v, labels: {k: k}, where: {v: {above: 1.5}}}]",
        "t,a,b\n1,\"1,5\",\"1,6\"\n", [#"g{k="b"} 1.6"#]),
    Saying(
        "cells that mean no value",
        unix + "null_values: [NA, '---', -999]\nmetrics:\n"
            + "  - {gauge: a, help: A., value: v, labels: {k: k}}\n"
            + "  - {gauge: b, help: B., value: {column: v, missing: zero}, labels: {k: {column: k, default: none}}}\n"
            + "  - {counter: c_total, help: C., where: {v: NA}}\n"
            + "  - {counter: d_total, help: D., where: {v: {below: 0}}}\n"
            + "  - {histogram: h, help: H., value: u, weight: v, buckets: [1]}",
        "t,k,v,u\n1,x, NA ,1\n2,y,-999,1\n3,z,---,1\n4,NA,4,1\n5,w,NA,1\n",
        [
            #"a{k=""} 4"#, #"b{k="x"} 0"#, #"b{k="y"} 0"#, #"b{k="z"} 0"#, #"b{k="none"} 4"#, #"b{k="w"} 0"#,
            "c_total 1",
            "d_total 1", #"h_bucket{le="1.0"} 4"#, #"h_bucket{le="+Inf"} 4"#, "h_sum 4", "h_count 4",
        ]),
    Saying(
        "a cell that is a time, and the time of the record",
        "time: {column: t, format: '%d.%m.%Y %H:%M', zone: Europe/Berlin, covers: 1h, due: end}\nmetrics:\n"
            + "  - {gauge: backup, help: B., value: {column: b, as: time}}\n"
            + "  - {gauge: seen, help: S., value: {time: unix}, labels: {k: k}}",
        "t,k,b\n02.03.2026 08:00,a,01.03.2026 00:30\n02.03.2026 09:00,b,\n02.03.2026 10:00,a,never\n",
        ["backup 1772321400", #"seen{k="a"} 1772442000"#, #"seen{k="b"} 1772438400"#]),
]

@Suite struct NumberSayingTests {
    @Test(arguments: signs + forms)
    func `a mapping reads numbers as it says`(_ saying: Saying) throws { try saying.check() }
}
