extension String {
    /// Without white space at either end.
    package var trimmed: String {
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
