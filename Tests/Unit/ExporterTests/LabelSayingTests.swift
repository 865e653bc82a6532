import Testing

private let unix = "time: {column: t, format: unix}\n"

private let labels: [Saying] = [
    Saying(
        "clients and routes that nobody listed",
        unix + "metrics: [{counter: n_total, help: N., value: v, labels: {"
            + "client: {column: c, map: {'curl/*': curl, '*bot*': bot}, other: other, default: none}, "
            + "route: {column: p, map: {/v1/read/all: all, /v1/read/*: /v1/read, '/v1/list*': /v1/list}}}}]",
        "t,c,p,v\n1,curl/8.1,/v1/read/1,1\n2,,/v1/read/all,2\n3,Foo,/v1/list?page=2,3\n4,a bot,/x,4\n"
            + "5,curl/7,/v1/read/9,5\n"
            + "6,Bar,/v1/list,6\n",
        [
            #"n_total{client="curl",route="/v1/read"} 6"#, #"n_total{client="none",route="all"} 2"#,
            #"n_total{client="other",route="/v1/list"} 9"#, #"n_total{client="bot",route="/x"} 4"#,
        ]),
    Saying(
        "one label, whose cells are cached",
        unix + "metrics: [{counter: n_total, help: N., labels: {k: {column: k, trim: true, case: lower, "
            + "map: {'': empty, 'a*': a, abc: never}, other: rest}}}]",
        "t,k\n1,abc\n2, ABC\n3,\n4,b\n5,c\n6,b\n",
        [#"n_total{k="a"} 2"#, #"n_total{k="empty"} 1"#, #"n_total{k="rest"} 3"#]),
    Saying(
        "a null value is an empty cell, which only the default sees",
        unix + "null_values: ['-']\nmetrics:\n"
            + "  - {counter: n_total, help: N., labels: {k: {column: k, map: {'*': some}, other: x, default: none}}}\n"
            + "  - {counter: m_total, help: M., labels: {k: k, j: {column: k, case: upper}}}",
        "t,k\n1,a\n2, - \n3,\n4,-\n",
        [#"n_total{k="some"} 1"#, #"n_total{k="none"} 3"#, #"m_total{j="A",k="a"} 1"#, #"m_total{j="",k=""} 3"#]),
    Saying(
        "what exceeds the limit is one series, which keeps constants",
        unix + "labels: {env: prod}\nmetrics:\n"
            + "  - {counter: n_total, help: N., value: v, max_series: 1, overflow: fold, "
            + "labels: {k: k, c: {constant: x}, hour: {time: '%H'}}}\n"
            + "  - {histogram: h, help: H., value: v, buckets: [1], max_series: 1, overflow: fold, labels: {k: k}}\n"
            + "  - {counter: u_total, help: U., overflow: fold, labels: {k: k}, max_series: 9}",
        "t,k,v\n1,a,1\n2,b,2\n3,c,4\n4,a,8\n",
        [
            #"n_total{c="x",env="prod",hour="00",k="a"} 9"#, #"n_total{c="x",env="prod",hour="other",k="other"} 6"#,
            #"h_bucket{env="prod",k="a",le="1.0"} 1"#, #"h_bucket{env="prod",k="a",le="+Inf"} 2"#,
            #"h_sum{env="prod",k="a"} 9"#, #"h_count{env="prod",k="a"} 2"#,
            #"h_bucket{env="prod",k="other",le="1.0"} 0"#, #"h_bucket{env="prod",k="other",le="+Inf"} 2"#,
            #"h_sum{env="prod",k="other"} 6"#, #"h_count{env="prod",k="other"} 2"#,
            #"u_total{env="prod",k="a"} 2"#, #"u_total{env="prod",k="b"} 1"#, #"u_total{env="prod",k="c"} 1"#,
            #"u_total{env="prod",k="other"} 0"#,
        ]),
    Saying(
        "each unpivoted column folds into the same series",
        unix + "unpivot: {columns: [a, b, c], label: k, value: v}\n"
            + "metrics: [{counter: n_total, help: N., value: v, max_series: 1, overflow: fold, labels: {k: k}}]",
        "t,a,b,c\n1,1,2,4\n", [#"n_total{k="a"} 1"#, #"n_total{k="other"} 6"#]),
    Saying(
        "a meter that stumbles",
        unix
            + "metrics: [{counter: n_total, help: N., value: v, absolute: true, falls: ignore}]",
        "t,v\n1,13400.0\n2,13400.5\n3,0\n4,13401.5\n5,13401.4\n6,13402.0\n", ["n_total 13402"]),
    Saying(
        "names of unpivoted columns",
        unix + "unpivot: {columns: [cpu_user, cpu_idle, mem], label: k, value: v}\n"
            + "metrics: [{gauge: g, help: G., value: v, aggregate: sum, labels: "
            + "{k: {column: k, map: {'cpu_*': cpu}, other: rest}}}]",
        "t,cpu_user,cpu_idle,mem\n1,1,2,4\n", [#"g{k="cpu"} 3"#, #"g{k="rest"} 4"#]),
]

@Suite struct LabelSayingTests {
    @Test(arguments: labels)
    func `a mapping makes labels as it says`(_ saying: Saying) throws { try saying.check() }
}
