internal import Experiments

/// What the server lets the user set, and the settings under which an answer can be right.
struct ClickHouseSession: Sendable {
    /// The settings to send with a statement.
    let parameters: [(name: String, value: String)]

    /// What would give half an answer, or another one, without a word.
    private static let exact: [(name: String, value: String)] =
        ["timeout", "read", "group_by", "join", "set", "sort", "distinct", "transfer", "result"]
        .map { ("\($0)_overflow_mode", "throw") } + [
            ("aggregate_functions_null_for_empty", "0"), ("distributed_group_by_no_merge", "0"),
            ("group_by_use_nulls", "0"), ("join_use_nulls", "0"), ("limit", "0"), ("offset", "0"),
            ("skip_unavailable_shards", "0"), ("transform_null_in", "0"),
        ]

    /// - Throws: `WorkspaceError` of the source, where the user's profile would give half an answer and may not be
    ///   overridden.
    init(_ client: ClickHouseClient) async throws {
        let settings = client.settings
        let limits: [(name: String, value: String)] = [
            ("max_execution_time", "\(settings.timeoutSeconds)"), ("max_result_rows", "\(settings.maximumRows)"),
            ("cancel_http_readonly_queries_on_client_close", "1"),
        ]
        let names = (Self.exact + limits).map(\.name) + ["readonly"]
        let list = try names.map(SQLDialect.clickhouse.text).joined(separator: ", ")
        let rows = try await client.rows("SELECT name, value FROM system.settings WHERE name IN (\(list))").cells
        var found: [String: String] = [:]
        for row in rows where row.count == 2 { found[row[0] ?? ""] = row[1] }
        // A server knows fewer settings the older it is.
        let differing = (Self.exact + limits).filter {
            found[$0.name].map { [value = $0.value] in $0 != value } ?? false
        }
        guard found["readonly"] == "1" else {
            // One who may write binds himself for this query.
            parameters = differing + (found["readonly"] == "0" ? [("readonly", "1")] : [])
            return
        }
        for setting in Self.exact where differing.contains(where: { $0.name == setting.name }) {
            throw SourceFailure.answer.error(
                client.name,
                "the profile of the user \"\(settings.user)\" sets \(setting.name) to \(found[setting.name] ?? ""), under "
                    + "which an answer may be wrong without a word, and readonly to 1, so that it cannot be changed here. "
                    + "Set it to \(setting.value), or readonly to 2.")
        }
        parameters = []
    }
}
