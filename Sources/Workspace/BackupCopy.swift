internal import Experiments
internal import Foundation
internal import GRDB

/// The copy of a file as it was before this version first changed it: `<file>.before-<version>`.
struct BackupCopy {
    /// Where the copy lies.
    let path: String

    /// Copies by SQLite's backup API to a temporary name, checks the copy, and gives it its name. An earlier copy is
    /// never overwritten; a further one is numbered. The copy is as private as the file.
    init(of source: String, version: String, from queue: DatabaseQueue) throws {
        let temporary = "\(source).copying"
        try? FileManager.default.removeItem(atPath: temporary)
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        try Self.copy(source, to: temporary, from: queue, check: "quick_check")
        path = try Self.reserveName("\(source).before-\(version)", like: source)
        guard rename(temporary, path) == 0 else { throw Self.failure(path) }
    }

    /// Copies a workspace at one moment to a new file as private as its own, one file without a log beside it, and checks
    /// it.
    ///
    /// - Parameter check: `quick_check` or `integrity_check`.
    /// - Throws: `WorkspaceError` where the copy cannot be made, or is damaged as the source then is.
    static func copy(_ source: String, to path: String, from reader: any DatabaseReader, check: String) throws {
        guard makeEmptyFile(path, like: source) else { throw failure(path) }
        let copy = try DatabaseQueue(path: path)
        try reader.backup(to: copy)
        try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        let verdict = try copy.read { try String.fetchOne($0, sql: "PRAGMA \(check)") }
        try copy.close()
        guard verdict == "ok" else {
            throw WorkspaceError(
                .storage, code: "damaged_file",
                "\(source) is damaged (\(verdict ?? "no answer from \(check)")), so it was left untouched. "
                    + "Repair it with sqlite3's .recover, or restore a backup.")
        }
        try synchronize(path)
    }

    /// Takes the first of `name`, `name-2`, `name-3` … that no file has, with an empty file.
    private static func reserveName(_ name: String, like source: String) throws -> String {
        var number = 1
        while true {
            let candidate = number == 1 ? name : "\(name)-\(number)"
            if makeEmptyFile(candidate, like: source) { return candidate }
            guard errno == EEXIST else { throw failure(candidate) }
            number += 1
        }
    }

    /// False, with `errno`, where the file exists or cannot be made.
    private static func makeEmptyFile(_ path: String, like source: String) -> Bool {
        var information = stat()
        let mode = stat(source, &information) == 0 ? information.st_mode & 0o777 : 0o600
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY, mode)
        return descriptor >= 0 && close(descriptor) == 0
    }

    private static func synchronize(_ path: String) throws {
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.synchronize()
        try handle.close()
    }

    private static func failure(_ name: String) -> WorkspaceError {
        WorkspaceError(
            .storage, code: "backup_failed",
            "The copy \(name) could not be made (\(String(cString: strerror(errno)))); nothing was changed.")
    }
}
