import Testing

/// Numbers and labels as programs and agencies write them, each with a mapping that a person would write for it.
private let sayings: [Saying] = [
    Saying(
        "a German bank with a minus sign, no-break spaces and a currency",
        "dialect: {delimiter: ';'}\nnumbers: {decimal: ',', group: '.', strip: [€], accounting: true}\n"
            + "time: {column: Buchungstag, format: '%d.%m.%Y'}\nmetrics:\n"
            + "  - {counter: out_total, help: O., value: {column: Betrag, scale: -1}, where: {Betrag: {below: 0}}}\n"
            + "  - {counter: in_total, help: I., value: Betrag, where: {Betrag: {above: 0}}}",
        "Buchungstag;Betrag\n01.03.2026;−1.234,56 €\n02.03.2026;2.500,00\u{A0}€\n03.03.2026;-0,44 €\n",
        ["out_total 1235", "in_total 2500"]),
    Saying(
        "bookkeeping with the minus behind and a zero as a dash",
        "dialect: {delimiter: ';'}\nnumbers: {decimal: ',', group: '.', accounting: true}\nnull_values: ['-', '#NV']\n"
            + "time: {column: d, format: '%Y%m%d'}\nmetrics: [{gauge: g, help: G., value: v, labels: {k: k}}]",
        "d;k;v\n20260301;a;1.234,50-\n20260301;b; - \n20260301;c;#NV\n20260301;d;12\n",
        [#"g{k="a"} -1234.5"#, #"g{k="d"} 12"#]),
    Saying(
        "a spreadsheet's accounting format",
        "numbers: {group: ',', strip: [$], accounting: true}\nnull_values: ['$ -', '#DIV/0!', '#N/A']\n"
            + "time: {column: d, format: '%m/%d/%Y'}\nmetrics: [{gauge: g, help: G., value: v, labels: {k: k}}]",
        "d,k,v\n03/01/2026,a,\" $ 1,234.50 \"\n03/01/2026,b,\" $ (1,234.50)\"\n03/01/2026,c,\" $ -   \"\n"
            + "03/01/2026,d,#DIV/0!\n03/01/2026,e,$0\n",
        [#"g{k="a"} 1234.5"#, #"g{k="b"} -1234.5"#, #"g{k="e"} 0"#]),
    Saying(
        "a French export",
        "dialect: {delimiter: ';'}\nnumbers: {decimal: ',', group: ' ', strip: ['€', '%']}\n"
            + "time: {column: d, format: '%d/%m/%Y'}\nmetrics: [{gauge: g, help: G., value: v, labels: {k: k}}]",
        "d;k;v\n01/03/2026;a;1 234,5 €\n01/03/2026;b;1\u{202F}234\u{202F}567\u{A0}€\n01/03/2026;c;-12,5\u{A0}%\n",
        [#"g{k="a"} 1234.5"#, #"g{k="b"} 1234567"#, #"g{k="c"} -12.5"#]),
    Saying(
        "a Swiss export with both apostrophes",
        "numbers: {group: \"'\", strip: [CHF, '.–']}\ntime: {column: d, format: iso8601}\n"
            + "metrics: [{counter: n_total, help: N., value: v}]",
        "d,v\n2026-03-01,CHF 1'234.50\n2026-03-02,CHF 1’000.–\n2026-03-03,5.50\n", ["n_total 2240"]),
    Saying(
        "an Indian ledger",
        "numbers: {group: ',', strip: [₹, Rs., Cr, /-]}\ntime: {column: d, format: '%d-%b-%Y'}\n"
            + "metrics: [{counter: n_total, help: N., value: v}]",
        "d,v\n01-Mar-2026,\"₹1,23,456.50\"\n02-Mar-2026,Rs.500\n03-Mar-2026,500.50 Cr\n04-Mar-2026,43/-\n",
        ["n_total 124500"]),
    Saying(
        "a graphics card with units in every cell",
        "time: {column: timestamp, format: '%Y/%m/%d %H:%M:%S.%f'}\nnumbers: {strip: ['%', MiB, W, °C]}\n"
            + "null_values: ['[N/A]', '[Not Supported]']\nmetrics:\n"
            + "  - {gauge: load_ratio, help: L., value: {column: utilization.gpu, scale: 0.01}}\n"
            + "  - {gauge: memory_bytes, help: M., value: {column: memory.used, scale: 1048576}}\n"
            + "  - {gauge: power_watts, help: P., value: {column: power.draw, missing: zero}}",
        "timestamp,utilization.gpu,memory.used,power.draw\n2026/03/01 10:00:00.123,45 %,1024 MiB,[N/A]\n",
        ["load_ratio 0.45", "memory_bytes 1073741824", "power_watts 0"]),
    Saying(
        "a home's switches and sensors in one column",
        "time: {column: last_changed, format: iso8601}\nnull_values: [unavailable, unknown, '']\nmetrics:\n"
            + "  - {gauge: switch_on, help: S., value: {column: state, map: {on: 1, off: 0}}, "
            + "where: {state: {at_least: 0, at_most: 1}, entity_id: switch.lamp}}\n"
            + "  - {gauge: celsius, help: C., value: {column: state, strip: [°C]}, where: {entity_id: sensor.room}}",
        "entity_id,state,last_changed\nswitch.lamp,on,2026-03-01T10:00:00Z\nsensor.room,21.5 °C,2026-03-01T10:01:00Z\n"
            + "sensor.room,unavailable,2026-03-01T10:02:00Z\nswitch.lamp,unknown,2026-03-01T10:03:00Z\n"
            + "switch.lamp,off,2026-03-01T10:04:00Z\n",
        ["switch_on 0", "celsius 21.5"]),
    Saying(
        "a router's calls in hours and minutes",
        "dialect: {delimiter: ';'}\ntime: {column: Datum, format: '%d.%m.%y %H:%M'}\n"
            + "metrics: [{counter: call_seconds_total, help: C., value: {column: Dauer, as: duration, scale: 60}, "
            + "labels: {typ: {column: Typ, map: {'1': in, '4': out}, other: missed}}}]",
        "Typ;Datum;Dauer\n1;01.03.26 10:00;0:03\n4;01.03.26 11:00;1:30\n2;01.03.26 12:00;0:00\n",
        [
            #"call_seconds_total{typ="in"} 180"#, #"call_seconds_total{typ="out"} 5400"#,
            #"call_seconds_total{typ="missed"} 0"#,
        ]),
    Saying(
        "time sheets and jobs",
        "time: {column: d, format: iso8601}\nmetrics:\n"
            + "  - {counter: a_seconds_total, help: A., value: {column: a, as: duration}}\n"
            + "  - {histogram: b_seconds, help: B., value: {column: b, as: duration}, buckets: [60, 3600]}",
        "d,a,b\n2026-03-01,01:23:45,\"1 day, 2:00:00\"\n2026-03-02,27:00:00,45.5s\n2026-03-03,PT15M,12m3s\n",
        [
            "a_seconds_total 103125", #"b_seconds_bucket{le="60.0"} 1"#, #"b_seconds_bucket{le="3600.0"} 2"#,
            #"b_seconds_bucket{le="+Inf"} 3"#, "b_seconds_sum 94368.5", "b_seconds_count 3",
        ]),
    Saying(
        "a weather station whose gaps are -999 and whose text is true or false",
        "time: {column: t, format: unix}\nnull_values: [-999, -999.0, M]\nmetrics:\n"
            + "  - {gauge: celsius, help: C., value: temp, aggregate: min}\n"
            + "  - {gauge: rain, help: R., value: {column: rain, map: {'true': 1, 'false': 0}}}\n"
            + "  - {histogram: h, help: H., value: temp, buckets: [-10, 0, 10]}",
        "t,temp,rain\n1,-5.5,true\n2,-999,false\n3,-999.0,M\n4,M,true\n",
        [
            "celsius -5.5", "rain 1", #"h_bucket{le="-10.0"} 0"#, #"h_bucket{le="0.0"} 1"#, #"h_bucket{le="10.0"} 1"#,
            #"h_bucket{le="+Inf"} 1"#, "h_sum -5.5", "h_count 1",
        ]),
    Saying(
        "backups, when each was last seen and when it ended",
        "time: {column: started, format: '%Y-%m-%d %H:%M', zone: Europe/Berlin}\nnull_values: [running]\nmetrics:\n"
            + "  - {gauge: backup_end_seconds, help: E., value: {column: ended, as: time}, labels: {name: job_name}}\n"
            + "  - {gauge: backup_seen_seconds, help: S., value: {time: unix}, labels: {name: job_name}}",
        "started,ended,job_name\n2026-07-01 01:00,2026-07-01 01:30,db\n2026-07-02 01:00,running,db\n",
        [#"backup_end_seconds{name="db"} 1782862200"#, #"backup_seen_seconds{name="db"} 1782946800"#]),
    Saying(
        "web routes and status codes",
        "time: {column: t, format: unix}\nmetrics:\n"
            + "  - counter: requests_total\n    help: R.\n    labels:\n"
            + "      route: {column: path, map: {/api/users/*/orders: /api/users/:id/orders, /api/users/*: "
            + "/api/users/:id, '*.js': asset, '*.css': asset}, other: other}\n"
            + "      class: {column: status, map: {'2??': 2xx, '4??': 4xx, '5??': 5xx}, other: other, default: none}",
        "t,path,status\n1,/api/users/7/orders,200\n2,/api/users/8,404\n3,/a/b.js,200\n4,/api/users/9,\n5,/x,101\n"
            + "6,/api/users/8,499\n",
        [
            #"requests_total{class="2xx",route="/api/users/:id/orders"} 1"#,
            #"requests_total{class="4xx",route="/api/users/:id"} 2"#, #"requests_total{class="2xx",route="asset"} 1"#,
            #"requests_total{class="none",route="/api/users/:id"} 1"#,
            #"requests_total{class="other",route="other"} 1"#,
        ]),
    Saying(
        "an odometer that was read wrong, and a meter that was replaced",
        "time: {column: t, format: unix}\nmetrics: [{counter: n_total, help: N., value: v, absolute: true, "
            + "falls: ignore, labels: {k: k}}]",
        "t,k,v\n1,car,50000\n2,car,5010\n3,car,50020\n1,meter,900\n2,meter,1\n3,meter,2\n4,meter,3\n5,meter,4\n",
        [#"n_total{k="car"} 50020"#, #"n_total{k="meter"} 904"#]),
]

@Suite struct PeopleSayingTests {
    @Test(arguments: sayings)
    func `files of people become the numbers that they mean`(_ saying: Saying) throws { try saying.check() }
}
