/// The files of a source whose headers can be read, numbered in file order, and the faults of the others.
func usableFiles(of source: FeedSource) -> (files: [SourceFile], skipped: [FeedError]) {
    var (files, skipped) = ([SourceFile](), [FeedError]())
    let present = Set(source.files)
    for path in source.files {
        do throws(FeedError) {
            let file = try SourceFile(path: path, number: files.count, source: source)
            if let other = uncompressedName(of: path), present.contains(other), isUsable(other, source) {
                throw .duplicate(path: path, other: other)
            }
            files.append(file)
        } catch {
            skipped.append(error)
        }
    }
    return (files, skipped)
}

/// The path without `.gz`; nil if it does not end so.
func uncompressedName(of path: String) -> String? { path.hasSuffix(".gz") ? String(path.dropLast(3)) : nil }

private func isUsable(_ path: String, _ source: FeedSource) -> Bool {
    // Its fault is reported for the file itself.
    (try? SourceFile(path: path, number: 0, source: source)) != nil
}
