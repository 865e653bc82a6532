/// A place in the simulation from which chance follows: seed, stream, kind, purpose, second.
///
/// Each draw comes from a generator of its own key, never from one that runs on. So an hour made alone has the same
/// bytes as the hour of the day, and one more incident changes nothing but what it touches.
package struct Key: Hashable, Sendable {
    /// 64 bits, spread evenly.
    package let value: UInt64

    /// The key of a whole simulation.
    package init(seed: UInt64) { value = mixed(seed) }

    private init(_ value: UInt64) { self.value = value }

    /// The key of a part with this name. O(text).
    package func with(_ text: String) -> Key {
        // FNV-1a, 64 bits: the same on every machine, unlike Swift's own hashes.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return with(number: hash)
    }

    /// The key of a part with this number.
    package func with(_ number: Int64) -> Key { with(number: UInt64(bitPattern: number)) }

    /// The key of a part that has a key of its own.
    func with(_ other: Key) -> Key { with(number: other.value) }

    private func with(number: UInt64) -> Key { Key(mixed(value ^ mixed(number))) }

    /// The generator of this key.
    package var chance: SplitMix64 { SplitMix64(seed: value) }
}

/// The last step of SplitMix64: spreads the bits of a number.
func mixed(_ number: UInt64) -> UInt64 {
    var bits = number &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
}
