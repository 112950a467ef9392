/// The time of an exposure or event.
package enum EventTime {
    /// Below it, a number is taken for seconds that were meant to be milliseconds: it would lie in early 1970.
    package static let leastMilliseconds: Int64 = 10_000_000_000

    package static let expectation = "takes epoch milliseconds (11 digits or more) or an ISO 8601 instant"

    /// Whole milliseconds of at least eleven digits, or a text in a form of `Instant`; nil for anything else.
    package static func read(_ json: JSON) -> Instant? {
        switch json {
        case .string(let text): Instant(text)
        case .integer(let milliseconds): read(milliseconds: milliseconds)
        case .number: json.wholeNumber.flatMap { read(milliseconds: Int64($0)) }
        default: nil
        }
    }

    package static func read(milliseconds: Int64) -> Instant? {
        milliseconds < leastMilliseconds ? nil : Instant(validating: milliseconds)
    }
}
