/// The ways in which a source fails to answer. All are of the kind `unreachable`, so that nothing is stored, the command
/// ends with exit code 4, and the same call may succeed later; the code says which it was.
package enum SourceFailure: String, Sendable {
    /// Nothing listens there, or the connection broke.
    case unreachable = "source_unreachable"
    /// The password, token or signature was refused.
    case refused = "source_refused"
    /// A table, column, flag or file is not there, or of another type.
    case missing = "source_missing"
    case timeout = "source_timeout"
    /// It asks to come back later (202, 429, 503), and did so until we gave up.
    case notReady = "source_not_ready"
    /// Half an answer, or none that can be read.
    case answer = "source_answer"

    /// - Parameters:
    ///   - source: how people call the source.
    ///   - what: what was found and what to do, without a secret in it.
    ///   - consequence: what that means for the records.
    package func error(
        _ source: String, _ what: String, consequence: String = "Nothing was stored."
    ) -> WorkspaceError {
        WorkspaceError(.unreachable, code: rawValue, "\(source): \(what) \(consequence)")
    }
}
