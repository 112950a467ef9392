internal import Experiments

/// What DuckDB wrote instead of rows.
struct DuckDBError {
    /// Such as "Binder Error"; empty where it gave none.
    private let kind: String
    /// Its sentence, on one line.
    private let sentence: String

    private static let longest = 300

    init(_ text: String) {
        let line = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
        let parts = line.split(separator: ":", maxSplits: 1)
        kind = parts.count == 2 && parts[0].hasSuffix("Error") ? String(parts[0]) : ""
        let told = kind.isEmpty ? line : String(parts[1])
        let trimmed = String(told.trimmed.prefix(Self.longest))
        sentence = trimmed.hasSuffix(".") || trimmed.hasSuffix("!") ? String(trimmed.dropLast()) : trimmed
    }

    func workspaceError(_ source: String) -> WorkspaceError {
        func error(_ failure: SourceFailure, _ advice: String) -> WorkspaceError {
            failure.error(source, "DuckDB says: \(sentence.isEmpty ? "nothing" : sentence) (\(kind)). \(advice).")
        }
        switch kind {
        case "Catalog Error": return error(.missing, "Name the table or file in the experiment's dataSource")
        case "Binder Error": return error(.missing, "Map the column in the experiment's dataSource")
        case "Permission Error":
            return error(.refused, "Only files below path and the folders of the source's options are read")
        case "Conversion Error", "Invalid Input Error", "Out of Range Error", "Mismatch Type Error":
            return error(
                .missing, "A column is of a type that cannot be used: map another, or give a query that converts it")
        case "Out of Memory Error": return error(.answer, "Raise memory_limit in the source's options")
        case "Parser Error": return error(.answer, "Where the experiment's dataSource gives a query, check it")
        case "IO Error" where sentence.contains("lock"):
            return error(.notReady, "Another program writes to the database; try again when it has ended")
        case "IO Error": return error(.missing, "Check path, and that the files can be read")
        default: return error(.answer, "Run the statement in DuckDB itself: experiment sources show-sql")
        }
    }
}
