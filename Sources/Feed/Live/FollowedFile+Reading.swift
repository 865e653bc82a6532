import CSV
import EventTime
import POSIX

extension FollowedFile {
    /// Reads new bytes into `batch`, which may get no records. `arrival` is the wall time, `now` the monotonic time.
    /// False if there is nothing to read.
    mutating func read(into batch: inout FeedBatch, _ arrival: Instant, now: Int64) -> Bool {
        guard isUnread else { return false }
        batch.restart()
        do throws(FeedError) {
            fault = nil
            if reading == nil { try begin(now) }
            batch.files = FileColumn(feedFile)
            if let present = reading { try read(on: present, into: &batch, arrival, now) } else { pause() }
        } catch {
            if case .missingColumn = error { explainMissingHeader() }
            fault = error
            wait.set(nil, now: now)
            pause()
        }
        return true
    }

    /// Takes the position of `resumePosition` before the file can change.
    mutating func prepare(now: Int64) {
        if resumePosition == nil || reading != nil { return }
        do throws(FeedError) { try begin(now) } catch { fault = error }
    }

    /// Goes on behind the records that another file with the same bytes had.
    mutating func goOn(from former: LiveReading) {
        (number, firstPath) = (former.file.number, former.file.firstPath)
        reading = former.resumed()
    }

    /// Reports that the content differs from the content before.
    mutating func noteOtherContent() {
        notices.append(
            "\(path): has other content than what was read: all of its records count, beside the earlier ones; "
                + "if the file is a state and not a log, want content: table")
    }

    /// Compares the content with `former`, and begins with the header. `reading` stays nil while one of both is
    /// incomplete.
    private mutating func begin(_ now: Int64) throws(FeedError) {
        if let former {
            switch try Feed.reading(path, { () throws(SystemError) in try former.reading.compare(descriptor) }) {
            case .same:
                self.former = nil
                return goOn(from: former.reading)
            case .prefix:
                let size = status.size
                return wait.set(size > former.reading.file.start ? .shorter(read: size) : nil, now: now)
            case .other: break
            }
        }
        guard let file = try header() else {
            wait.set(status.size > 0 ? .header : nil, now: now)
            return
        }
        var (offset, line, section, previous) = (file.start, file.startLine, file.sections[0], Instant?.none)
        if let resumePosition, status.size >= resumePosition.offset {
            (offset, line) = (resumePosition.offset, resumePosition.line)
            (section, previous) = (resumePosition.section, resumePosition.previous)
        }
        resumePosition = nil
        let fingerprint = try Feed.reading(path) { () throws(SystemError) in
            try Fingerprint(descriptor, start: file.start, end: offset)
        }
        let cutter = RecordCutter(source, section, line: line, findsHeaders: true)
        reading = LiveReading(file, cutter, fingerprint, after: previous)
        if let former, former.isReported, former.reading.hasRecords { noteOtherContent() }
        former = nil
    }

    /// Reads the header; nil if the header is incomplete. A file that was truncated keeps its header until it gets a
    /// new one.
    private mutating func header() throws(FeedError) -> SourceFile? {
        do throws(FeedError) {
            return try SourceFile(descriptor, feedFile, source: source, isGrowing: !isEnding)
        } catch {
            guard let former, former.isInPlace else { throw error }
            switch error {
            case .missingColumn, .binary, .badHeader, .repeatedColumn: break
            default: throw error
            }
            notices.append(
                "\(path): was truncated, and its header with it: its records are read with the header that it had; "
                    + "a restart cannot read them; want a new header, or dialect: {header: [NAME, …]}"
            )
            return SourceFile(withoutHeader: former.reading.file)
        }
    }

    /// Explains the missing header of a file that begins with NULs.
    private mutating func explainMissingHeader() {
        guard fault == nil, let nuls = try? descriptor.endOfNULs(from: 0), nuls > 0 else { return }
        notices.append(
            "\(path): cannot find its header: got \(nuls) NUL bytes before the first line, because the file was "
                + "truncated under its writer; want a new header, or dialect: {header: [NAME, …]}")
    }

