extension FollowedFile {
    /// Whether this file, which has the consumed bytes of the deleted file `old`, also has its unfinished record. A
    /// part of the record is enough if `old` has other records, because the rest may come.
    func hasUnfinishedRecord(of old: FollowedFile) -> Bool {
        guard let reading = old.reading else { return false }
        let end = reading.fingerprint.end
        do {
            if !reading.hasRecords, try reading.compare(descriptor) != .same { return false }
            let record = try Fingerprint.bytes(old.descriptor, end, reading.seen - end)
            var found = try Fingerprint.bytes(descriptor, end, record.count)
            while found.last == 0 { found.removeLast() }
            let isWhole = found.count == record.count && !record.isEmpty
            return record.starts(with: found) && (reading.hasRecords || isWhole)
        } catch {
            return false
        }
    }
}
