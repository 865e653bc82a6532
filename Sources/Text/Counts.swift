/// A count with a blank between groups of three digits: `18 204`.
package func countText(_ count: Int) -> String {
    var digits = Array(String(count.magnitude).utf8)
    var place = digits.count - 3
    while place > 0 {
        digits.insert(0x20, at: place)
        place -= 3
    }
    return (count < 0 ? "-" : "") + String(decoding: digits, as: UTF8.self)
}

/// A number of things with their noun, whose plural ends in s: `1 record`, `12 345 records`.
package func counted(_ count: Int, _ noun: String) -> String { "\(countText(count)) \(plural(noun, count))" }

/// A noun for so many things; its plural ends in s.
package func plural(_ noun: String, _ count: Int) -> String { count == 1 ? noun : noun + "s" }
