import POSIX
import Testing

@Suite struct CodePagesTests {
    /// How many kilobytes of the program's code are resident.
    private func residentCode() throws -> Int {
        let program = try FileSystem.realPath("/proc/self/exe")
        let bytes = try FileDescriptor.open("/proc/self/smaps").readToEnd(maximum: 1 << 24)
        var (isCode, sum) = (false, 0)
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.contains("-") && !words[0].hasSuffix(":") {
                isCode = words[1] == "r-xp" && line.hasSuffix(program)
            } else if isCode && words[0] == "Rss:" {
                sum += try #require(Int(words[1]))
            }
        }
        return sum
    }

    @Test func `released code pages are not resident, and return when they are needed`() throws {
        #if os(Linux)
        let before = try residentCode()
        CodePages.release()
        let after = try residentCode()
        #expect(0 < after && after < before)
        #endif
    }
}
