internal import Experiments
internal import Foundation

/// Keeps two processes from bringing one file up to date at the same time: an exclusive lock on its folder, which the
/// system drops with the process and which leaves nothing behind.
enum FolderLock {
    /// Runs the body when no other process holds the lock, waiting at most this many seconds.
    ///
    /// - Throws: `WorkspaceError`, `busy` when the wait is over; what the body throws.
    static func holding<T>(folderOf file: String, timeout: Double, _ body: () throws -> T) throws -> T {
        let folder = URL(fileURLWithPath: file).resolvingSymlinksInPath().deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw WorkspaceError(
                .storage, code: "cannot_open",
                "The folder \(folder) cannot be opened (\(String(cString: strerror(errno)))); nothing was changed.")
        }
        defer {
            // Closing is not enough: a child that is being started may hold the descriptor for a moment.
            flock(descriptor, LOCK_UN)
            close(descriptor)
        }
        let deadline = ContinuousClock.now + .seconds(timeout)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < deadline else {
                throw WorkspaceError(
                    .busy, code: "workspace_busy",
                    "\(file) is being opened by another program for longer than the busy timeout. Try again.")
            }
            usleep(20_000)
        }
        return try body()
    }
}
