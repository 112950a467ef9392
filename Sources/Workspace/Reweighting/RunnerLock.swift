internal import Experiments
internal import Foundation

/// Lets one runner at a time change the allocations of a workspace, also among several servers on one file: a lock on
/// `<file>-runner`, which the system drops with the process.
final class RunnerLock: Sendable {
    private let descriptor: Int32

    /// - Returns: nil where another runner holds it.
    /// - Throws: `WorkspaceError` (kind `storage`) where the lock's file cannot be made.
    init?(of workspace: String) throws {
        // One file may have several names.
        let path = URL(fileURLWithPath: workspace).resolvingSymlinksInPath().path + "-runner"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw WorkspaceError(
                .storage, code: "cannot_open",
                "\(path) cannot be made (\(String(cString: strerror(errno)))); nothing was changed.")
        }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            close(descriptor)
            return nil
        }
    }

    deinit {
        // Closing is not enough: a child that is being started may hold the descriptor for a moment.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    static let busy = WorkspaceError(
        .busy, code: "runner_busy",
        "Another process is reweighting in this workspace at this moment. Try again when it is done; nothing was changed."
    )
}
