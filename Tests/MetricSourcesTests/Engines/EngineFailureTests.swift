import Experiments
import TestSupport
import Testing

/// Failures of real servers: each ends a collection with its own error, and nothing of it is stored.
@Suite(.serialized, .enabled(if: EngineTools.areAsked))
struct EngineFailureTests {
    /// Asks again and again until there is a value.
    ///
    /// - Throws: when there is none within half a minute.
    func firstValue<Value>(_ ask: () async throws -> Value?) async throws -> Value {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if let value = try await ask() { return value }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw EngineFailure("what was waited for did not come within half a minute")
    }
}
