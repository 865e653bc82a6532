/// Takes the place of the standard library's function of this name, which writes the name of a Unicode character. This
/// one writes none, so that `Unicode.Scalar.Properties.name` is nil. Nothing in the house asks for such a name, and the
/// tables of names are 0.5 MB. The linker's option `--wrap` in Package.swift leads the calls here.
@c(__wrap__swift_stdlib_getScalarName)
func unicodeName(of scalar: UInt32, into buffer: Int, of capacity: Int) -> Int { 0 }
