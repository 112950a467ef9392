package import Experiments
internal import Foundation
internal import GRDB

/// The care of a workspace's file: copies of it, and whether it is whole.
extension SQLiteWorkspace {
    /// Copies the workspace as it is at one moment, also while others write, to a file that is not there yet.
    ///
    /// - Throws: `WorkspaceError`: `ruleBroken` where the file is there, `storage` where the copy cannot be made or is not
    ///   whole; then no copy is left.
    package func backUp(to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw WorkspaceError(
                .ruleBroken, code: "file_exists", "\(path) is there already. Name a new file; nothing was changed.")
        }
        do {
            let partial = "\(path).\(UUID().uuidString.lowercased()).partial"
            defer { try? FileManager.default.removeItem(atPath: partial) }
            try BackupCopy.copy(connections.path, to: partial, from: connections, check: "integrity_check")
            try FileManager.default.moveItem(atPath: partial, toPath: path)
        } catch {
            throw WorkspaceError(storage: error, path: path)
        }
    }

    /// Puts a backup in the place of everything in this workspace.
    ///
    /// - Parameter kept: where the workspace as it is now is kept first.
    /// - Returns: what the look at the backup found; records may differ from its history, as another program wrote them.
    /// - Throws: `WorkspaceError` where the backup is no whole workspace of this version, or the copy cannot be kept.
    package func restore(from path: String, keeping kept: String) throws -> FileReport {
        do {
            try Self.requireFile(at: path)
            let source = try SQLiteWorkspace(path: path, isUpgrading: false)
            let report = try source.checkFile()
            guard report.isWhole else {
                throw WorkspaceError(
                    .storage, code: "damaged_backup",
                    "\(path) is not sound (experiment check-file says what is wrong); nothing was changed.")
            }
            try backUp(to: kept)
            try source.connections.backup(to: connections)
            try source.close()
            return report
        } catch {
            throw WorkspaceError(storage: error, path: path)
        }
    }

    /// - Throws: `WorkspaceError`, `notFound`.
    package static func requireFile(at path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw WorkspaceError.notFound("There is no file at \(path).", code: "workspace_not_found")
        }
    }

    /// Looks at every page of the file, at the references between records, and at the history.
    package func checkFile() throws -> FileReport {
        do {
            return try connections.read { database in
                var verifier = HistoryVerifier(database: database)
                let faults = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
                let dangling = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row in
                    "a row of \(row["table"] as String? ?? "?") names a \(row["parent"] as String? ?? "?") that is not there"
                }
                return FileReport(damage: faults, dangling: dangling, history: try verifier.verify(expected: nil))
            }
        } catch {
            throw WorkspaceError(storage: error, path: connections.path)
        }
    }
}

/// What `check-file` found.
package struct FileReport: JSONConvertible {
    /// What SQLite says of the file's pages; empty for a whole file.
    package var damage: [String]
    /// Rows that refer to what is not there, as older files may hold.
    package var dangling: [String]
    package var history: HistoryVerification

    init(damage: [String], dangling: [String], history: HistoryVerification) {
        self.damage = damage
        self.dangling = dangling
        self.history = history
    }

    package var isSound: Bool { damage.isEmpty && history.isSound }

    /// Whether it can be restored: what another program has written into a record stands in the file as it does in the
    /// copy, and breaks nothing.
    package var isWhole: Bool { damage.isEmpty && history.firstBroken == nil }

    package var json: JSON {
        [
            "ok": .boolean(isSound), "damage": .array(damage.map(JSON.string)),
            "dangling": .array(dangling.map(JSON.string)), "history": history.json,
        ]
    }

    package init(json: JSON) throws {
        damage = (json["damage"]?.array ?? []).compactMap(\.text)
        dangling = (json["dangling"]?.array ?? []).compactMap(\.text)
        history = try HistoryVerification(json: json["history"] ?? .null)
    }
}
