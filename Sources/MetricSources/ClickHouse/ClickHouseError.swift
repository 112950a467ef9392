internal import Experiments

/// What a ClickHouse answered instead of rows.
struct ClickHouseError {
    private let status: Int
    /// The server's number of the failure; nil where it gave none.
    private let code: Int?
    /// Its sentence, short and without its version.
    private let sentence: String

    private static let longest = 300

    /// - Parameter body: the whole answer; a failure stands at its end where rows came before it.
    init(status: Int, body: String) {
        self.status = status
        let tail = body.suffix(8000)
        let pieces = tail.split(separator: "Code: ", omittingEmptySubsequences: false)
        let words = pieces.count > 1 ? pieces.last.map(String.init) ?? "" : ""
        let digits = words.prefix { ("0"..."9").contains($0) }
        let marker = "Exception: "
        guard let number = Int(digits), words.contains(marker) else {
            code = nil
            sentence = ""
            return
        }
        code = number
        // The servers wrap one failure in another; the first is told.
        var text = words.split(separator: marker, omittingEmptySubsequences: false).dropFirst()
            .joined(separator: " ")
        for end in [", e.what()", " (version ", ": While ", " In scope ", " in scope ", ". Stack trace"] {
            text =
                text.split(separator: end, maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init)
                ?? text
        }
        sentence = String(text.prefix(Self.longest)).trimmed.droppingFinalPoint
    }

    static func tooLong(_ source: String, _ settings: ClickHouseSettings) -> WorkspaceError {
        SourceFailure.timeout.error(
            source,
            "\(settings.url) did not answer within \(settings.timeoutSeconds) s. Try again, or raise timeout_seconds in "
                + "the source's options.")
    }

    func workspaceError(_ source: String, _ settings: ClickHouseSettings) -> WorkspaceError {
        func error(_ failure: SourceFailure, _ advice: String) -> WorkspaceError {
            failure.error(source, "the server at \(settings.url) says: \(sentence) (code \(code ?? 0)). \(advice).")
        }
        guard let code else { return withoutCode(source, settings) }
        switch code {
        case 192, 193, 194, 195, 516:
            return SourceFailure.refused.error(
                source,
                "\(settings.url) refused the user \"\(settings.user)\" with the password given. Check user, and the "
                    + "variable or file that secretEnv or secretFile names.")
        case 164:
            return error(.refused, "The user may read, and not even choose how; see \"readonly\" in the documentation")
        case 291, 497: return error(.refused, "Give the user the right to read it: GRANT SELECT ON … TO …")
        case 81: return error(.missing, "Correct database")
        case 60: return error(.missing, "Name the table, with its database if need be, in the experiment's dataSource")
        case 8, 10, 16, 36, 47: return error(.missing, "Map the column in the experiment's dataSource")
        case 6, 26, 27, 38, 41, 43, 44, 53, 70, 72, 349, 386:
            return error(
                .missing, "A column is of a type that cannot be used: map another, or give a query that converts it")
        case 159, 160, 209: return Self.tooLong(source, settings)
        case 394: return error(.timeout, "Somebody ended the query. Try again")
        case 202: return error(.notReady, "Try again later")
        case 210, 279:
            return error(.unreachable, "A node of the cluster does not answer: look at its shards, and try again")
        case 158, 307, 396: return error(.answer, "A limit of the user's is too small for this. Ask for a larger one")
        case 241: return error(.answer, "Give the user more memory (max_memory_usage)")
        case 452: return error(.refused, "Let the user set it, or lower timeout_seconds in the source's options")
        case 62: return error(.answer, "Where the experiment's dataSource gives a query, check it")
        default: return error(.answer, "Look at the server's log")
        }
    }

    private func withoutCode(_ source: String, _ settings: ClickHouseSettings) -> WorkspaceError {
        switch status {
        case 200:
            SourceFailure.answer.error(
                source, "the answer of \(settings.url) breaks off, or is not ClickHouse's. Check url, and try again.")
        case 401, 403:
            SourceFailure.refused.error(
                source, "\(settings.url) refused the request (status \(status)). Check user and secret.")
        case 429, 503:
            SourceFailure.notReady.error(source, "\(settings.url) is busy (status \(status)). Try again later.")
        case 502, 504:
            SourceFailure.unreachable.error(
                source,
                "what stands before the server at \(settings.url) does not reach it (status \(status)). Try again.")
        default:
            SourceFailure.answer.error(
                source,
                "\(settings.url) answered with status \(status), but not as a ClickHouse does. Check url: it takes the "
                    + "HTTP interface.")
        }
    }
}

extension String {
    fileprivate var droppingFinalPoint: String { hasSuffix(".") ? String(dropLast()) : self }
}
