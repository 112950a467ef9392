internal import Experiments
internal import Foundation

/// How often, and how long, a service that asks for patience is asked again.
struct Backoff {
    static let maximumRetries = 5
    static let maximumWait = Duration.seconds(60)

    private(set) var retries = 0
    private(set) var waited = Duration.zero

    /// The pause before the next attempt; nil where patience ends: after five retries, or where all pauses together
    /// would exceed a minute.
    ///
    /// - Parameter asked: what the service asked for; without, 1 s, 2 s, 4 s and so on.
    mutating func next(asked: Duration?) -> Duration? {
        let pause = asked ?? .seconds(1 << retries)
        guard retries < Self.maximumRetries, waited + pause <= Self.maximumWait else { return nil }
        retries += 1
        waited += pause
        return pause
    }

    /// Reads a Retry-After header: seconds, or a date. nil for anything else (RFC 9110, 10.2.3).
    static func pause(retryAfter header: String?, now: Instant) -> Duration? {
        guard let header = header?.trimmed else { return nil }
        // As long as a year means never, and leaves room to add.
        if let seconds = Int(header) { return seconds < 0 ? nil : .seconds(min(seconds, 31_536_000)) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        guard let date = formatter.date(from: header) else { return nil }
        let rest = date.timeIntervalSince1970 - Double(now.milliseconds) / 1000
        return .seconds(Int(min(max(0, rest), 31_536_000).rounded(.up)))
    }
}
