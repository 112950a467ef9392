package import Experiments
internal import Foundation
internal import GRDB

/// The workspace in one SQLite file.
///
/// Each verb is one transaction, so a verb either happens whole or leaves no trace. A write returns after its commit is
/// on disk (`synchronous=FULL`).
package final class SQLiteWorkspace: WorkspaceService {
    /// How many connections a process needs.
    package enum Use: Sendable {
        /// One command: a single connection.
        case command
        /// A server: readers beside the writer.
        case server
    }

    /// What a verb takes from outside instead of asking the machine.
    package struct Surroundings: Sendable {
        package var now: @Sendable () -> Instant
        package var newIdentifier: @Sendable () -> String
        /// Who writes, for the history.
        package var actor: String
        /// The source that a configuration describes.
        package var sources: @Sendable (SourceConfiguration) throws -> any MetricSource
        /// The flag system that a configuration describes.
        package var pushers: @Sendable (SourceConfiguration) throws -> any FlagPusher

        package init(
            actor: String = "unknown",
            sources: @escaping @Sendable (SourceConfiguration) throws -> any MetricSource = Self.noSources,
            pushers: @escaping @Sendable (SourceConfiguration) throws -> any FlagPusher = Self.noPushers,
            now: @escaping @Sendable () -> Instant = Self.systemTime,
            newIdentifier: @escaping @Sendable () -> String = { UUID().uuidString.lowercased() }
        ) {
            self.actor = actor
            self.sources = sources
            self.pushers = pushers
            self.now = now
            self.newIdentifier = newIdentifier
        }

        package static let noSources: @Sendable (SourceConfiguration) throws -> any MetricSource = { source in
            throw WorkspaceError(
                .internal, code: "internal", "This program reaches no source of the kind \(source.kind.rawValue).")
        }

        package static let noPushers: @Sendable (SourceConfiguration) throws -> any FlagPusher = { source in
            throw WorkspaceError(
                .internal, code: "internal", "This program pushes to no system of the kind \(source.kind.rawValue).")
        }

        package static let systemTime: @Sendable () -> Instant = {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        }
    }

    let connections: any DatabaseWriter
    let trackQueue: TrackQueue
    let surroundings: Surroundings

    /// Opens the file, first bringing it up to this version where it is older.
    ///
    /// - Parameters:
    ///   - path: the SQLite file.
    ///   - isCreating: makes the file and its folder where there is none.
    ///   - isUpgrading: brings an older file up to this version; else such a file is refused.
    ///   - busyTimeout: seconds to wait for another process's write.
    /// - Throws: `WorkspaceError`: `notFound` without a file, `busy` when another process holds it, `storage` or
    ///   `storageFull` for a file that is read-only, not SQLite, not a workspace, or of a newer version.
    package init(
        path: String, use: Use = .command, isCreating: Bool = false, isUpgrading: Bool = true,
        busyTimeout: Double = 5, surroundings: Surroundings = Surroundings()
    ) throws {
        self.surroundings = surroundings
        do {
            let file = WorkspaceFile(path: path, busyTimeout: busyTimeout, isUpgrading: isUpgrading)
            connections = try file.open(use: use, isCreating: isCreating)
            trackQueue = TrackQueue(connections: connections)
        } catch {
            throw WorkspaceError(storage: error, path: path)
        }
    }

    package func perform<V: Verb>(_ verb: V) async throws -> V.Output {
        do {
            if let verb = verb as? any WorkspaceVerb<V.Output> { return try await verb.perform(on: self) }
            guard let stored = verb as? any StoredVerb<V.Output> else {
                throw WorkspaceError(.internal, code: "internal", "The file does not know \(V.declaration.name).")
            }
            return V.declaration.access == .read
                ? try await read { try stored.perform(in: $0) } : try await write { try stored.perform(in: $0) }
        } catch {
            throw WorkspaceError(storage: error, path: connections.path)
        }
    }

    /// One transaction that only reads.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Store) throws -> Value) async throws -> Value {
        try await connections.read { [self] in try body(store(on: $0)) }
    }

    /// One transaction; it happens whole or leaves no trace.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Store) throws -> Value) async throws -> Value {
        try await connections.write { [self] in try body(store(on: $0)) }
    }

    private func store(on database: Database) -> Store {
        Store(
            database: database, now: surroundings.now(), actor: surroundings.actor,
            newIdentifier: surroundings.newIdentifier)
    }

    /// - Parameter configuration: nil for the events that the workspace itself keeps.
    func metricSource(_ configuration: SourceConfiguration?) throws -> any MetricSource {
        guard let configuration else { return EmbeddedSource(connections: connections) }
        return try surroundings.sources(configuration)
    }

    /// The flag system that an experiment's weights are pushed to.
    ///
    /// - Parameter name: the source that is named for it; nil takes the project's only one that takes weights.
    /// - Throws: `WorkspaceError`: `ruleBroken` where none, or several, could be meant; `notFound` for an unknown name.
    func pusher(named name: String?, of experiment: Experiment) async throws -> any FlagPusher {
        let configuration = try await read { store in
            if let name { return try store.requiredSource(name, project: experiment.projectId) }
            let able = try store.all(
                SourceConfiguration.self, "WHERE projectId = ? AND kind IN ('featbit', 'webhook') ORDER BY name",
                [experiment.projectId])
            guard let only = able.first, able.count == 1 else {
                throw WorkspaceError(
                    .ruleBroken, code: "no_flag_system",
                    able.isEmpty
                        ? "The project knows no flag system to push to. Add a source of the kind featbit or webhook "
                            + "(sources add), or make the change by hand."
                        : "The project knows several flag systems: \(able.map(\.name).joined(separator: ", ")). Name one: "
                            + "for a holdout with --push NAME, for a bandit in analysisPlan.reweight.push.")
            }
            return only
        }
        return try surroundings.pushers(configuration)
    }

    /// Closes the file, with every write in it and none left in the log beside it; later verbs fail.
    ///
    /// The log stays where another program still reads it. Nothing is lost then either: SQLite reads both.
    package func close() throws {
        _ = try? connections.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try connections.close()
    }
}

/// A verb as one transaction over the file.
protocol StoredVerb<Output>: Verb {
    func perform(in store: Store) throws -> Output
}

/// A verb that waits for something beside the file, between transactions.
protocol WorkspaceVerb<Output>: Verb {
    func perform(on workspace: SQLiteWorkspace) async throws -> Output
}
