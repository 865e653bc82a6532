import Commands
import EventTime
import Feed
package import Flags
import JSON
import MappingFile
import POSIX
import Sniff
import Text

/// `csv_exporter init`: writes a data set for CSV files, or says as JSON what the columns of CSV files are, each
/// decision with its evidence. Returns 1 if a file is no table, or cannot be decided. The command that it suggests
/// begins with `program`, which is quoted for a shell.
package func initialize(_ flags: ParsedFlags, _ program: String) throws -> Int32 {
    try refuseConflicts(flags)
    let told = try Told(flags)
    try refuseDoubles(flags.arguments)
    let now = Instant(nanoseconds: SystemClock.wallNanoseconds())
    var run = InitRun(flags, told, program, now: now)
    if flags.text("format") != "json" { return try run.run() }
    let (all, faults) = try decideTogether(flags.arguments, told, now)
    for (index, path) in flags.arguments.enumerated() {
        if let decisions = all[index] {
            // A mapping that does not hold has no figures.
            let json = DecisionsJSON(decisions, path: path, try? run.check(decisions, path))
            try FileDescriptor.standardOutput.write(json.value.text + "\n")
        } else if let fault = faults[index] {
            try FileDescriptor.standardOutput.write(json(fault, path: path) + "\n")
            try FileDescriptor.standardError.write("\(fault)\n")
        }
    }
    return all.allSatisfy { $0?.undecided.isEmpty == true } ? 0 : 1
}

/// Refuses files that are given twice, also by two names: their records would count twice.
private func refuseDoubles(_ paths: [String]) throws(OptionFault) {
    var known: [FileIdentity: String] = [:]
    for path in paths {
        // The reader reports a file that cannot be opened.
        guard let identity = try? FileStatus(path: path).identity else { continue }
        if let first = known.updateValue(path, forKey: identity) {
            let found = first == path ? "\(path) twice" : "\(first) and \(path), which are one file"
            throw OptionFault(description: "cannot take \(printable(found)); want each file once")
        }
    }
}

/// The decisions about each file, or its fault; a file may prove what another cannot.
func decideTogether(
    _ paths: [String], _ told: Told, _ now: Instant
) throws(StartFault) -> (all: [Decisions?], faults: [StartFault?]) {
    var (all, faults): ([Decisions?], [StartFault?]) = ([], [])
    for path in paths {
        do throws(StartFault) {
            all.append(try decisions(path, told, now))
            faults.append(nil)
        } catch {
            all.append(nil)
            faults.append(error)
        }
    }
    let alone = all
    for index in paths.indices {
        guard let (more, proof) = agreement(of: index, among: alone, told) else { continue }
        all[index] = try decisions(paths[index], more, now)
        all[index]?.setTime(evidence: "as \(paths[proof]) proves")
    }
    if let fault = told.fault(among: all) { throw fault }
    return (all, faults)
}

private func json(_ fault: StartFault, path: String) -> String {
    let object = JSONObject([
        .init(key: "file", value: .string(path)), .init(key: "error", value: .string(fault.description)),
    ])
    return JSONValue.object(object).text
}

private func decisions(_ path: String, _ told: Told, _ now: Instant) throws(StartFault) -> Decisions {
    let file: FileSample
    do {
        file = try FileSample(path: path)
    } catch {
        var sentence = "\(error)"
        let file = "a file, because it is read twice"
        if case .notAFile(_, let kind) = error {
            let hint = kind == "a directory" ? "its files, such as \(path)/*.csv" : file
            sentence = "\(path): cannot be read: got \(kind); want \(hint)"
        } else if path == "-" {
            sentence = "-: cannot be read: got the name of standard input; want \(file) (./- is the file of this name)"
        }
        throw StartFault(description: printable(sentence))
    }
    var sample = Sample(file.bytes, now: now)
    (sample.firstBytes, sample.share, sample.isUTF16) = (file.firstBytes, file.share, file.isUTF16)
    var found: Decisions
    do throws(Refusal) {
        found = try sniff(sample, told)
    } catch {
        throw StartFault(description: printable("\(path): \(error.sentence)"))
    }
    if told.zone == nil, let name = found.time?.zone, (try? zone(named: name)) == nil { found.refuseZone() }
    return found
}
