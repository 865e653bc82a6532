import Testing

@testable import HTTP

/// One test for each finding of the fuzzer.
@Suite struct FuzzFindings {
    @Test func `blank lines up to the limit are one fault, whole or byte by byte`() {
        var limits = Limits()
        limits.requestLineBytes = 4
        let bytes = Array("\n\n\n\n\u{0}".utf8)
        for pieces in [[bytes], bytes.map { [$0] }] {
            var parser = RequestParser(limits: limits)
            var last = RequestParser.Outcome.needsMore
            for piece in pieces where last == .needsMore {
                var position = 0
                last = parser.parse(piece, &position)
            }
            #expect(last == .fault(.requestLineTooLong(limit: 4)))
        }
    }
}
