extension String {
    /// Whether both are the same bytes. `==` also takes another composition of the same characters for equal, which is
    /// another text to whoever keeps texts.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// Without white space at either end.
    package var trimmed: String {
        // Nearly every text begins and ends so.
        let visible: ClosedRange<UInt8> = 0x21...0x7E
        if let first = utf8.first, let last = utf8.last, visible ~= first, visible ~= last { return self }
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }

    /// Fit for one step of a path or one part of a query: all but the unreserved characters of RFC 3986 are encoded.
    package var percentEncoded: String {
        utf8.reduce(into: "") { result, byte in
            let character = Unicode.Scalar(byte)
            switch character {
            case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "~":
                result.unicodeScalars.append(character)
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0" + digits : "%" + digits
            }
        }
    }
}
