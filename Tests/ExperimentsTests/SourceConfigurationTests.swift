import Experiments
import TestSupport
import Testing

struct SourceConfigurationTests {
    private func added(_ kind: String, _ fields: JSONObject) throws -> SourceConfiguration {
        var arguments: JSONObject = ["project": "p", "name": "totals", "kind": .string(kind)]
        for (name, value) in fields { arguments[name] = value }
        return try AddSource(arguments: arguments).configuration
    }

    @Test(arguments: ["file", "duckdb"])
    func aFileThatIsReadLaterNeedsAnAbsolutePath(kind: String) throws {
        #expect(try added(kind, ["path": "/data/totals.csv"]).path == "/data/totals.csv")
        #expect(try added(kind, ["path": "s3://lake/totals.parquet"]).path == "s3://lake/totals.parquet")
        for path in ["totals.csv", "./totals.csv", "~/totals.csv"] {
            let error = failure { try added(kind, ["path": .string(path)]) }
            #expect(error?.code == "invalid_value")
            #expect(error?.message.contains(path) == true)
        }
    }

    @Test func aRequestsPathIsNoFile() throws {
        #expect(try added("endpoint", ["url": "https://data.example", "path": "metrics"]).path == "metrics")
    }

    @Test func aSecretsFileNeedsAnAbsolutePath() throws {
        #expect(failure { try added("endpoint", ["secretFile": "key"]) }?.code == "invalid_value")
        #expect(try added("endpoint", ["secretFile": "/run/secrets/key"]).secretFile == "/run/secrets/key")
    }

    /// What is stored stays in the history for ever.
    @Test(arguments: [
        "postgres://u:hunter2@db.example/shop", "postgresql://u@db.example/shop?password=hunter2",
        "postgres://u:hun/ter2?@db.example/shop", "u:hunter2@db.example:5432", "host=db.example password=hunter2",
        "https://u:hunter2@flags.example", "https://flags.example/?sslpassword=hunter2",
    ])
    func aPasswordInTheAddressIsRefusedUnread(url: String) {
        for kind in SourceConfiguration.Kind.allCases {
            let error = failure { try added(kind.rawValue, ["url": .string(url), "path": "/x"]) }
            #expect(error?.kind == .invalid && error?.message.contains("secretEnv") == true, "\(kind), \(url)")
            #expect(error?.message.contains("hunter2") != true)
        }
    }

    @Test(arguments: [
        "postgres://reader@db.example:5432/shop?sslmode=require", "db.example:5432", "http://lake.example:8123",
        "https://flags.example:8443/hook?team=a@b", "[::1]:5432",
    ])
    func anAddressWithoutPasswordIsTaken(url: String) throws {
        #expect(try added("postgres", ["url": .string(url)]).url == url)
    }

    @Test(arguments: SourceConfiguration.Kind.allCases)
    func anOptionThatTheKindDoesNotHaveIsRefused(kind: SourceConfiguration.Kind) throws {
        let error = failure { try added(kind.rawValue, ["options": ["password": "hunter2"]]) }
        #expect(error?.kind == .invalid && error?.message.contains("\"password\"") == true)
        #expect(error?.message.contains("hunter2") != true)
        for option in kind.options {
            #expect(error?.message.contains(option) == true)
            _ = try added(kind.rawValue, ["options": [option: "x"], "path": "/x"])
        }
    }
}
