import POSIX
import Testing

@Suite struct ProgramTextTests {
    /// How many kilobytes of the program's code are in memory.
    private func residentText() throws -> Int {
        let program = try FileSystem.realPath("/proc/self/exe")
        let bytes = try FileDescriptor.open("/proc/self/smaps").readToEnd(maximum: 1 << 24)
        var (isText, sum) = (false, 0)
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.contains("-") && !words[0].hasSuffix(":") {
                isText = words[1] == "r-xp" && line.hasSuffix(program)
            } else if isText && words[0] == "Rss:" {
                sum += try #require(Int(words[1]))
            }
        }
        return sum
    }

    @Test func `code that was let go of is not in memory, and there when it is needed`() throws {
        #if os(Linux)
        let before = try residentText()
        ProgramText.letGo()
        let after = try residentText()
        #expect(0 < after && after < before)
        #endif
    }
}
