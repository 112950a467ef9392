package import Experiments
internal import Foundation

/// What calls to other services take from outside instead of asking the machine.
package struct CallSurroundings: Sendable {
    package var now: @Sendable () -> Instant
    package var sleep: @Sendable (Duration) async throws -> Void
    package var newIdentifier: @Sendable () -> String

    package init(
        now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Duration) async throws -> Void,
        newIdentifier: @escaping @Sendable () -> String
    ) {
        self.now = now
        self.sleep = sleep
        self.newIdentifier = newIdentifier
    }

    package static let system = CallSurroundings(
        now: { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
        sleep: { try await Task.sleep(for: $0) },
        newIdentifier: { UUID().uuidString.lowercased() })
}
