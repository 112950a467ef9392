import Experiments
import Testing

@testable import MetricSources

struct BackoffTests {
    @Test func pausesDoubleAndEndAfterFive() {
        var backoff = Backoff()
        let pauses = (0..<7).map { _ in backoff.next(asked: nil) }
        #expect(pauses == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16), nil, nil])
    }

    @Test func theServersWishCountsAndAllPausesTogetherStayWithinAMinute() {
        var backoff = Backoff()
        #expect(backoff.next(asked: .seconds(25)) == .seconds(25))
        #expect(backoff.next(asked: .seconds(35)) == .seconds(35))
        #expect(backoff.next(asked: .seconds(1)) == nil)
        var impatient = Backoff()
        #expect(impatient.next(asked: .seconds(61)) == nil)
    }

    @Test(
        arguments: [
            ("7", 7), (" 7 ", 7), ("0", 0), ("-1", nil), ("soon", nil), ("", nil),
            ("Mon, 02 Mar 2026 00:00:30 GMT", 30), ("Sun, 01 Mar 2026 00:00:00 GMT", 0),
            ("9223372036854775807", 31_536_000),
        ] as [(String, Int?)])
    func retryAfterIsSecondsOrADate(header: String, seconds: Int?) {
        let now = Instant(milliseconds: 1_772_409_600_000)  // 2026-03-02T00:00:00Z
        #expect(Backoff.pause(retryAfter: header, now: now) == seconds.map { .seconds($0) })
    }
}
