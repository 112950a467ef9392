import AsyncHTTPClient
import Experiments
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// The built program, started as a process of its own.
enum Program {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String

        var json: JSON { get throws { try JSON(parsing: output) } }
    }

    /// Beside the test bundle.
    static var path: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/experiment"
    }

    /// A user's own workspace is out of reach of every process started here.
    private static func environment(_ more: [String: String]) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        for name in ["SYNC_API_URL", "EXPERIMENT_WORKSPACE"] { environment[name] = nil }
        environment["XDG_DATA_HOME"] = "/nonexistent"
        return environment.merging(more) { _, new in new }
    }

    static func process(_ arguments: [String], environment more: [String: String] = [:], folder: String? = nil)
        -> Process
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment(more)
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        return process
    }

    static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], folder: String? = nil
    ) async throws -> Outcome {
        let process = process(arguments, environment: environment, folder: folder)
        let (output, errors, standardInput) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = standardInput
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        async let errorText = read(errors)
        let text = await read(output)
        let errorsRead = await errorText
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: text, errors: errorsRead)
    }

    private static func read(_ pipe: Pipe) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let data = pipe.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
    }
}

/// `experiment serve` on a free loopback port.
final class Server: @unchecked Sendable {
    let port: Int
    let process: Process

    var url: String { "http://127.0.0.1:\(port)" }

    init(workspace: String, environment: [String: String] = [:], folder: String? = nil) throws {
        process = Program.process(
            ["serve", "--workspace", workspace, "--port", "0"], environment: environment, folder: folder)
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        var said = ""
        while true {
            let data = errors.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Failure(said: said) }
            said += String(decoding: data, as: UTF8.self)
            if let match = said.firstMatch(of: /http:\/\/localhost:(\d+)/), let port = Int(match.1) {
                self.port = port
                break
            }
        }
        errors.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    struct Failure: Error {
        var said: String
    }

    deinit {
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    // MARK: - Plain HTTP, as any client would speak it

    struct Answer {
        var status: Int
        /// Names in lower case.
        var headers: [String: String]
        var text: String

        var json: JSON { get throws { try JSON(parsing: text) } }
    }

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }()

    func call(
        _ method: String, _ path: String, body: String? = nil, type: String? = "application/json",
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url + path)
        request.method = HTTPMethod(rawValue: method)
        if let body {
            request.body = .bytes(ByteBuffer(string: body))
            if let type { request.headers.add(name: "Content-Type", value: type) }
        }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        let response = try await Self.client.execute(request, timeout: .seconds(30))
        let buffer = try await response.body.collect(upTo: 64 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first },
            text: String(buffer: buffer))
    }

    /// Writes all bytes on one connection before it reads what comes back.
    ///
    /// - Throws: where the server takes none, or gives none, for ten seconds.
    func exchange(_ bytes: Data) throws -> String {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(handle) }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(handle, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw POSIXError(.ECONNREFUSED) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(handle, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw POSIXError(.ETIMEDOUT) }
            rest = rest.dropFirst(count)
        }
        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(handle, &buffer, buffer.count, 0)
            guard count >= 0 else { throw POSIXError(.ETIMEDOUT) }
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += buffer.prefix(count)
        }
    }
}
