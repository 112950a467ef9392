import Experiments
import Testing

@testable import MetricSources

struct PostgresErrorTests {
    @Test func theServersCodeIsReadFromARefusedConnection() {
        let text = """
            connection to server at "127.0.0.1", port 5432 failed: FATAL:  28P01: password authentication failed for user "me"
            LOCATION:  auth_failed, auth.c:337

            """
        #expect(
            PostgresError(connecting: text)
                == .server(code: "28P01", message: "password authentication failed for user \"me\""))
        let encrypted = """
            connection to server at "db", port 5432 failed: could not reach it with TLS
            connection to server at "db", port 5432 failed: FATAL:  3D000: database "shop" does not exist
            """
        #expect(
            PostgresError(connecting: encrypted) == .server(code: "3D000", message: "database \"shop\" does not exist"))
    }

    @Test func whatHasNoCodeIsAConnectionThatBroke() {
        #expect(
            PostgresError(connecting: "could not translate host name \"nowhere\"\n\tto address\n")
                == .connection("could not translate host name \"nowhere\""))
        #expect(PostgresError(connecting: "") == .connection("no reason given"))
        #expect(PostgresError(connecting: "fe_sendauth: no password supplied\n") == .noPassword)
    }

    @Test func aMessageIsOneCleanLine() {
        #expect(PostgresError.oneLine("\n a\u{1B}[31mred\tx\nsecond") == "a [31mred x")
        #expect(PostgresError.oneLine(String(repeating: "é", count: 400)).count == 301)
    }

    @Test(arguments: [
        ("28P01", "source_refused"), ("28000", "source_refused"), ("42501", "source_refused"),
        ("3D000", "source_missing"), ("42P01", "source_missing"), ("3F000", "source_missing"),
        ("42703", "source_missing"), ("42883", "source_missing"), ("42804", "source_missing"),
        ("22P02", "source_missing"), ("57014", "source_timeout"), ("57P01", "source_unreachable"),
        ("08006", "source_unreachable"), ("53300", "source_not_ready"), ("57P03", "source_not_ready"),
        ("53100", "source_answer"), ("XX000", "source_answer"),
    ])
    func eachCodeHasItsFailure(code: String, failure: String) {
        let error = PostgresError.server(code: code, message: "so it is").workspaceError("shop", at: "db:5432")
        #expect(error.code == failure)
        #expect(error.kind == .unreachable)
        #expect(error.message.contains("so it is"))
    }

    @Test func aMachineWithoutTheLibraryIsToldWhatToInstall() {
        #expect(LibPQ(names: ["libnothere.so.5", "libm.so.6"]) == nil)
        let error = PostgresError.noLibrary.workspaceError("shop", at: "db:5432")
        #expect(error.kind == .invalid)
        for name in ["libpq5", "dnf install libpq", "brew install libpq"] { #expect(error.message.contains(name)) }
    }
}
