/// What a text may hold at most; the fault's sentence names the number.
enum Limits {
    static let bytes = 1 << 20
    // Collections inside each other.
    static let depth = 32
    // From the first character of a key to its colon, quotes included (YAML 1.2, section 7.4.2).
    static let keyScalars = 1024
}
