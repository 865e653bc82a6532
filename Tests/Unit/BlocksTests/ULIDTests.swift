import Testing

@testable import Blocks

@Suite struct ULIDTests {
    @Test(
        arguments: [
            (1_469_918_176_385, 0, 0, "01ARYZ6S410000000000000000"),
            (0, 0, 1, "00000000000000000000000001"),
            (0, 0x1_0001, 0, "0000000000000G000000000000"),
            (281_474_976_710_655, .max, .max, "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"),
        ] as [(UInt64, UInt64, UInt64, String)])
    func `a name has its time in front and chance behind`(
        _ milliseconds: UInt64, _ high: UInt64, _ low: UInt64, _ wanted: String
    ) {
        #expect(ULID(milliseconds: milliseconds, chance: (high, low)).description == wanted)
        #expect(ULID.isForm(wanted))
    }

    @Test(arguments: ["", "01ARYZ6S41", "01ARYZ6S41000000000000000I", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "wal"])
    func `other names have another form`(_ name: String) { #expect(!ULID.isForm(name)) }
}
