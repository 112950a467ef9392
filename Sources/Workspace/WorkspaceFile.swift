internal import Experiments
internal import Foundation
internal import GRDB

/// Opening a workspace's file: what it is, its copy before a change of version, the change, the connections.
struct WorkspaceFile {
    let path: String
    let busyTimeout: Double
    let isUpgrading: Bool

    func open(use: SQLiteWorkspace.Use, isCreating: Bool) throws -> any DatabaseWriter {
        if !FileManager.default.fileExists(atPath: path) {
            guard isCreating else {
                throw WorkspaceError.notFound(
                    "There is no workspace at \(path). Make one with `experiment create-project NAME`, "
                        + "or name another file with --workspace.", code: "workspace_not_found")
            }
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        do {
            try bringUpToDate(queue)
        } catch {
            try? queue.close()
            throw error
        }
        guard use == .server else { return queue }
        try queue.close()
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return pool
    }

    private var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            database.add(function: .instant)
        }
        return configuration
    }

    // MARK: - Version

    private func bringUpToDate(_ queue: DatabaseQueue) throws {
        // This look may fall into the middle of another process's work; only a clear answer counts.
        if (try? kind(of: queue)) == .current { return }
        // One process at a time does the work; the others find it done when they look again.
        try FolderLock.holding(folderOf: path, timeout: busyTimeout) { try upgrade(queue) }
    }

    private func upgrade(_ queue: DatabaseQueue) throws {
        var copy: BackupCopy?
        switch try kind(of: queue) {
        case .current:
            return
        case .newer:
            throw WorkspaceError(
                .storage, code: "newer_version",
                "\(path) was written by a newer version of this program than \(Engine.version). "
                    + "Install that version; nothing was changed.")
        case .foreign:
            throw WorkspaceError(
                .storage, code: "not_a_workspace",
                "\(path) is an SQLite database, but not a workspace. Name another file; nothing was changed.")
        case .older where !isUpgrading:
            throw WorkspaceError(
                .storage, code: "older_version",
                "\(path) is of an older version and was left as it is. Name another file.")
        case .older:
            copy = try BackupCopy(of: path, version: Engine.version, from: queue)
        case .empty:
            break
        }
        do {
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
            try Migrations.migrator.migrate(queue)
        } catch {
            // Nothing has changed, so the copy of this attempt says nothing that the file does not say.
            if let copy { try? FileManager.default.removeItem(atPath: copy.path) }
            throw error
        }
    }

    private func kind(of queue: DatabaseQueue) throws -> FileKind {
        let migrator = Migrations.migrator
        return try queue.read { database in
            if try migrator.hasBeenSuperseded(database) { return .newer }
            if try migrator.hasCompletedMigrations(database) { return .current }
            return try FileKind(of: database)
        }
    }

    private enum FileKind {
        case empty
        case current
        case newer
        /// Of the replaced system, or of an earlier version of ours.
        case older
        case foreign

        init(of database: Database) throws {
            let tables = try String.fetchSet(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
            // The migrator's own table alone is what an interrupted creation leaves.
            if tables.isSubset(of: ["grdb_migrations"]) {
                self = .empty
            } else {
                self = tables.isSuperset(of: [Project.table, Experiment.table]) ? .older : .foreign
            }
        }
    }
}

extension DatabaseFunction {
    /// `instant(value)`: epoch milliseconds of a stored instant in any of its forms, for ordering; null for none.
    static let instant = DatabaseFunction("instant", argumentCount: 1, pure: true) { values in
        switch values.first?.storage {
        case .string(let text): Instant(text)?.milliseconds
        case .int64(let milliseconds): milliseconds
        case .double(let number): Int64(exactly: number.rounded(.down))
        default: nil
        }
    }
}
