/// A moment in time: whole milliseconds since 1970-01-01T00:00:00Z, never a floating-point date.
package struct Instant: Sendable, Hashable, Comparable {
    package var milliseconds: Int64

    package static let millisecondsPerDay: Int64 = 86_400_000

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// True at exactly 00:00:00.000Z. As the end of a window such an instant means the whole day that it begins.
    package var isMidnight: Bool { milliseconds.modulo(Self.millisecondsPerDay) == 0 }
}

extension Instant {
    /// As stored in the file: `2026-04-07T12:34:11.063+00:00`.
    package var fileText: String { text(time: true, suffix: "+00:00") }

    /// As written in JSON: `2026-04-07T12:34:11.063Z`.
    package var jsonText: String { text(time: true, suffix: "Z") }

    /// The day in UTC: `2026-04-07`.
    package var day: String { text(time: false, suffix: "") }

    private func text(time hasTime: Bool, suffix: StaticString) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        func append(_ number: Int64, width: Int, before separator: Unicode.Scalar? = nil) {
            var unit: Int64 = 1
            for _ in 1..<width { unit *= 10 }
            while unit > 0 {
                bytes.append(UInt8(0x30 + number / unit % 10))
                unit /= 10
            }
            if let separator { bytes.append(UInt8(ascii: separator)) }
        }
        let date = CivilDate(daysSinceEpoch: milliseconds.flooredQuotient(Self.millisecondsPerDay))
        append(date.year, width: 4, before: "-")
        append(date.month, width: 2, before: "-")
        append(date.day, width: 2)
        if hasTime {
            let time = milliseconds.modulo(Self.millisecondsPerDay)
            bytes.append(UInt8(ascii: "T"))
            append(time / 3_600_000, width: 2, before: ":")
            append(time / 60_000 % 60, width: 2, before: ":")
            append(time / 1000 % 60, width: 2, before: ".")
            append(time % 1000, width: 3)
        }
        return String(decoding: bytes, as: UTF8.self) + suffix.description
    }
}

extension Instant {
    /// Reads any form the workspace accepts: ISO 8601 with an offset, `Z` or none (UTC), a space for `T`, a bare date
    /// (midnight UTC), or epoch milliseconds as at least 11 digits. Digits beyond milliseconds are cut.
    ///
    /// Nil for anything else, and for dates outside the years 1 to 9999.
    package init?(_ text: String) {
        if text.utf8.count >= 11, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let milliseconds = Int64(text) else { return nil }
            self.init(validating: milliseconds)
            return
        }
        var reader = DigitReader(text)
        guard let year = reader.digits(4), year >= 1, reader.skip("-"),
            let month = reader.digits(2), reader.skip("-"),
            let day = reader.digits(2), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        var total = date.daysSinceEpoch * Self.millisecondsPerDay
        if !reader.isAtEnd {
            guard reader.skip("T") || reader.skip("t") || reader.skip(" "), let time = reader.timeOfDay(),
                let offset = reader.offset(), reader.isAtEnd
            else { return nil }
            total += time - offset
        }
        self.init(validating: total)
    }

    /// Epoch milliseconds; nil outside the years 1 to 9999.
    package init?(validating milliseconds: Int64) {
        guard (-62_135_596_800_000..<253_402_300_800_000).contains(milliseconds) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// A text or an integer (epoch milliseconds); nil for anything else.
    package init?(json: JSON) {
        switch json {
        case .string(let text): self.init(text)
        case .integer(let milliseconds): self.init(validating: milliseconds)
        default: return nil
        }
    }
}

/// A day of the proleptic Gregorian calendar. The conversions are Howard Hinnant's `days_from_civil` and
/// `civil_from_days` (2013, https://howardhinnant.github.io/date_algorithms.html), which count from 1 March of year 0.
private struct CivilDate {
    var year: Int64
    var month: Int64
    var day: Int64

    init?(year: Int64, month: Int64, day: Int64) {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), day >= 1, day <= lengths[Int(month) - 1] else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    init(daysSinceEpoch: Int64) {
        let days = daysSinceEpoch + 719_468
        let era = days.flooredQuotient(146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSinceEpoch: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredQuotient(400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// Reads fixed-width digit groups off the front of a text.
private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        guard position + count <= bytes.count else { return nil }
        var number: Int64 = 0
        for byte in bytes[position..<position + count] {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        position += count
        return number
    }

    /// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff…` as milliseconds after midnight.
    mutating func timeOfDay() -> Int64? {
        guard let hour = digits(2), hour < 24, skip(":"), let minute = digits(2), minute < 60 else { return nil }
        var total = hour * 3_600_000 + minute * 60_000
        guard skip(":") else { return total }
        guard let second = digits(2), second < 60 else { return nil }
        total += second * 1000
        guard skip(".") || skip(",") else { return total }
        var unit: Int64 = 100
        guard let first = digits(1) else { return nil }
        total += first * unit
        while let digit = digits(1) {
            unit /= 10
            total += digit * unit
        }
        return total
    }

    /// `Z`, `±HH:MM`, `±HHMM`, `±HH` or nothing (UTC) as milliseconds east of Greenwich.
    mutating func offset() -> Int64? {
        if isAtEnd || skip("Z") || skip("z") { return 0 }
        let sign: Int64 = skip("-") ? -1 : 1
        guard sign < 0 || skip("+"), let hours = digits(2), hours < 24 else { return nil }
        if isAtEnd { return sign * hours * 3_600_000 }
        _ = skip(":")
        guard let minutes = digits(2), minutes < 60 else { return nil }
        return sign * (hours * 3_600_000 + minutes * 60_000)
    }
}

extension Int64 {
    fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : (self + 1) / divisor - 1
    }

    fileprivate func modulo(_ divisor: Int64) -> Int64 {
        self - flooredQuotient(divisor) * divisor
    }
}
