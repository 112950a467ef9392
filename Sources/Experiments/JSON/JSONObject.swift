/// A JSON object: unique keys in the order in which they were set.
package struct JSONObject: Sendable {
    package private(set) var keys: [String] = []
    private var values: [String: JSON] = [:]

    package init() {}

    /// Later pairs replace earlier ones of the same key.
    package init(_ pairs: some Sequence<(String, JSON)>) {
        for (key, value) in pairs { self[key] = value }
    }

    package subscript(key: String) -> JSON? {
        get { values[key] }
        set {
            if let newValue {
                if values.updateValue(newValue, forKey: key) == nil { keys.append(key) }
            } else if values.removeValue(forKey: key) != nil {
                keys.removeAll { $0 == key }
            }
        }
    }

    package var isEmpty: Bool { keys.isEmpty }
}

extension JSONObject: Sequence {
    package func makeIterator() -> some IteratorProtocol<(String, JSON)> {
        keys.lazy.map { ($0, values[$0] ?? .null) }.makeIterator()
    }
}

extension JSONObject: Equatable {
    /// Objects are equal when they hold the same pairs; the order of keys is how they are written, not what they say.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.values == right.values && left.hasSameKeys(as: right)
    }

    /// To the byte, in whatever order.
    package func hasSameKeys(as other: JSONObject) -> Bool {
        let own = Set(keys.map { Array($0.utf8) })
        return keys.count == other.keys.count && other.keys.allSatisfy { own.contains(Array($0.utf8)) }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
