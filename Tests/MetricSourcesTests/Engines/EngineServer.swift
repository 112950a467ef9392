import Experiments
import Foundation

/// A server of this test run in a folder of its own, stopped with the run however that ends.
///
/// A shell starts it and then reads from a pipe that only this process holds open: when the pipe closes, because the
/// server is let go or because this process has ended in any way, the shell stops the server and removes its folder.
final class EngineServer: @unchecked Sendable {
    let folder: String
    let log: String
    private let process = Process()
    private let lifeline = Pipe()

    /// - Parameters:
    ///   - name: how errors call it.
    ///   - folder: what it keeps, removed with it.
    ///   - signal: what stops it at once and cleanly.
    init(_ name: String, command: [String], folder: String, signal: String) throws {
        self.folder = folder
        log = folder + "/server.log"
        let script = """
            folder=$1 signal=$2
            shift 2
            "$@" </dev/null >"$folder/server.log" 2>&1 &
            server=$!
            echo "$server" >"$folder/server.pid"
            read -r _
            kill -s "$signal" "$server" 2>/dev/null
            tries=0
            while kill -0 "$server" 2>/dev/null && [ "$tries" -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
            kill -s KILL "$server" 2>/dev/null
            rm -rf -- "$folder"
            """
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, name, folder, signal] + command
        process.standardInput = lifeline
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Ours alone: the end that the shell reads from is the shell's.
        try lifeline.fileHandleForReading.close()
    }

    /// The server's own process, for tests that end it in the middle.
    var processIdentifier: pid_t? {
        guard let text = try? String(contentsOfFile: folder + "/server.pid", encoding: .utf8) else { return nil }
        return pid_t(text.trimmed)
    }

    /// - Throws: what the server said, when it is not ready in time.
    func waitUntilReady(_ isReady: () async -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if await isReady() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        throw EngineFailure("the server in \(folder) was not ready within a minute; it said: \(said.suffix(2000))")
    }

    func stop() {
        try? lifeline.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    deinit { try? lifeline.fileHandleForWriting.close() }
}

/// An engine that a test needs is not there or does not do what it should.
struct EngineFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
