import EventTime
import Foundation

/// The zone of this name from the system's database; nil on a system without one.
func systemZone(_ name: String) throws -> Zone? {
    guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)") else { return nil }
    return try Zone(tzif: Array(data), name: name)
}
