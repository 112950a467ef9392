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
}
