import Experiments
import TestSupport
import Testing

@testable import MetricSources

struct PostgresSettingsTests {
    private func settings(
        _ url: String?, database: String? = nil, user: String? = nil, options: String? = nil
    ) throws -> PostgresSettings {
        var configuration = SourceConfiguration()
        configuration.name = "shop"
        configuration.kind = .postgres
        configuration.url = url
        configuration.database = database
        configuration.user = user
        configuration.options = options
        return try PostgresSettings(configuration)
    }

    @Test(arguments: [
        ("db.example", "db.example", 5432), ("db.example:6432", "db.example", 6432), ("127.0.0.1:1", "127.0.0.1", 1),
        ("[::1]:5433", "::1", 5433), ("/run/postgresql", "/run/postgresql", 5432),
        ("postgresql://db.example:6432", "db.example", 6432), ("postgres://db.example/", "db.example", 5432),
        ("POSTGRESQL://%2Frun%2Fpostgresql", "/run/postgresql", 5432),
    ])
    func hostAndPort(url: String, host: String, port: Int) throws {
        let settings = try settings(url, database: "shop")
        #expect(settings.host == host)
        #expect(settings.port == port)
        #expect(settings.database == "shop")
    }

    @Test func aWholeURL() throws {
        let settings = try settings(
            "postgresql://read%40er@db.example:6432/the%20shop?sslmode=verify-full&sslrootcert=/ca")
        #expect(settings.user == "read@er")
        #expect(settings.database == "the shop")
        #expect(settings.sslMode == "verify-full")
        #expect(settings.sslRootCertificate == "/ca")
        #expect(settings.place == "db.example:6432")
    }

    @Test func options() throws {
        let settings = try settings(
            "db", database: "shop",
            options:
                #"{"schema":"sales, other","timeout_seconds":30,"max_rows":5,"work_mem":"64MB","sslmode":"require"}"#)
        #expect(settings.schemas == ["sales", "other"])
        #expect(settings.timeoutSeconds == 30)
        #expect(settings.maximumRows == 5)
        #expect(settings.preparation.contains("SET LOCAL search_path TO \"sales\", \"other\""))
        #expect(settings.preparation.contains("SET LOCAL statement_timeout = 30000"))
        #expect(settings.preparation.first == "BEGIN TRANSACTION READ ONLY")
    }

    @Test func aSchemaIsOneNameWhateverItHolds() throws {
        let settings = try settings("db", database: "shop", options: #"{"schema":"a\"; DROP TABLE x"}"#)
        #expect(settings.preparation.contains(#"SET LOCAL search_path TO "a""; DROP TABLE x""#))
    }

    @Test func aPasswordInAURLIsRefusedAndNotRepeated() {
        for url in [
            "postgresql://me:s3cret@db/shop", "me:s3cret@db:5432", "postgresql://db/shop?password=s3cret",
            "postgresql://me:1/s3cret@db/shop", "postgresql://me:?s3cret@db/shop",
        ] {
            let error = failure { try settings(url, database: "shop") }
            #expect(error?.kind == .invalid)
            #expect(error?.message.contains("secretEnv") == true)
            #expect(error?.message.contains("s3cret") == false)
        }
    }

    @Test(
        arguments: [
            (nil, "shop", nil, "url"), ("", "shop", nil, "url"), ("db", nil, nil, "database"),
            ("mysql://db/shop", nil, nil, "mysql://"), ("db:0", "shop", nil, "port"), ("db:x", "shop", nil, "port"),
            ("db:65536", "shop", nil, "port"), (":5432", "shop", nil, "host"), ("a,b", "shop", nil, "host"),
            ("postgresql://db/shop", "other", nil, "database"), ("postgresql://db/shop?host=x", nil, nil, "sslmode"),
            ("postgresql://db/shop?sslmode=maybe", nil, nil, "verify-full"),
            ("postgresql://db/sh%zzop", nil, nil, "%25"), ("db", "sh\0op", nil, "zero byte"),
            ("db", "shop", #"{"sslmode":"maybe"}"#, "verify-full"), ("db", "shop", #"{"timeout_seconds":0}"#, "3600"),
            ("db", "shop", #"{"timeout_seconds":"9"}"#, "timeout_seconds"),
            ("db", "shop", #"{"max_rows":1.5}"#, "max_rows"),
            ("db", "shop", #"{"schema":""}"#, "schema"), ("db", "shop", #"{"work_mem":"1MB'; DROP"}"#, "work_mem"),
            ("db", "shop", #"{"password":"s3cret"}"#, "password"),
        ] as [(String?, String?, String?, String)])
    func whatCannotWorkIsNamed(url: String?, database: String?, options: String?, named: String) {
        let error = failure { try settings(url, database: database, options: options) }
        #expect(error?.kind == .invalid)
        #expect(error?.message.contains(named) == true, "\(error?.message ?? "no error")")
        #expect(error?.message.contains("s3cret") == false)
    }
}
