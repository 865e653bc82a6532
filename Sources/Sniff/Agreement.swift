/// What other files tell about the dates of a file: files with the same columns are written alike, and a day over 12 in
/// one of them decides for all.
///
/// Returns what to tell `sniff` about the file again, and the number of the file that proves it; nil if no other file
/// does, or if two of them prove different readings.
package func agreement(of file: Int, among all: [Decisions?], _ told: Told) -> (told: Told, proof: Int)? {
    guard let mine = all[file], let time = mine.time, time.ambiguity != nil,
        let formats = mine.note(.time)?.alternatives
    else { return nil }
    var found: (told: Told, proof: Int)?
    for (number, other) in all.enumerated() where number != file {
        guard let other, let proven = other.time, proven.ambiguity == nil, !proven.isAssumed,
            other.columns.map({ $0.name }) == mine.columns.map({ $0.name }), proven.columns == time.columns
        else { continue }
        let form = unpadded(proven.format)
        guard let format = ([time.format] + formats).first(where: { unpadded($0) == form }) else { continue }
        if let found, found.told.timeFormat != format { return nil }
        var more = told
        more.timeFormat = format
        more.timeColumns = time.columns.map { mine.columns[$0].name }
        found = (more, number)
    }
    return found
}
