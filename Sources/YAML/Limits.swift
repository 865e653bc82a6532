/// Upper limits of a text. A fault that exceeds one names the limit.
enum Limits {
    static let bytes = 1 << 20
    // Collections nested in each other.
    static let depth = 32
    // From the first character of a key to its colon, quotes included (YAML 1.2, section 7.4.2).
    static let keyScalars = 1024
}
