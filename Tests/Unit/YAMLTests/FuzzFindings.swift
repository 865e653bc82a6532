import Testing
import YAML

/// What fuzzing found, as one test each.
@Suite struct FuzzFindings {
    @Test func `a sentence about a key with a line break stays in one line`() {
        #expect(
            reading(#"["a\nb": c]"#)
                == #"1:2: cannot read a sequence: got the key "a\nb" without braces; "#
                + #"want {"a\nb": …}, or quotes around text"#
        )
    }
}
