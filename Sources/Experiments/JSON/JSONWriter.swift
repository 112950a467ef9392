extension JSON {
    /// The order in which a writer puts the keys of objects.
    package enum KeyOrder: Sendable {
        /// As declared by the record or as read.
        case declared
        /// Sorted by UTF-8 bytes: the canonical form, the same for equal values, fit for hashing.
        case canonical
    }

    /// The value as compact JSON text, the one form used by the API, commands, stored analyses and history.
    ///
    /// Integers have no point, and neither has a floating-point number that is whole and below 2^53; other numbers are
    /// the shortest text that reads back as the same Double. `/` is not escaped. A number that is not finite has no
    /// JSON form and is written as `null`.
    package func serialized(_ order: KeyOrder = .declared) -> String {
        var writer = JSONWriter(order: order)
        writer.write(self)
        return writer.output
    }
}

private struct JSONWriter {
    let order: JSON.KeyOrder
    var output = ""

    mutating func write(_ value: JSON) {
        switch value {
        case .null: output += "null"
        case .boolean(let boolean): output += boolean ? "true" : "false"
        case .integer(let integer): output += String(integer)
        case .number(let number): write(number)
        case .string(let string): write(string)
        case .array(let array): writeList(array, "[", "]") { $0.write($1) }
        case .object(let object): write(object)
        }
    }

    private mutating func write(_ object: JSONObject) {
        let pairs =
            switch order {
            case .declared: Array(object)
            case .canonical: object.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            }
        writeList(pairs, "{", "}") { writer, pair in
            writer.write(pair.0)
            writer.output += ":"
            writer.write(pair.1)
        }
    }

    private mutating func writeList<Element>(
        _ elements: [Element], _ open: String, _ close: String, _ writeElement: (inout JSONWriter, Element) -> Void
    ) {
        output += open
        for (index, element) in elements.enumerated() {
            if index > 0 { output += "," }
            writeElement(&self, element)
        }
        output += close
    }

    private mutating func write(_ number: Double) {
        if !number.isFinite {
            output += "null"
        } else if number.rounded() == number, abs(number) < 0x1p53, number != 0 || number.sign == .plus {
            output += String(Int64(number))
        } else {
            output += number.description
        }
    }

    private mutating func write(_ string: String) {
        output += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
