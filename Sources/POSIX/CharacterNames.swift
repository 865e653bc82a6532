/// Takes the place of the standard library's function of this name: returns how many bytes of a character's Unicode name
/// it wrote, which is none, so that `Unicode.Scalar.Properties.name` is nil. Nothing in the house asks for the name of a
/// character, and the tables of names are 0.5 MB. The linker's option `--wrap` in Package.swift leads calls here.
@c(__wrap__swift_stdlib_getScalarName)
package func unicodeName(of scalar: UInt32, into buffer: Int, of capacity: Int) -> Int { 0 }
