internal import Experiments
internal import Foundation
internal import GRDB

/// The copy of a file as it was before this version first changed it: `<file>.before-<version>`.
struct BackupCopy {
    private let path: String
    private let version: String

    init(of path: String, version: String) {
        self.path = path
        self.version = version
    }

    /// Copies by SQLite's backup API to a temporary name, checks the copy, and gives it its name. An earlier copy is
    /// never overwritten; a further one is numbered.
    func make(from queue: DatabaseQueue) throws {
        let temporary = "\(path).copying-\(UUID().uuidString.lowercased())"
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        let copy = try DatabaseQueue(path: temporary)
        try queue.backup(to: copy)
        let verdict = try copy.read { try String.fetchOne($0, sql: "PRAGMA quick_check") }
        try copy.close()
        guard verdict == "ok" else {
            throw WorkspaceError(
                .storage, code: "damaged_file",
                "\(path) is damaged (\(verdict ?? "no answer from quick_check")), so it was left untouched. "
                    + "Repair it with sqlite3's .recover, or restore a backup.")
        }
        try synchronize(temporary)
        var number = 1
        while true {
            let name = number == 1 ? "\(path).before-\(version)" : "\(path).before-\(version)-\(number)"
            // A hard link fails where the name exists, which a rename does not.
            if link(temporary, name) == 0 { return }
            guard errno == EEXIST else {
                throw WorkspaceError(
                    .storage, code: "backup_failed",
                    "The copy \(name) could not be made (\(String(cString: strerror(errno)))); nothing was changed.")
            }
            number += 1
        }
    }

    private func synchronize(_ path: String) throws {
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.synchronize()
        try handle.close()
    }
}
