import EventTime
import Foundation

/// The zone of this name from the database of the system; nil if the system does not have the zone.
func systemZone(_ name: String) throws -> Zone? {
    guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)") else { return nil }
    return try Zone(tzif: Array(data), name: name)
}
