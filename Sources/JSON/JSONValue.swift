/// A JSON value (RFC 8259). `init(parsing:)` reads one, `text` writes one.
package enum JSONValue: Equatable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A number, as its text.
    case number(JSONNumber)
    /// Text without its quotes, escapes resolved.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Keys with their values, in order.
    case object(JSONObject)
}

/// The members of a JSON object in order, no key twice.
package struct JSONObject: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    /// One key with its value.
    package struct Member: Equatable, Sendable {
        /// The key without its quotes, escapes resolved.
        package let key: String
        /// The value of the key.
        package let value: JSONValue

        /// A member as it is read from a text; checks nothing.
        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The members in the order of the text, or as built.
    package let members: [Member]

    /// An object with these members in this order. A key given twice is a bug and traps. O(n).
    package init(_ members: [Member]) {
        precondition(Set(members.map(\.key)).count == members.count, "a JSON object has each key once")
        self.members = members
    }

    /// `["key": value]`. A key given twice is a bug and traps.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.map { Member(key: $0, value: $1) })
    }

    init(distinct members: [Member]) { self.members = members }

    /// The value of `key`; nil if there is none. O(n).
    package subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }
}
