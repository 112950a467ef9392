import Experiments
import Foundation

/// Programs, folders and ports for the real engines.
enum EngineTools {
    /// The engines' tests were asked for. A missing engine then fails them; nothing is skipped.
    static let areAsked = ProcessInfo.processInfo.environment["EXPERIMENT_ENGINE_TESTS"] == "1"

    /// A program by its name, in the places where packages put it.
    static func program(_ name: String, in more: [String] = []) throws -> String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = more + path.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin"]
        for folder in folders {
            let file = folder + "/" + name
            if FileManager.default.isExecutableFile(atPath: file) { return file }
        }
        throw EngineFailure("there is no program \(name). Run scripts/test --engines, which installs the engines")
    }

    /// The newest PostgreSQL's folder of programs.
    static func postgresFolders() -> [String] {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }
        return versions.sorted(by: >).map { "\(root)/\($0)/bin" }
    }

    /// A new folder that an unprivileged user may enter.
    static func newFolder(_ name: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/experiment-\(name)-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// What makes a command run as nobody in particular where we are root: PostgreSQL refuses root.
    static func unprivileged() throws -> [String] {
        guard geteuid() == 0 else { return [] }
        return [try program("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups"]
    }

    /// Ports on loopback of which nobody uses any.
    static func freePorts(_ count: Int) throws -> [Int] {
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        return try (0..<count).map { _ in
            #if os(Linux)
                let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            #else
                let descriptor = socket(AF_INET, SOCK_STREAM, 0)
            #endif
            sockets.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
                }
            }
            guard isBound else { throw EngineFailure("there is no free port on loopback") }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }

    /// Runs a program to its end with its standard input from a text.
    ///
    /// - Throws: what it said, when it fails.
    @discardableResult
    static func run(
        _ command: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> String {
        let folder = try newFolder("call")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Files, since a pipe that nobody reads stops whoever writes.
        for (name, text) in [("input", input), ("output", ""), ("errors", "")] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        func handle(_ name: String) throws -> FileHandle {
            let url = URL(fileURLWithPath: "\(folder)/\(name)")
            return try name == "input" ? FileHandle(forReadingFrom: url) : FileHandle(forWritingTo: url)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardInput = try handle("input")
        process.standardOutput = try handle("output")
        process.standardError = try handle("errors")
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        func text(_ name: String) throws -> String { try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }
        guard process.terminationStatus == 0 else {
            throw EngineFailure(
                "\(command.joined(separator: " ")) ended with \(process.terminationStatus): \(try text("errors").suffix(2000))"
            )
        }
        return try text("output")
    }
}
