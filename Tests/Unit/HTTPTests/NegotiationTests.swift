import Exposition
import Testing

@Suite struct NegotiationTests {
    static let prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    static let prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
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
    func `openmetrics goes to those who want it more than text`(_ accept: String) {
        #expect(negotiate(accept: accept) == .openMetrics)
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
    func `everyone else gets text`(_ accept: String?) {
        #expect(negotiate(accept: accept) == .text)
    }

    @Test func `content types name version and charset`() {
        #expect(ExpositionFormat.text.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(
            ExpositionFormat.openMetrics.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
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
        ] as [(String?, Compression)])
    func `gzip goes to those who like it as well as nothing`(_ accept: String?, _ expected: Compression) {
        #expect(negotiate(acceptEncoding: accept) == expected)
    }
}
