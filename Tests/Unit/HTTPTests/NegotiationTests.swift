import HTTP
import Testing

@Suite struct NegotiationTests {
    static let prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    static let prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
    private static let text = "text/plain; version=0.0.4; charset=utf-8"
    private static let openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    static let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

    @Test(arguments: [
        prometheus2,
        prometheus3,
        "application/openmetrics-text",
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "APPLICATION/OpenMetrics-Text;Version=1.0.0;Charset=UTF-8",
        "application/openmetrics-text;version=\"1.0.0\"",
        "application/openmetrics-text;version=1.0.0;note=\"a,b;q=0\\\"\"",
        "application/openmetrics-text,text/plain;q=0.9",
        "text/plain;q=0.9,application/openmetrics-text",
        "application/openmetrics-text,*/*",
        "application/openmetrics-text;version=1.0.0,text/plain",
        "application/*",
        "*/*;q=0.5,text/plain;q=0.4",
        "*/*,text/plain;q=0",
        "\t application/openmetrics-text ;\tq=0.001 , text/html",
        "application/openmetrics-text;q=1.000,text/plain;q=0.999",
        "application/openmetrics-text;q=1.,text/plain;q=0.999",
        ",,application/openmetrics-text;;,",
        "garbage,application/openmetrics-text",
    ])
    func `the second offer goes to peers that want it more than the first`(_ accept: String) {
        #expect(negotiate(accept: accept, among: [Self.text, Self.openMetrics]) == 1)
    }

    @Test(arguments: [
        nil,
        "",
        browser,
        "*/*",
        "text/plain",
        "text/*",
        "text/plain;version=0.0.4",
        "application/openmetrics-text;version=0.0.1",
        "application/openmetrics-text;version=2.0.0,*/*;q=0.1",
        "application/openmetrics-text;version=0.0.1,text/plain;q=0.5",
        "application/openmetrics-text;charset=latin-1",
        "application/openmetrics-text,text/plain",
        "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=0,*/*",
        "application/openmetrics-text;q=0.4,text/plain;q=0.5",
        "application/openmetrics-text;q=0.4,text/*;q=0.5",
        "application/openmetrics-text;version=1.0.0;q=0.4,application/openmetrics-text,text/plain;q=0.5",
        "application/openmetrics-text;q=2",
        "application/openmetrics-text;q=1.001",
        "application/openmetrics-text;q=0.1234",
        "application/openmetrics-text;q=x",
        "application/openmetrics-text;q=",
        "application/openmetrics-text;version",
        "application/json",
        "openmetrics-text",
        "*/openmetrics-text",
        "application/",
        "/",
        "\"",
        "application/openmetrics-text;version=\"1.0.0",
        "\u{1F4C8}/\u{301}",
    ])
    func `every other peer gets the first offer`(_ accept: String?) {
        #expect(negotiate(accept: accept, among: [Self.text, Self.openMetrics]) == 0)
    }

    @Test func `the best of several offers wins, an earlier one at equal preference`() {
        let offers = ["text/plain", "text/html", "application/json", "application/yaml"]
        for (accept, index) in [
            (nil, 0), ("application/yaml", 3), ("application/*", 2), ("text/*;q=0.5, application/json", 2),
            ("application/yaml;q=0.5, application/json;q=0.5", 2), ("*/*, text/plain;q=0", 1), ("image/png", 0),
        ] as [(String?, Int)] {
            #expect(negotiate(accept: accept, among: offers) == index, "\(accept ?? "no header")")
        }
        #expect(negotiate(accept: "a/b", among: ["text/plain"]) == 0)
    }

    @Test(
        arguments: [
            (nil, .none), ("", .none), ("gzip", .welcome), ("GZIP", .welcome), ("x-gzip", .welcome),
            ("gzip, deflate, br", .welcome), ("deflate, br", .none), ("gzip;q=0", .none), ("gzip;q=0.000", .none),
            ("gzip;q=0.001", .welcome), ("gzip; q=0.5, identity", .none), ("gzip;q=0.5 , identity;q=0.5", .welcome),
            ("gzip, identity;q=0", .required), ("identity;q=0", .none), ("identity", .none), ("*", .welcome),
            ("*;q=0", .none), ("gzip, *;q=0", .required), ("*;q=0.5, gzip;q=0", .none), ("*, identity;q=0", .required),
            ("gzip;q=0, *;q=0", .none), ("gzip;q=2", .none), ("gzip;q=x", .none), (",gzip,", .welcome),
            ("gzip;level=9", .welcome), ("x-gzip;q=0, gzip", .welcome), ("gzipped", .none), ("\u{1F4C8}", .none),
        ] as [(String?, GzipPreference)])
    func `gzip goes to peers that want it no less than the plain body`(_ accept: String?, _ expected: GzipPreference) {
        #expect(negotiate(acceptEncoding: accept) == expected)
    }
}
