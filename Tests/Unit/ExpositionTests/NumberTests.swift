import Exposition
import TestSupport
import Testing

@Suite struct NumberTests {
    private func text(_ value: Double) -> String {
        var bytes: [UInt8] = []
        appendNumber(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (9, "9"), (10, "10"), (-7, "-7"), (99, "99"), (100, "100"),
            (1027, "1027"), (1_763_000_000, "1763000000"),
            (0x1p53 - 1, "9007199254740991"), (0x1p53, "9007199254740992"), (-0x1p53, "-9007199254740992"),
            (1e15, "1000000000000000"), (1e16, "1e+16"), (1e21, "1e+21"), (-1.5e300, "-1.5e+300"),
            (0.1, "0.1"), (0.5, "0.5"), (-0.25, "-0.25"), (1.05, "1.05"), (0.000001, "1e-06"), (1.5e-7, "1.5e-07"),
            (0.0001, "0.0001"), (0.000123, "0.000123"), (0.00009, "9e-05"), (0.1 + 0.2, "0.30000000000000004"),
            (123456.789012, "123456.789012"), (123456.7890123, "123456.7890123"),
            (999_999_999.999999, "999999999.999999"), (1_000_000_000.001, "1000000000.001"),
            (1_000_000_000.0001, "1000000000.0001"), (1_763_000_000.25, "1763000000.25"),
            (999_999_999_999.999, "999999999999.999"), (1_000_000_000_000.5, "1000000000000.5"),
            (4_503_599_627_370_495.5, "4503599627370495.5"),
            (1.0.nextUp, "1.0000000000000002"), (1.0.nextDown, "0.9999999999999999"),
            (1 / 3.0, "0.3333333333333333"), (.leastNonzeroMagnitude, "5e-324"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.leastNormalMagnitude, "2.2250738585072014e-308"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (-.nan, "NaN"),
        ] as [(Double, String)])
    func `a number has its shortest text`(_ value: Double, _ expected: String) {
        #expect(text(value) == expected)
    }

    @Test func `numbers are appended to what is there`() {
        var bytes = Array("x ".utf8)
        appendNumber(1.5, to: &bytes)
        appendNumber(42, to: &bytes)
        #expect(bytes == Array("x 1.542".utf8))
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `every number reads back as the same bits and is as short as can be`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let value = randomNumber(&generator)
            let text = text(value)
            #expect(Double(text)?.bitPattern == value.bitPattern, "seed \(seed), \(value.debugDescription)")
            var shortest = value.description
            if shortest.hasSuffix(".0") { shortest.removeLast(2) }
            #expect(text == shortest, "seed \(seed), \(value.debugDescription)")
        }
    }

    // Where digits are found by arithmetic of our own: from 0.0001 to 2^53, with few digits, with many, next to a
    // number with few, and next to a power of two.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `fractions of every length are as the standard library spells them`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let exponent = Int.random(in: -14...52, using: &generator)
            var value = Double(sign: .plus, exponent: exponent, significand: .random(in: 1..<2, using: &generator))
            if Bool.random(using: &generator) {
                let scale = Double(
                    sequence(first: 1) { $0 * 10 }.prefix(17).map(\.self).randomElement(using: &generator)!)
                value = (value * scale).rounded() / scale
            } else if Int.random(in: 0..<8, using: &generator) == 0 {
                value = value.binade
            }
            for value in [value, value.nextUp, value.nextDown, value.nextDown.nextDown] {
                var shortest = value.description
                if shortest.hasSuffix(".0") { shortest.removeLast(2) }
                #expect(text(value) == shortest, "seed \(seed), \(value.debugDescription)")
            }
        }
    }
}

/// A finite number of any magnitude, or one that looks like money, a count or a measurement.
func randomNumber(_ generator: inout SeededGenerator) -> Double {
    let sign: Double = Bool.random(using: &generator) ? 1 : -1
    switch Int.random(in: 0..<5, using: &generator) {
    case 0:
        let value = Double(bitPattern: generator.next())
        return value.isFinite ? value : 0
    case 1:
        return sign
            * Double(Int.random(in: 0..<1 << 53, using: &generator) >> Int.random(in: 0..<50, using: &generator))
    case 2: return sign * Double(Int.random(in: 0..<100_000_000_000, using: &generator)) / 100
    case 3: return sign * Double(Int.random(in: 0..<10_000_000_000_000_000, using: &generator)) / 1_000_000
    default: return sign * Double.random(in: 0..<10, using: &generator)
    }
}
