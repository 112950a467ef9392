import Experiments
import Foundation
import Testing

@Suite struct InstantTests {
    @Test(
        arguments: [
            ("2026-04-07T12:34:11.063+00:00", 1_775_565_251_063), ("2026-04-07 12:34:11", 1_775_565_251_000),
            ("2026-04-07T14:34:11.063+02:00", 1_775_565_251_063), ("2026-04-07T12:34:11.063999Z", 1_775_565_251_063),
            ("2026-04-07T07:04:11.063-0530", 1_775_565_251_063), ("2026-04-07", 1_775_520_000_000),
            ("1775565251063", 1_775_565_251_063), ("2026-04-07T12:34Z", 1_775_565_240_000),
            ("1969-12-31T23:59:59.999Z", -1),
            ("0001-01-01", -62_135_596_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ] as [(String, Int64)])
    func reads(text: String, milliseconds: Int64) {
        #expect(Instant(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "soon", "2026-13-01", "2026-02-29", "2026-04-31", "2026-4-7", "2026-04-07T25:00:00Z",
        "2026-04-07T12:60:00Z",
        "2026-04-07T12:34:60Z", "2026-04-07T12:34:11.Z", "2026-04-07T", "2026-04-07T12:34:11+2", "0000-01-01",
        "20260407",
        "2026-04-07T12:34:11Zjunk", "+2026-04-07", "1775565251", "99999999999999999",
    ])
    func refuses(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func writesFileAndJSONForms() {
        let instant = Instant(milliseconds: 1_775_565_251_063)
        #expect(instant.fileText == "2026-04-07T12:34:11.063+00:00")
        #expect(instant.jsonText == "2026-04-07T12:34:11.063Z")
        #expect(instant.day == "2026-04-07")
    }

    @Test func agreesWithFoundationOnEveryDayOfEightHundredYears() throws {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "yyyy-MM-dd"
        for day in stride(from: Int64(-120_000), to: 180_000, by: 7) {
            let instant = Instant(milliseconds: day * Instant.millisecondsPerDay)
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(day) * 86_400))
            #expect(instant.day == expected)
            #expect(Instant(expected) == instant)
        }
    }

    @Test func knowsMidnight() {
        #expect(Instant("2026-04-07")?.isMidnight == true)
        #expect(Instant("1969-12-31")?.isMidnight == true)
        #expect(Instant("2026-04-07T00:00:00.001Z")?.isMidnight == false)
    }

    @Test func readsJSONIntegersAsEpochMilliseconds() {
        #expect(Instant(json: 0) == Instant(milliseconds: 0))
        #expect(Instant(json: .integer(.max)) == nil)
        #expect(Instant(json: true) == nil)
    }
}
