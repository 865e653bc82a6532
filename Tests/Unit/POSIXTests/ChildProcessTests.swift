import Testing

@testable import POSIX

@Suite struct ChildProcessTests {
    @Test(arguments: [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143)] as [(String, Int32)])
    func `a program tells how it ended`(_ script: String, _ status: Int32) throws {
        let child = try ChildProcess("sh", ["-c", script])
        #expect(try child.ending(waits: true)?.status == status)
        #expect(try child.ending(waits: false)?.status == status)
    }

    @Test func `a program that waits for ever can be told to end`() throws {
        let child = try ChildProcess("sh", ["-c", "exec cat < /dev/zero"])
        #expect(try child.ending(waits: false) == nil)
        child.terminate()
        #expect(try child.ending(waits: true)?.status == 143)
    }

    @Test func `a program that is not there cannot be started`() {
        #expect(throws: SystemError(call: "posix_spawn", code: 2, path: "/no/such/program")) {
            try ChildProcess("/no/such/program", [])
        }
    }
}
