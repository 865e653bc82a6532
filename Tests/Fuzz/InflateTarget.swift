import Compression

/// A gzip file gives the same content and the same fault in whatever pieces it comes; and what `Gzip` writes is itself
/// again. A member that is made around any stream has the checksum of nothing, so it must end with a fault unless it is
/// empty.
func fuzzInflate(_ bytes: [UInt8]) {
    var input = Input(bytes)
    let kind = input.below(4)
    let cuts = input.take(4)
    let rest = input.all()
    switch kind {
    case 0:
        // The content is written, and then read.
        var (gzip, file) = (Gzip(), [UInt8]())
        let body = rest + rest.reversed() + rest
        for (number, piece) in pieces(body, cuts: cuts).enumerated() {
            gzip.input += piece
            gzip.compress(isLast: number == cuts.count, to: &file)
        }
        let found = content(of: pieces(file, cuts: cuts))
        check(found.bytes == body && found.fault == nil, "\(file) becomes \(found)")
    case 1: compare(rest, cuts)
    default:
        // A deflate stream, so that the fuzzer need not find the header.
        compare([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + rest, cuts)
    }
}

private func compare(_ file: [UInt8], _ cuts: [UInt8]) {
    let whole = content(of: [file])
    let parts = content(of: pieces(file, cuts: cuts))
    check(whole == parts, "\(file): \(whole) in one piece, \(parts) in pieces")
    let bytewise = content(of: file.map { [$0] })
    check(whole == bytewise, "\(file): \(whole) in one piece, \(bytewise) byte by byte")
}

private struct Content: Equatable {
    var bytes: [UInt8] = []
    var fault: GzipFault?
}

/// The content of a file in pieces; at most a megabyte of it.
private func content(of pieces: [[UInt8]]) -> Content {
    var (gunzip, content, next) = (Gunzip(), Content(), 0)
    while content.bytes.count < 1 << 20 {
        do throws(GzipFault) {
            switch try gunzip.decompress(isInputAtEnd: next == pieces.count, to: &content.bytes) {
            case .ended: return content
            case .hasMore: break
            case .needsInput:
                gunzip.input += pieces[next]
                next += 1
            }
        } catch {
            content.fault = error
            return content
        }
    }
    return Content()
}
