import HTTP
import Testing

@testable import Service

@Suite struct LandingPageTests {
    @Test func `a page escapes what it shows`() {
        let page = LandingPage(
            title: "a & b", summary: "One <sentence>.", rows: [("Mapping", "a<b>.yml"), ("State", "\"x\"")],
            links: [("/m?a=1&b=2", "metrics")])
        guard case .bytes(let bytes) = page.response.body else {
            Issue.record("a page is sent with its length")
            return
        }
        let html = String(decoding: bytes, as: UTF8.self)
        for text in [
            "<h1>a &amp; b</h1>", "<p>One &lt;sentence&gt;.</p>", "<tr><th>Mapping</th><td>a&lt;b&gt;.yml</td></tr>",
            "<tr><th>State</th><td>&quot;x&quot;</td></tr>", "<a href=\"/m?a=1&amp;b=2\">/m?a=1&amp;b=2</a> – metrics",
        ] { #expect(html.contains(text), "\(text)") }
    }
}
