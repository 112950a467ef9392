internal import Experiments

extension PostgresError {
    /// What was found and what to do, in the words of a source.
    ///
    /// - Parameters:
    ///   - source: how people call it.
    ///   - place: `host:port`.
    func workspaceError(_ source: String, at place: String) -> WorkspaceError {
        switch self {
        case .noLibrary:
            return .invalid(
                "\(source): PostgreSQL's client library, libpq, is not on this machine. Install it (Debian, Ubuntu: "
                    + "apt-get install libpq5; Fedora: dnf install libpq; macOS: brew install libpq) and try again.",
                code: "libpq_missing")
        case .connection(let message):
            return SourceFailure.unreachable.error(
                source,
                "the connection to \(place) did not come about, or broke: \(message). Check url, and that the "
                    + "server runs.")
        case .noPassword:
            return SourceFailure.refused.error(
                source,
                "the server at \(place) asks for a password. Name the variable or file that holds it: secretEnv "
                    + "or secretFile.")
        case .timeout(let seconds):
            return SourceFailure.timeout.error(
                source,
                "\(place) did not answer within \(seconds) s. Try again, or raise timeout_seconds in the "
                    + "source's options.")
        case .tooManyRows(let limit):
            return SourceFailure.answer.error(
                source,
                "the answer has more than \(limit) rows, where a row per metric, variant and epoch was expected. "
                    + "Check the tables, or raise max_rows in the source's options.")
        case .server(let code, let message):
            return Self.sentence(of: code, message, source, place)
        }
    }

    private static func sentence(
        of code: String, _ message: String, _ source: String, _ place: String
    ) -> WorkspaceError {
        let (failure, advice): (SourceFailure, String)
        switch code {
        case _ where code.hasPrefix("28"):
            (failure, advice) = (.refused, "Check user, and the variable or file that holds the password")
        case "42501": (failure, advice) = (.refused, "Give the user the right to read it: GRANT SELECT ON … TO …")
        case "3D000": (failure, advice) = (.missing, "Correct database")
        case "42P01", "3F000":
            (failure, advice) = (
                .missing, "Name the table in the experiment's dataSource, or the schema in the source's options"
            )
        case "42703": (failure, advice) = (.missing, "Map the column in the experiment's dataSource")
        case "42883", "42804", "42846", "22P02", "22007", "22008", "22003":
            (failure, advice) = (
                .missing, "A column is of a type that cannot be used: map another, or give a query that converts it"
            )
        case "57014", "55P03":
            (failure, advice) = (.timeout, "Try again, or raise timeout_seconds in the source's options")
        case "53300", "57P03": (failure, advice) = (.notReady, "Try again later")
        case _ where code.hasPrefix("08") || code.hasPrefix("57P"): (failure, advice) = (.unreachable, "Try again")
        case "25006":
            return .invalid(
                "\(source): a query would write: \(message). Give one that only reads.", code: "query_not_read_only")
        case "42601":
            return .invalid(
                "\(source): the server cannot read the statement: \(message). Correct the query in the experiment's "
                    + "dataSource: one SELECT, without a semicolon.", code: "query_not_valid")
        default: (failure, advice) = (.answer, "`experiment sources show-sql` shows the statement")
        }
        return failure.error(source, "the server at \(place) says: \(message) (\(code)). \(advice).")
    }
}
