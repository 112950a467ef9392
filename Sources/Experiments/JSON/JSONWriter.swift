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
        String(decoding: serializedBytes(order), as: UTF8.self)
    }

    /// As `serialized`, in UTF-8.
    package func serializedBytes(_ order: KeyOrder = .declared) -> [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, order)
        return bytes
    }

    /// As `serialized`, in UTF-8, at the end of what is there.
    package func write(to bytes: inout [UInt8], _ order: KeyOrder = .declared) {
        var writer = JSONWriter(order: order)
        swap(&writer.output, &bytes)
        writer.write(self)
        swap(&writer.output, &bytes)
    }
}

private struct JSONWriter {
    let order: JSON.KeyOrder
    var output: [UInt8] = []

    mutating func write(_ value: JSON) {
        switch value {
        case .null: append("null")
        case .boolean(let boolean): append(boolean ? "true" : "false")
        case .integer(let integer): append(String(integer))
        case .number(let number): append(Self.text(of: number))
        case .string(let string): write(string)
        case .array(let array): writeList(array, "[", "]") { $0.write($1) }
        case .object(let object): write(object)
        }
    }

    private mutating func append(_ text: String) {
        output.append(contentsOf: text.utf8)
    }

    private mutating func write(_ object: JSONObject) {
        let pairs =
            switch order {
            case .declared: Array(object)
            case .canonical: object.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            }
        writeList(pairs, "{", "}") { writer, pair in
            writer.write(pair.0)
            writer.append(":")
            writer.write(pair.1)
        }
    }

    private mutating func writeList<Element>(
        _ elements: [Element], _ open: String, _ close: String, _ writeElement: (inout JSONWriter, Element) -> Void
    ) {
        append(open)
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            writeElement(&self, element)
        }
        append(close)
    }

    private static func text(of number: Double) -> String {
        if !number.isFinite { return "null" }
        let isWhole = number.rounded() == number && abs(number) < 0x1p53
        return isWhole && (number != 0 || number.sign == .plus) ? String(Int64(number)) : number.description
    }

    private mutating func write(_ string: String) {
        output.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { bytes in
            var start = 0
            for (index, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
                output.append(contentsOf: bytes[start..<index])
                writeEscaped(byte)
                start = index + 1
            }
            output.append(contentsOf: bytes[start...])
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func writeEscaped(_ byte: UInt8) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: output.append(byte)
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        case 0x09: output.append(UInt8(ascii: "t"))
        default: append("u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
        }
    }
}
