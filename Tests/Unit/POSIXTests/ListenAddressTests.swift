import Testing

@testable import POSIX

@Suite struct ListenAddressTests {
    @Test(arguments: [":8081", "127.0.0.1:0", "[::1]:8081", "localhost:8081", "0.0.0.0:65535", "[::]:80"])
    func `an address of a known form is kept as written`(text: String) throws {
        let address = try ListenAddress(text)
        #expect(address.description == text)
        #expect(text.hasSuffix(":\(address.port)"))
    }

    private static let faults: [(text: String, detail: String)] = [
        ("8081", "got no port; want an address with a port"),
        ("", "got no port; want an address with a port"),
        ("[::1]", "got no port; want an address with a port"),
        ("::1", "got an IPv6 address without brackets; want an address"),
        ("::", "got an IPv6 address without brackets; want an address"),
        (":", "got port \"\"; want a number from 0 to 65535"),
        (":http", "got port \"http\"; want a number from 0 to 65535"),
        (":65536", "got port \"65536\"; want a number from 0 to 65535"),
        (":+80", "got port \"+80\"; want a number from 0 to 65535"),
        ("::1:80", "got an IPv6 address without brackets; want an address"),
        ("example.org:80", "got host \"example.org\"; want a numeric address or localhost"),
        ("127.0.0.1.5:80", "got host \"127.0.0.1.5\"; want a numeric address or localhost"),
        ("[127.0.0.1]:80", "got host \"127.0.0.1\"; want a numeric address or localhost"),
        ("[localhost]:80", "got host \"localhost\"; want a numeric address or localhost"),
        ("[]:80", "got host \"[]\"; want a numeric address or localhost"),
        ("[fe80::1%eth0]:80", "got host \"fe80::1%eth0\"; want a numeric address or localhost"),
    ]

    @Test(arguments: faults) func `a faulty address is refused with the forms that can be used`(
        text: String, detail: String
    ) {
        let error = #expect(throws: ListenAddressError.self) { try ListenAddress(text) }
        let forms = "such as :8081, 127.0.0.1:8081, [::1]:8081 or localhost:8081"
        let sentence = "\"\(text)\": cannot read the listen address: \(detail)"
        let separator = detail.hasSuffix("an address") ? " " : ", "
        #expect(error?.description == sentence + separator + forms)
    }

    @Test(arguments: [
        (":8081", "http://localhost:8081/"), ("0.0.0.0:8081", "http://localhost:8081/"),
        ("[::]:8081", "http://localhost:8081/"), ("localhost:1", "http://localhost:1/"),
        ("127.0.0.1:8081", "http://127.0.0.1:8081/"), ("[::1]:8081", "http://[::1]:8081/"),
        ("10.0.0.0:80", "http://10.0.0.0:80/"),
    ]) func `a browser on this host finds an address by its URL`(_ text: String, _ url: String) throws {
        #expect(try ListenAddress(text).url == url)
    }
}
