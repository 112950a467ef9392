internal import Experiments

/// One row of a file. The keys point into the reader's memory until it reads the next one.
struct ImportRow {
    var user = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The flag or the event.
    var name = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Of an exposure.
    var variant = UnsafeRawBufferPointer(start: nil, count: 0)
    var at: Int64 = 0
    var value: Double?
    /// nil for an event without one.
    var id: UnsafeRawBufferPointer?
}

/// Reads the values of a row from bytes, without Foundation and, but for rare forms, without a String.
enum RowValue {
    /// - Throws: `RowFault` for a key that cannot be kept.
    static func key(_ bytes: UnsafeRawBufferPointer, _ field: String) throws -> UnsafeRawBufferPointer {
        var (all, holdsNul) = (UInt8(0), false)
        for byte in bytes {
            all |= byte
            if byte == 0 { holdsNul = true }
        }
        if let what = EventKey.fault(count: bytes.count, holdsNul: holdsNul) {
            throw RowFault(what: "\(field) \(what)")
        }
        if all >= 0x80, String(validating: bytes, as: UTF8.self) == nil {
            throw RowFault(what: "\(field) is not UTF-8")
        }
        return bytes
    }

    static func time(_ bytes: UnsafeRawBufferPointer, _ field: String) throws -> Int64 {
        if let number = digits(bytes), let time = EventTime.read(milliseconds: number) { return time.milliseconds }
        let text = String(decoding: bytes, as: UTF8.self)
        guard digits(bytes) == nil, let time = Instant(text) else {
            throw RowFault(what: "\(field) \(EventTime.expectation), not \"\(text.prefix(60))\"")
        }
        return time.milliseconds
    }

    private static func digits(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard (1...18).contains(bytes.count) else { return nil }
        var number: Int64 = 0
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        return number
    }

    /// nil for nothing.
    static func number(_ bytes: UnsafeRawBufferPointer, _ field: String) throws -> Double? {
        guard !bytes.isEmpty else { return nil }
        if let number = plainNumber(bytes) { return number }
        let text = String(decoding: bytes, as: UTF8.self)
        let isPlain = bytes.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard isPlain, let number = Double(text), number.isFinite else {
            throw RowFault(what: "\(field) takes a number such as 12.5, not \"\(text.prefix(60))\"")
        }
        return number
    }

    /// A number of at most 15 digits without exponent, the only form that most files hold. Both the digits and the power of
    /// ten are exact then, so that their quotient is rounded once, as it should be. nil for other forms.
    private static func plainNumber(_ bytes: UnsafeRawBufferPointer) -> Double? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        var (digits, count, decimals, hasPoint) = (Int64(0), 0, 0, false)
        for byte in bytes.dropFirst(isNegative ? 1 : 0) {
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if (0x30...0x39).contains(byte), count < 15 {
                digits = digits * 10 + Int64(byte - 0x30)
                count += 1
                if hasPoint { decimals += 1 }
            } else {
                return nil
            }
        }
        guard count > 0, !hasPoint || (decimals > 0 && decimals < count) else { return nil }
        let size = Double(digits) / powersOfTen[decimals]
        return isNegative ? -size : size
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}
