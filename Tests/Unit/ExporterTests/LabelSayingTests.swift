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
