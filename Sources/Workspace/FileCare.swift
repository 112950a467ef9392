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
            let copy = try DatabaseQueue(path: partial)
            try connections.backup(to: copy)
            // One file, without a log beside it.
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            let verdict = try copy.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
            try copy.close()
            guard verdict == "ok" else { throw Self.damaged(partial, verdict) }
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: partial))
            try handle.synchronize()
            try handle.close()
            try FileManager.default.moveItem(atPath: partial, toPath: path)
        } catch {
            throw WorkspaceError(storage: error, path: path)
        }
    }

    /// Puts a backup in the place of everything in this workspace.
    ///
    /// - Parameter kept: where the workspace as it is now is kept first.
    /// - Throws: `WorkspaceError` where the backup is no sound workspace of this version, or the copy cannot be kept.
    package func restore(from path: String, keeping kept: String) throws {
        do {
            guard FileManager.default.fileExists(atPath: path) else {
                throw WorkspaceError.notFound("There is no file at \(path).", code: "workspace_not_found")
            }
            let source = try SQLiteWorkspace(path: path, isUpgrading: false)
            let report = try source.checkFile()
            guard report.isSound else {
                throw WorkspaceError(
                    .storage, code: "damaged_backup",
                    "\(path) is not sound (experiment check-file says what is wrong); nothing was changed.")
            }
            try backUp(to: kept)
            try source.connections.backup(to: connections)
            try source.close()
        } catch {
            throw WorkspaceError(storage: error, path: path)
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

    private static func damaged(_ path: String, _ verdict: String?) -> WorkspaceError {
        WorkspaceError(
            .storage, code: "damaged_file",
            "The copy \(path) is not whole (\(verdict ?? "no answer")), so it was removed; the workspace was not changed."
        )
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
