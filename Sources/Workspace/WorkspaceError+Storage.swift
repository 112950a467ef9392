internal import Experiments
internal import Foundation
internal import GRDB

extension WorkspaceError {
    /// The error of the file at this path, in a sentence; an error that already has one is kept.
    init(storage error: any Error, path: String) {
        switch error {
        case let error as WorkspaceError:
            self = error
        case let error as DatabaseError:
            self.init(database: error, path: path)
        case let error as CocoaError:
            self.init(.storage, code: "file_error", "\(path) cannot be used: \(error.localizedDescription)")
        default:
            self = .unknown(error)
        }
    }

    private init(database error: DatabaseError, path: String) {
        switch error.resultCode.primaryResultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .busy, code: "workspace_busy",
                "\(path) is being written by another program for longer than the busy timeout. "
                    + "Nothing was changed; try again, or end that program.")
        case .SQLITE_FULL:
            self.init(
                .storageFull, code: "disk_full",
                "The disk that holds \(path) is full. Nothing was changed; free some space and try again.")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .storage, code: "read_only",
                "\(path) cannot be written by this user. Nothing was changed; "
                    + "change the permissions of the file and its folder, or name another file.")
        case .SQLITE_CANTOPEN:
            self.init(
                .storage, code: "cannot_open",
                "\(path) cannot be opened. Check that it is a file and that this user may read and write it and its folder."
            )
        case .SQLITE_NOTADB:
            self.init(
                .storage, code: "not_sqlite",
                "\(path) is not an SQLite database. Name another file; nothing was changed.")
        case .SQLITE_CORRUPT:
            self.init(
                .storage, code: "damaged_file",
                "\(path) is damaged. Restore a backup, or repair a copy with sqlite3's .recover.")
        case .SQLITE_IOERR:
            self.init(.storage, code: "io_error", "\(path) could not be read or written: the disk reports an error.")
        default:
            self = .unknown(error)
        }
    }
}
