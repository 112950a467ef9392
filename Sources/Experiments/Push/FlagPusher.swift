/// A system that serves a flag and takes new weights for it.
///
/// It writes the whole change or throws, and it never writes what the flag serves already: to push a change again is
/// always safe. A write whose answer is lost is looked for in the flag before it is given up. Users who get their variant
/// by name or by a rule of the flag are never touched.
package protocol FlagPusher: Sendable {
    /// What `push` would do. Writes nothing.
    ///
    /// - Throws: `WorkspaceError`, as `push`.
    func preview(_ change: FlagChange) async throws -> FlagPushReceipt

    /// Gives the flag these weights.
    ///
    /// - Throws: `WorkspaceError`; the flag then serves what it served before, but for an answer that was lost and could
    ///   not be looked for. Kinds: `unreachable` (see `SourceFailure`) where the system cannot be reached or refuses;
    ///   `notFound` without the flag; `ruleBroken` for a flag that is off or lacks a variant; `busy` where others kept
    ///   changing the flag; `invalid` for weights that cannot be.
    func push(_ change: FlagChange) async throws -> FlagPushReceipt
}
