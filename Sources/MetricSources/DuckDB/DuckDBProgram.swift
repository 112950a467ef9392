internal import Experiments
internal import Foundation
internal import Subprocess
internal import SystemPackage

/// Runs DuckDB's own program, one process for each statement: the SQL on its standard input, JSON on its output.
struct DuckDBProgram: Sendable {
    let name: String
    let settings: DuckDBSettings

    private static let maximumAnswer = 64 << 20

    /// The rows of a statement, all of whose columns are texts or whole numbers.
    ///
    /// A cancelled task, and one that has waited too long, kill the process before this returns.
    /// - Throws: `WorkspaceError` of the source, or `invalid` where the program is not there; `CancellationError`.
    func rows(_ statement: String) async throws -> [[String?]] {
        let temporary = FileManager.default.temporaryDirectory.path + "/experiment-duckdb-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        let script = try settings.preparation(temporary: temporary) + statement + ";\n"
        guard let reply = try await value(within: .seconds(settings.timeoutSeconds), of: { try await run(script) })
        else {
            throw SourceFailure.timeout.error(
                name,
                "DuckDB did not finish within \(settings.timeoutSeconds) s. Try again, or raise timeout_seconds in the "
                    + "source's options.")
        }
        guard reply.isSuccess else { throw DuckDBError(reply.error).workspaceError(name) }
        guard let list = try? JSON(parsing: reply.output).array else {
            throw SourceFailure.answer.error(
                name, "DuckDB's answer breaks off, or is none. Check that \(settings.program) is DuckDB's own program.")
        }
        return list.map { row in
            (row.object ?? [:]).map { _, cell in cell == .null ? nil : cell.text ?? cell.serialized() }
        }
    }

    private struct Reply: Sendable {
        var isSuccess: Bool
        var output: String
        var error: String
    }

    private func run(_ script: String) async throws -> Reply {
        let program: Executable =
            settings.program.contains("/") ? .path(FilePath(settings.program)) : .name(settings.program)
        // Nothing of this program's environment, where secrets are, is of use there.
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        var arguments = ["-json", "-batch", "-bail", "-no-init"]
        if let database = settings.database { arguments += ["-readonly", database] }
        do {
            let result = try await Subprocess.run(
                program, arguments: Arguments(arguments), environment: .custom(["PATH": path]),
                input: .string(script), output: .string(limit: Self.maximumAnswer), error: .string(limit: 1 << 20))
            return Reply(
                isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput,
                error: result.standardError)
        } catch let error as SubprocessError where error.code == .executableNotFound || error.code == .spawnFailed {
            throw WorkspaceError.invalid(
                "\(name): DuckDB's program \"\(settings.program)\" cannot be run on this machine. Install it (version 1.4 or "
                    + "newer; see duckdb.org), or name its path in the source's options: {\"program\":\"…\"}.",
                code: "duckdb_missing")
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw SourceFailure.answer.error(name, "DuckDB's answer is larger than any summary. Check the tables.")
        } catch let error as SubprocessError where !Task.isCancelled {
            // It may end before it has read all of the statement, which then cannot be written.
            throw SourceFailure.answer.error(name, "DuckDB's program broke off (\(error.code)). Try again.")
        }
    }
}
