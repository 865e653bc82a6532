import Console
import EventTime
import TestSupport
import Testing

@testable import Exporter

@Suite struct StoryTests {
    private func marks(_ name: String, _ text: String) -> [String] {
        let folder = TemporaryDirectory()
        folder.write(name, text)
        return storyMarks(beside: folder.write("mapping.yml", "")).map {
            "\($0.time.nanoseconds / 1_000_000_000) \($0.text)"
        }
    }

    @Test func `starts and ends of incidents are moments, and what is only known is none`() {
        let csv = """
            timestamp,incident,scenario,name,severity,event,active,started,intensity\r
            1970-01-01T00:00:09Z,I,S,"Small, ""same"" merchant",high,end,0,1,1\r
            1970-01-01T00:00:02Z,,S,Known,high,known,0,0,0
            1970-01-01T00:00:05Z,I,S,"Small, ""same"" merchant",high,start,1,1,1
            """
        #expect(
            marks("incidents.csv", csv) == ["5 Small, \"same\" merchant begins", "9 Small, \"same\" merchant ends"])
    }

    @Test(arguments: [
        ("story.csv", "time,text\n1970-01-01T00:00:01Z,One\nnever,Two\n1970-01-01T00:00:03Z\n", ["1 One"]),
        ("story.csv", "a,b\n1,2\n", []), ("story.csv", "", []),
        ("other.csv", "time,text\n1970-01-01T00:00:01Z,x\n", []),
    ])
    func `a story has a time and a text a line, and its faults are passed over`(
        name: String, csv: String, wanted: [String]
    ) {
        #expect(marks(name, csv) == wanted)
    }

    @Test func `a story has 200 moments at most`() {
        let lines = (0..<300).map { "1970-01-01T00:0\($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60)Z,\($0)\n" }
        #expect(marks("story.csv", "time,text\n" + lines.joined()).count == 200)
    }
}
