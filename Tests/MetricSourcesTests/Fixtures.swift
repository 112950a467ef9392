import Experiments
import Synchronization
import TestSupport

@testable import MetricSources

/// A clock that stands still, pauses that take no time and are kept, and request ids that count.
final class StillSurroundings: Sendable {
    private let pauses = Mutex<[Duration]>([])
    private let identifiers = Mutex(0)

    var slept: [Duration] { pauses.withLock(\.self) }

    var surroundings: CallSurroundings {
        CallSurroundings(
            now: { .init(milliseconds: 1_772_409_600_000) },
            sleep: { [self] duration in pauses.withLock { $0.append(duration) } },
            newIdentifier: { [self] in
                "request-\(identifiers.withLock { $0 += 1; return $0 })"
            })
    }
}

extension CallSurroundings {
    /// A server closes with its last owner: let it live as long as whatever asks it.
    func keeping(_ server: StandInServer) -> CallSurroundings {
        var surroundings = self
        surroundings.now = { withExtendedLifetime(server) { now() } }
        return surroundings
    }
}

extension SourceConfiguration {
    static func standIn(
        _ kind: Kind, url: String?, options: String? = nil, _ change: (inout SourceConfiguration) -> Void = { _ in }
    ) -> SourceConfiguration {
        var configuration = SourceConfiguration()
        configuration.name = "shop"
        configuration.kind = kind
        configuration.url = url
        configuration.envId = "env-1"
        configuration.secretEnv = "SHOP_SECRET"
        configuration.options = options
        change(&configuration)
        return configuration
    }
}

extension SecretReader {
    static let standIn = SecretReader { $0 == "SHOP_SECRET" ? sharedSecret : nil }
}

extension MetricSources {
    static func standIn(
        _ kind: SourceConfiguration.Kind, _ server: StandInServer, options: String? = nil,
        _ still: StillSurroundings = StillSurroundings()
    ) throws -> any MetricSource {
        try source(
            .standIn(kind, url: server.url, options: options), secrets: .standIn,
            surroundings: still.surroundings.keeping(server))
    }
}

/// Control and treatment, with one proportion, over two weeks of March 2026.
func shopQuery(_ metrics: MetricRequest...) -> SourceQuery {
    SourceQuery(
        experiment: "experiment-1", flagKey: "new button", variants: ["control", "treatment"],
        window: .init(start: .init(milliseconds: 1_772_323_200_000), end: .init(milliseconds: 1_773_532_800_000)),
        asOf: .init(milliseconds: 1_773_532_800_000),
        metrics: metrics.isEmpty ? [MetricRequest(name: "buys", event: "bought")] : metrics)
}