    private mutating func read(
        on present: LiveReading, into batch: inout FeedBatch, _ arrival: Instant, _ now: Int64
    ) throws(FeedError) {
        var present = present
        reading = nil
        batch.restart(at: present.fingerprint.end)
        if !present.hasRecords, let nuls = FeedReject(leadingNULsOf: present.file), !present.hasReportedNULs {
            batch.rejects.append(nuls)
            present.hasReportedNULs = true
        }
        let isAtEnd: Bool
        do {
            guard let isWhole = try present.fill(&batch.records, descriptor, upTo: skipEnd) else {
                // The next call compares the content.
                former = FormerContent(reading: present, isInPlace: true, isReported: true)
                skipEnd = 0
                return batch.restart()
            }
            isAtEnd = isWhole
        } catch {
            reading = present
            throw .unreadable(path: path, error)
        }
        if source.time.repeatsDaily && present.times.days == nil && present.file.units == nil {
            // Without the survey, as of an unreadable file or of UTF-16, times get the day of their arrival.
            present.times.days = try? ArrivalDays(
                present.file, descriptor, source, from: batch.records.fileOffset, line: present.cutter.line,
                arrival: arrival)
        }
        let raw = present.decode(&batch.records, isAtEnd: isAtEnd, isEnding: isEnding)
        // A copy, because the parser moves bytes when it removes quotes.
        let first = Array((raw?.bytes ?? batch.records.bytes).prefix(present.fingerprint.missing))
        var times = present.times.column(
            of: present.file, source, arrival: arrival, changed: Instant(nanoseconds: status.modificationTime))
        let cut = present.cutter.cut(&batch, path: path, &times, atEnd: isEnding && isAtEnd)
        let notice = present.times.note(times, &batch, of: present.file, source.time, arrival: arrival)
        if let notice { notices.append(notice) }
        present.fingerprint.extend(first, count: raw?.count(before: cut.consumed) ?? cut.consumed, descriptor)
        if isEnding && isAtEnd && raw?.hasOddByte == true { batch.rejects.append(present.file.reject(.oddByte)) }
        if cut.header != nil { present.file.note(present.cutter.section) }
        let isRead = isAtEnd && cut.header == nil
        if isRead { pause() }
        wait.set(isRead ? unfinished(cut, present) : nil, now: now)
        reading = present
        guard skipEnd > 0 else { return }
        // All records of the batch were there at the start.
        batch.restart()
        batch.lines = LineCounts()
        // A chunk ends before a new header: the records behind the header were there, too.
        if isRead || present.seen >= skipEnd && cut.header == nil { skipEnd = 0 }
    }

    /// The record whose end is missing; nil if there is none.
    private func unfinished(_ cut: RecordCutter.Cut, _ reading: LiveReading) -> LiveWait.Reason? {
        guard let rest = cut.rest else { return nil }
        return .record(
            line: Int(reading.cutter.line), offset: reading.fingerprint.end, isQuoted: rest == .severalLines)
    }

    /// Reports a wait that is too long.
    mutating func reportWait(now: Int64) {
        switch wait.takeReport(now: now) {
        case nil: break
        case .header:
            notices.append("\(path): waits for the end of its header: got no line end for 10 s; want one")
        case .record(let line, _, let isQuoted):
            notices.append(
                "\(path):\(line): waits for the end of a record: got "
                    + (isQuoted
                        ? "an open quote for 10 s; want a closing quote, or dialect: {quote: none}"
                        : "no line end for 10 s; want one"))
        case .shorter(let size):
            notices.append(
                "\(path): waits for the rest of its content: got the first \(size) bytes of what was read, for 10 s; "
                    + "want more bytes, or content: table if the file is a state and not a log")
        }
    }
}
