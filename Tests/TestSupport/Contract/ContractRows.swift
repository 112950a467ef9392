package import Experiments

/// The exposures and events that a source under test holds, in the order in which they arrived.
package struct ContractRows: Sendable, Equatable {
    package struct Exposure: Sendable, Equatable {
        package var user: String
        package var flag: String
        package var variant: String
        package var instant: Instant
        package var env: String

        package init(
            user: String, flag: String, variant: String, instant: Instant, env: String = ContractRows.environment
        ) {
            self.user = user
            self.flag = flag
            self.variant = variant
            self.instant = instant
            self.env = env
        }
    }

    package struct Event: Sendable, Equatable {
        package var user: String
        package var name: String
        package var instant: Instant
        package var value: Double?
        /// Where two rows have one id, they are one event that was sent twice.
        package var id: String?
        package var env: String

        package init(
            user: String, name: String, instant: Instant, value: Double? = nil, id: String? = nil,
            env: String = ContractRows.environment
        ) {
            self.user = user
            self.name = name
            self.instant = instant
            self.value = value
            self.id = id
            self.env = env
        }
    }

    package static let environment = "production"

    package var exposures: [Exposure]
    package var events: [Event]

    package init(exposures: [Exposure] = [], events: [Event] = []) {
        self.exposures = exposures
        self.events = events
    }

    /// Whether a time column with steps of so many milliseconds holds every instant.
    package func fit(resolution: Int64) -> Bool {
        exposures.allSatisfy { $0.instant.milliseconds % resolution == 0 }
            && events.allSatisfy { $0.instant.milliseconds % resolution == 0 }
    }
}
