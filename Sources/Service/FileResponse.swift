import Compression
package import HTTP

extension Response {
    /// A file as browsers keep it: with an entity tag, to be asked for again each time, answered with 304 while it is
    /// the same, and compressed if the client accepts that and it pays. `headers` come before the server's own.
    package static func file(
        _ type: String, _ bytes: [UInt8], for request: Request, headers: [(String, String)] = []
    ) -> Response {
        let tag = entityTag(bytes)
        var fields = [("ETag", tag), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding")]
        if let known = request.headers["if-none-match"], names(tag, known) {
            return Response(status: 304, headers: fields, body: .bytes([]))
        }
        fields = [("Content-Type", type), ("X-Content-Type-Options", "nosniff")] + fields + headers
        let gzip = negotiate(acceptEncoding: request.headers["accept-encoding"])
        if gzip == .required || gzip == .welcome && bytes.count >= leastCompressedBytes {
            var (compressor, compressed) = (Gzip(), [UInt8]())
            compressor.input = bytes
            compressor.compress(isLast: true, to: &compressed)
            return Response(
                status: 200, headers: fields + [("Content-Encoding", "gzip")], body: .bytes(compressed))
        }
        return Response(status: 200, headers: fields, body: .bytes(bytes))
    }
}

/// Bodies that fit a packet are not worth compressing.
let leastCompressedBytes = 1400

/// A weak tag, because it stands for the compressed bytes, too (RFC 9110 section 8.8.1): a hash, 64 bits of FNV-1a.
private func entityTag(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return "W/\"\(String(hash, radix: 16))\""
}

/// Whether the value of If-None-Match names the tag, strong or weak (RFC 9110 section 13.1.2).
private func names(_ tag: String, _ known: String) -> Bool {
    known.utf8.split(separator: UInt8(ascii: ",")).contains { part in
        let text = String(Substring(part)).trimmingBlanks
        return text == "*" || text == tag || "W/" + text == tag
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
