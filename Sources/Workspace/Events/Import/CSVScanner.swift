#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Finds the fields of one CSV record (RFC 4180): quotes, doubled quotes, line ends within quotes; LF or CRLF after it.
struct CSVScanner {
    struct Field {
        var start: Int
        var end: Int
        var isQuoted: Bool
        /// Holds doubled quotes, which stand for one.
        var isEscaped: Bool
    }

    enum Outcome {
        /// `next` is where the next record starts.
        case record(next: Int, hasLineEnd: Bool)
        case malformed(next: Int, hasLineEnd: Bool, what: String)
        /// More bytes are needed.
        case incomplete
    }

    private(set) var fields: [Field] = []

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// - Parameter isAll: no further bytes will come, or none that the record may still have.
    mutating func scan(_ bytes: UnsafeRawBufferPointer, isAll: Bool) -> Outcome {
        fields.removeAll(keepingCapacity: true)
        let count = bytes.count
        var position = 0
        while true {
            if position < count, bytes[position] == Self.quote {
                guard let end = closingQuote(bytes, from: position + 1, isAll: isAll) else {
                    return isAll ? malformed(bytes, from: 0, isAll, "a quote is never closed") : .incomplete
                }
                fields.append(
                    Field(start: position + 1, end: end.position, isQuoted: true, isEscaped: end.isEscaped))
                position = end.position + 1
                if position + 1 < count, bytes[position] == Self.carriageReturn, bytes[position + 1] == Self.lineFeed {
                    position += 1
                }
            } else {
                let start = position
                while position < count, bytes[position] != Self.comma, bytes[position] != Self.lineFeed {
                    position += 1
                }
                var end = position
                if position < count, bytes[position] == Self.lineFeed, end > start,
                    bytes[end - 1] == Self.carriageReturn
                {
                    end -= 1
                }
                fields.append(Field(start: start, end: end, isQuoted: false, isEscaped: false))
            }
            guard position < count else { return isAll ? .record(next: count, hasLineEnd: false) : .incomplete }
            switch bytes[position] {
            case Self.comma: position += 1
            case Self.lineFeed: return .record(next: position + 1, hasLineEnd: true)
            default:
                if !isAll, position + 1 == count { return .incomplete }
                return malformed(bytes, from: position, isAll, "something follows a closing quote")
            }
        }
    }

    private func closingQuote(
        _ bytes: UnsafeRawBufferPointer, from start: Int, isAll: Bool
    ) -> (position: Int, isEscaped: Bool)? {
        var position = start
        var isEscaped = false
        while let found = Self.find(Self.quote, in: bytes, from: position) {
            guard found + 1 < bytes.count else { return isAll ? (found, isEscaped) : nil }
            guard bytes[found + 1] == Self.quote else { return (found, isEscaped) }
            isEscaped = true
            position = found + 2
        }
        return nil
    }

    /// The record ends with the line, so that the next one can be read.
    private func malformed(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ isAll: Bool, _ what: String
    ) -> Outcome {
        if let end = Self.find(Self.lineFeed, in: bytes, from: start) {
            return .malformed(next: end + 1, hasLineEnd: true, what: what)
        }
        return isAll ? .malformed(next: bytes.count, hasLineEnd: false, what: what) : .incomplete
    }

    static func find(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(byte), bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
