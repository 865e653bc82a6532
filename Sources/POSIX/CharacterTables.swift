// Functions that take the place of the standard library's of these names, so that their tables of Unicode characters
// stay out of the programs: 0.5 MB of names, and 26 KB beside them. Nothing in the house asks for what they tell. The
// linker's option `--wrap` in Package.swift leads the calls here.

/// Writes the name of a character: none, so that `Unicode.Scalar.Properties.name` is nil.
@c(__wrap__swift_stdlib_getScalarName)
func unicodeName(of scalar: UInt32, into buffer: Int, of capacity: Int) -> Int { 0 }

/// The version of Unicode that has the character first: none, so that `Unicode.Scalar.Properties.age` is nil.
@c(__wrap__swift_stdlib_getAge)
func unicodeAge(of scalar: UInt32) -> UInt16 { .max }

/// The script of a character, by which regular expressions match: the unknown one.
@c(__wrap__swift_stdlib_getScript)
func unicodeScript(of scalar: UInt32) -> UInt8 { .max }

/// What a character does at the bounds of a word, by which texts are cut into words: nothing.
@c(__wrap__swift_stdlib_getWordBreakProperty)
func unicodeWordBreak(of scalar: UInt32) -> UInt8 { .max }
