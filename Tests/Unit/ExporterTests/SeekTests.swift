import Testing

@testable import Exporter

/// Seeks by a distance: from where the replay is when the command comes.
@Suite struct SeekTests {
    @Test(arguments: [
        ("2", "06", 1), ("0", "04", 1), ("60", "09", 1), ("9223372036", "09", 1), ("-1", "03", 2), ("-3600", "00", 2),
        ("-9223372036", "00", 2),
    ])
    func `a seek by a distance goes on from where the replay is, at most to an end of the pass`(
        by: String, second: String, pass: Int
    ) throws {
        for isPaused in [true, false] {
            let scene = try EndpointScene()
            scene.now = 4_000_000_000
            try scene.slice()
            if isPaused { _ = try scene.send("POST", "/api/v1/replay?action=pause") }
            let answer = try scene.send("POST", "/api/v1/replay?action=seek&by=\(by)").body
            #expect(answer.contains("\"time\":\"1970-01-01T00:00:\(second)Z\""), "\(answer)")
            #expect(answer.contains("\"passes\":\(pass)}"), "\(answer)")
        }
    }

    @Test func `a seek by a distance is logged with the time that it leads to`() throws {
        let scene = try EndpointScene()
        _ = try scene.logged()
        _ = try scene.send("POST", "/api/v1/replay", body: "action=seek&by=5")
        #expect(try scene.logged().contains("action=seek time=1970-01-01T00:00:05Z\n"))
    }

    @Test(arguments: [
        ("by=5m", "got by=5m; want whole seconds such as 300, or -300 to go back\n"),
        ("by=-", "got by=-; want whole seconds such as 300, or -300 to go back\n"),
        ("by=9223372037", "got by=9223372037; want whole seconds such as 300, or -300 to go back\n"),
        (
            "by=+5",
            "got by= 5; want whole seconds such as 300, or -300 to go back; a + in a query or form means a blank: "
                + "write %2B for a plus\n"
        ),
        ("by=5&time=1970-01-01T00:00:05Z", "got time= and by=; want one of them\n"),
    ])
    func `a distance that cannot be read is refused`(query: String, sentence: String) throws {
        let answer = try EndpointScene().send("POST", "/api/v1/replay?action=seek&" + query)
        #expect(answer.status == 400 && answer.body == sentence, "\(answer)")
    }
}
