import Testing

@testable import POSIX

@Suite struct ChildProcessTests {
    @Test(arguments: [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143)] as [(String, Int32)])
    func `the status says how a program ended`(_ script: String, _ status: Int32) throws {
        let child = try ChildProcess("sh", ["-c", script])
        #expect(try child.ending(waits: true)?.status == status)
        #expect(try child.ending(waits: false)?.status == status)
    }

    @Test func `a program that waits for ever can be ended`() throws {
        let child = try ChildProcess("sh", ["-c", "exec cat < /dev/zero"])
        #expect(try child.ending(waits: false) == nil)
        child.terminate()
        #expect(try child.ending(waits: true)?.status == 143)
    }

    @Test func `a missing program cannot be started`() {
        #expect(throws: SystemError(call: "posix_spawn", code: 2, path: "/no/such/program")) {
            try ChildProcess("/no/such/program", [])
        }
    }
}
