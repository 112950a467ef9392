import Foundation

/// A program that says on which port it listens, stopped with its holder.
final class RunningProgram: @unchecked Sendable {
    let port: Int
    private let process = Process()

    struct Silent: Error {
        var said: String
    }

    /// - Parameter pattern: what precedes the port in what the program says.
    init(_ path: String, _ arguments: [String], saysPortAfter pattern: String) throws {
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        for name in ["SYNC_API_URL", "EXPERIMENT_WORKSPACE"] { environment[name] = nil }
        environment["XDG_DATA_HOME"] = "/nonexistent"
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        var said = ""
        while true {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Silent(said: said) }
            said += String(decoding: data, as: UTF8.self)
            guard let place = said.range(of: pattern) else { continue }
            let digits = said[place.upperBound...].prefix(while: \.isNumber)
            // The number is whole once something follows it.
            if digits.endIndex < said.endIndex, let port = Int(digits) {
                self.port = port
                break
            }
        }
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    /// The program and whatever it started: a driver that is told to end waits for a browser that nobody ends.
    deinit {
        guard process.isRunning else { return }
        kill(-process.processIdentifier, SIGKILL)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

extension RunningProgram {
    /// `experiment serve` of the built program.
    static func server(workspace: String) throws -> RunningProgram {
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
        return try RunningProgram(
            "\(folder)/experiment", ["serve", "--workspace", workspace, "--port", "0"],
            saysPortAfter: "http://localhost:")
    }
}
