import Foundation
import POSIX
import Testing

@Suite struct ProcessStatusTests {
    @Test func `the process knows its size, its time and its descriptors`() throws {
        let status = ProcessStatus()
        let resident = try #require(status.residentBytes)
        #expect(resident > 1 << 20 && resident < 1 << 34)
        #expect(try #require(status.virtualBytes) >= resident)
        #expect(status.cpuSeconds > 0)
        #expect(try #require(status.openDescriptors) >= 3)
        let start = try #require(ProcessStatus.startTimeSeconds())
        let age = Date().timeIntervalSince1970 - start
        #expect(age > -2 && age < 3600)
    }

    @Test func `the soft limit is raised to the hard limit`() throws {
        let limit = try ProcessStatus.raiseDescriptorLimit()
        #expect(ProcessStatus().maximumDescriptors == limit)
        #expect(try ProcessStatus.raiseDescriptorLimit() == limit)
    }
}
