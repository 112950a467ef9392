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

        package init(
            actor: String = "unknown",
            now: @escaping @Sendable () -> Instant = Self.systemTime,
            newIdentifier: @escaping @Sendable () -> String = { UUID().uuidString.lowercased() }
        ) {
            self.actor = actor
            self.now = now
            self.newIdentifier = newIdentifier
        }

        package static let systemTime: @Sendable () -> Instant = {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        }
    }

    let connections: any DatabaseWriter
    private let surroundings: Surroundings

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
        } catch {
            throw WorkspaceError(storage: error, path: path)
        }
    }

    package func perform<V: Verb>(_ verb: V) async throws -> V.Output {
        guard let stored = verb as? any StoredVerb<V.Output> else {
            throw WorkspaceError(.internal, code: "internal", "The file does not know \(V.declaration.name).")
        }
        do {
            return try await run(stored)
        } catch {
            throw WorkspaceError(storage: error, path: connections.path)
        }
    }

    private func run<Output: VerbOutput>(_ verb: any StoredVerb<Output>) async throws -> Output {
        let surroundings = surroundings
        let body: @Sendable (Database) throws -> Output = { database in
            try verb.perform(
                in: Store(
                    database: database, now: surroundings.now(), actor: surroundings.actor,
                    newIdentifier: surroundings.newIdentifier))
        }
        return type(of: verb).declaration.access == .read
            ? try await connections.read(body) : try await connections.write(body)
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
