import Experiments
import TestSupport
import Testing

@testable import MetricSources

/// What engines write when they fail, as they wrote it, and what becomes of it.
struct SourceErrorTests {
    private func settings(_ change: (inout SourceConfiguration) -> Void = { _ in }) throws -> ClickHouseSettings {
        var configuration = SourceConfiguration()
        configuration.name = "lake"
        configuration.kind = .clickhouse
        configuration.url = "http://lake.example"
        configuration.user = "reader"
        change(&configuration)
        return try ClickHouseSettings(configuration)
    }

    @Test(arguments: [
        (
            404, "Code: 60, e.displayText() = DB::Exception: Table shop.nope doesn't exist., e.what() = DB::Exception",
            SourceFailure.missing, "Table shop.nope doesn't exist (code 60)"
        ),
        (
            404,
            "Code: 60. DB::Exception: Unknown table expression identifier 'shop.nope' in scope SELECT x. (UNKNOWN_TABLE) "
                + "(version 26.9.2.1)", .missing, "Unknown table expression identifier 'shop.nope' (code 60)"
        ),
        (
            200, "{\"meta\":[],\"data\":[[1],Code: 159, e.displayText() = DB::Exception: Timeout exceeded", .timeout,
            "did not answer within 300 s"
        ),
        (200, "{\"meta\":[],\"data\":[[1]", .answer, "breaks off"),
        (
            401, "Code: 193, e.displayText() = DB::Exception: Wrong password for user reader, e.what() = DB::Exception",
            .refused, "secretEnv or secretFile"
        ),
        (
            500, "Code: 279, e.displayText() = DB::NetException: All connection tries failed. DB::Exception: x",
            .unreachable,
            "shards"
        ),
        (503, "", .notReady, "busy"), (404, "<html>", .answer, "not as a ClickHouse does"),
    ])
    func clickHouse(status: Int, body: String, failure: SourceFailure, words: String) throws {
        let error = ClickHouseError(status: status, body: body).workspaceError("lake", try settings())
        #expect(error.code == failure.rawValue && error.kind == .unreachable)
        #expect(error.message.contains(words), "\(error.message)")
        #expect(error.message.hasPrefix("lake: ") && error.message.hasSuffix(" Nothing was stored."))
    }

    @Test(arguments: [
        ("lake.example", "http://lake.example:8123"), ("https://lake.example", "https://lake.example:8443"),
        ("http://127.0.0.1:9/", "http://127.0.0.1:9"), ("http://proxy.example/lake", "http://proxy.example:8123/lake"),
    ])
    func addresses(given: String, url: String) throws {
        #expect(try settings { $0.url = given }.url == url)
    }

    @Test(arguments: ["", "ftp://lake.example", "http://reader:secret@lake.example", "http://lake.example/?password=x"])
    func addressesThatAreRefused(given: String) {
        let error = failure { try settings { $0.url = given } }
        #expect(error?.code == "invalid_source" && error?.message.contains("secret@") == false)
    }

    @Test(arguments: [
        ("http://lake.example", nil, false), ("lake.example", nil, false), ("https://lake.example", nil, true),
        ("http://127.0.0.1:8123", nil, true), ("localhost", nil, true), ("[::1]:8123", nil, true),
        ("http://lake.example", #"{"allow_http":true}"#, true),
        ("http://lake.example", #"{"allow_http":false}"#, false),
    ])
    func aPasswordGoesOverTLSOrStaysHere(given: String, options: String?, isTaken: Bool) throws {
        for place in [\SourceConfiguration.secretEnv, \.secretFile] {
            let error = failure {
                try settings {
                    $0.url = given
                    $0.options = options
                    $0[keyPath: place] = "PLACE"
                }
            }
            #expect((error == nil) == isTaken, "\(String(describing: error))")
            if !isTaken { #expect(error?.message.contains("unprotected to lake.example") == true) }
        }
    }

    @Test(arguments: [StandInServer.Reply.stall("{"), .drip("{")])
    func aClickHouseWhoseAnswerDoesNotEndIsLeftAndToldSo(reply: StandInServer.Reply) async throws {
        let server = try await StandInServer { _, before in before == 0 ? reply : .json(200, [:]) }
        let client = ClickHouseClient(
            name: "lake",
            settings: try settings {
                $0.url = server.url
                $0.options = #"{"timeout_seconds":1}"#
            }, password: nil)
        let error = await failure { try await client.rows("SELECT 1") }
        #expect(error?.code == SourceFailure.timeout.rawValue, "\(String(describing: error))")
        #expect(server.requests.last.map { String(decoding: $0.body, as: UTF8.self) }?.hasPrefix("KILL QUERY") == true)
    }

    @Test(arguments: [
        ("Catalog Error: Table with name nope does not exist!\nDid you mean \"pg_enum\"?", SourceFailure.missing),
        ("Binder Error: Referenced column \"x\" not found in FROM clause!", .missing),
        ("IO Error: No files found that match the pattern \"/lake/x.parquet\"", .missing),
        ("IO Error: Could not set lock on file \"/lake/data.duckdb\": Conflicting lock is held", .notReady),
        ("Permission Error: Cannot access file \"/etc/passwd\" - file system operations are disabled", .refused),
        ("Out of Memory Error: failed to allocate data of size 2 MiB", .answer), ("", .answer),
    ])
    func duckDB(text: String, failure: SourceFailure) {
        let error = DuckDBError(text).workspaceError("files")
        #expect(error.code == failure.rawValue && error.kind == .unreachable && !error.message.contains("\n"))
    }

    @Test func filesOutsideOfTheFolders() throws {
        let folder = try TemporaryFolder()
        var configuration = SourceConfiguration()
        configuration.name = "files"
        configuration.kind = .duckdb
        configuration.path = folder.path
        let settings = try DuckDBSettings(configuration)
        for name in ["/etc/x.csv", "../x.csv", "a/../../x.csv", "\(folder.path)x/y.csv"] {
            #expect(
                failure { try DuckDBFile(name: name, settings: settings, source: "files") }?.code == "invalid_source",
                "\(name)")
        }
        #expect(
            try DuckDBFile(name: "2026/*/x.parquet", settings: settings, source: "files")?.path
                == "\(folder.path)/2026/*/x.parquet")
        #expect(
            failure { try DuckDBFile(name: "events", settings: settings, source: "files") }?.code == "source_missing")
    }
}
