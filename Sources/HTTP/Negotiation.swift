/// Returns the index of the media type in `offers` that the value of an Accept header asks for (RFC 9110 section
/// 12.5.1). `offers` are values of Content-Type. O(n).
///
/// Each offer has the quality of the most specific range that matches it. The better quality wins; at equal quality,
/// the more specific range. The first offer wins in all other cases: without a header, for a browser, and if no offer
/// is acceptable, because a readable answer is of more use than a 406. Ranges that cannot be read are skipped. A range
/// does not match an offer that has one of its parameters with another value (`version`). Parameters that the offer
/// does not have (`escaping`) do not matter.
package func negotiate(accept: String?, among offers: [String]) -> Int {
    guard let accept else { return 0 }
    let ranges = elements(of: Substring(accept), at: UInt8(ascii: ",")).compactMap(MediaRange.init)
    let preferences = offers.map { preference(for: MediaRange(Substring($0)), in: ranges) }
    var best = 0
    for index in preferences.indices.dropFirst()
    where preferences[index].quality > 0 && preferences[index] > preferences[best] {
        best = index
    }
    return best
}

/// Whether a body may or must be compressed with gzip.
package enum GzipPreference: Equatable, Sendable {
    /// The peer does not want gzip.
    case none
    /// The peer accepts gzip, and the body as it is.
    case welcome
    /// The peer accepts gzip only.
    case required
}

/// Reads the value of an Accept-Encoding header (RFC 9110 section 12.5.3). O(n).
///
/// Gzip (also by its old name `x-gzip`) or `*` asks for gzip, unless `identity` has a better quality. If neither is
/// acceptable, the answer is `none`, for the same reason as in `negotiate(accept:among:)`.
package func negotiate(acceptEncoding: String?) -> GzipPreference {
    var (gzip, identity, rest): (Int?, Int?, Int?)
    for element in elements(of: Substring(acceptEncoding ?? ""), at: UInt8(ascii: ",")) {
        let parts = elements(of: element, at: UInt8(ascii: ";"))
        var quality = 1000
        for part in parts.dropFirst() where part.lowercased().hasPrefix("q=") {
            quality = thousandths(part.dropFirst(2)) ?? 0
        }
        switch parts[0].lowercased() {
        case "gzip", "x-gzip": gzip = max(gzip ?? 0, quality)
        case "identity": identity = quality
        case "*": rest = quality
        default: break
        }
    }
    let wanted = gzip ?? rest ?? 0
    // A peer that does not list identity accepts it, but prefers the listed codings.
    let plain = identity ?? rest ?? 1
    if wanted == 0 || wanted < plain { return .none }
    return plain == 0 ? .required : .welcome
}

/// How much a peer wants an offer.
private struct Preference: Comparable {
    /// Thousandths; 0 is "not acceptable".
    var quality = 0
    /// 0 if no range matches.
    var specificity = 0

    static func < (left: Preference, right: Preference) -> Bool {
        (left.quality, left.specificity) < (right.quality, right.specificity)
    }
}

private func preference(for offer: MediaRange?, in ranges: [MediaRange]) -> Preference {
    guard let offer else { preconditionFailure("an offered media type is none; want one such as text/plain") }
    var best = Preference()
    for range in ranges {
        let specificity = range.specificity(for: offer)
        if specificity > best.specificity { best = Preference(quality: range.quality, specificity: specificity) }
    }
    return best
}

/// One element of an Accept header, or an offered media type.
private struct MediaRange {
    let type: String
    let subtype: String
    /// Without `q`; names and values in lower case.
    let parameters: [String: String]
    /// Thousandths.
    let quality: Int

    /// Nil if `text` is not a media range.
    init?(_ text: Substring) {
        let parts = elements(of: text, at: UInt8(ascii: ";"))
        let names = parts[0].utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
        type = Substring(names[0]).lowercased()
        subtype = Substring(names[1]).lowercased()
        if type == "*" && subtype != "*" { return nil }
        var (parameters, quality): ([String: String], Int) = ([:], 1000)
        for part in parts.dropFirst() where !part.isEmpty {
            guard let equals = part.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = part[..<equals].lowercased()
            let value = unquoted(part[part.utf8.index(after: equals)...])
            if name == "q" {
                guard let thousandths = thousandths(value[...]) else { return nil }
                quality = thousandths
            } else {
                parameters[name] = value.lowercased()
            }
        }
        (self.parameters, self.quality) = (parameters, quality)
    }

    /// How closely the range describes `offer`: 0 if it does not match, 1 and up for `*/*`, 101 and up for `text/*`,
    /// 201 and up for `text/plain`, one more for each parameter.
    func specificity(for offer: MediaRange) -> Int {
        var equal = 0
        for (name, value) in offer.parameters {
            guard let wanted = parameters[name] else { continue }
            if wanted != value { return 0 }
            equal += 1
        }
        if type == "*" { return 1 + equal }
        guard type == offer.type else { return 0 }
        if subtype == "*" { return 101 + equal }
        return subtype == offer.subtype ? 201 + equal : 0
    }
}
