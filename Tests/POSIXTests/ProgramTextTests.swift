import POSIX
import Testing

@Suite struct ProgramTextTests {
    @Test func `code that was let go of is there when it is needed`() {
        #if os(Linux)
        let before = ProcessStatus().residentBytes ?? 0
        ProgramText.letGo()
        #expect(ProcessStatus().residentBytes ?? 0 > 0 && before > 0)
        #expect(String(1.5).uppercased() == "1.5")
        #endif
    }
}
