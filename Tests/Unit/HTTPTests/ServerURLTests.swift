import Testing

@testable import HTTP

@Suite struct ServerURLTests {
    @Test(
        arguments: [
            ("http://localhost:9090/api/v1/write", "localhost", 9090, "/api/v1/write"), ("http://a", "a", 80, ""),
            ("HTTP://10.0.0.1/x?y=z", "10.0.0.1", 80, "/x?y=z"), ("http://[::1]:8428/w", "::1", 8428, "/w"),
            ("http://[::1]", "::1", 80, ""), ("http://a_b.c-d?x", "a_b.c-d", 80, "/?x"),
        ] as [(String, String, UInt16, String)]) func `a URL has a host, a port and a target`(
            _ text: String, _ host: String, _ port: UInt16, _ target: String
        ) throws
    {
        let url = try ServerURL(text)
        #expect((url.host, url.port, url.target) == (host, port, target))
    }

    @Test(
        arguments: [
            ("https://a/b", "got https; want http://, with a TLS proxy"), ("a:9090/b", "want a URL such as"),
            ("http://", "got the host \"\""), ("http:///x", "got the host \"\""), ("http://:80/x", "got the host \"\""),
            ("http://u:p@a/", "got a user in the URL"), ("http://a b/", "got the host \"a b\""),
            ("http://a/b c", "got the path"), ("http://a/b#c", "got the path"), ("http://a:0/", "got the port \"0\""),
            ("http://a:65536/", "got the port"), ("http://a:/", "got the port \"\""), ("http://::1/", "got the host"),
            ("http://[::g]/", "got the host"), ("http://a\u{1}/", "got the host"), ("ftp://a/", "want a URL such as"),
        ]) func `other texts are refused with a sentence`(_ text: String, _ words: String)
    {
        let error = #expect(throws: ServerURLError.self) { try ServerURL(text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
