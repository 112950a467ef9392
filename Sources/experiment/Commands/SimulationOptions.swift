internal import ArgumentParser
internal import Experiments
internal import Foundation

/// What every simulation takes: the seed, and where and how the result is printed.
struct SimulationOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, svg
    }

    @Option(parsing: .unconditional, help: "The seed of the random numbers, a whole number of at least 0.")
    var seed = 1

    @Option(help: "How to print the result.")
    var format = Format.text

    @Option(parsing: .unconditional, help: "The file to write instead of standard output.", completion: .file())
    var output: String?

    var checkedSeed: UInt64 {
        get throws {
            guard let seed = UInt64(exactly: seed) else {
                throw WorkspaceError.invalid("--seed \(seed) is below 0", code: "invalid_value")
            }
            return seed
        }
    }

    /// Runs on all cores, with a bar that tells how far it is.
    func run<Result>(_ work: (_ workers: Int, _ progress: (Double) -> Void) async -> Result) async throws -> Result {
        try requireFolder()
        var bar = ProgressBar()
        let result = await work(ProcessInfo.processInfo.activeProcessorCount) { bar.show($0) }
        bar.clear()
        return result
    }

    func write(text: @autoclosure () -> String, json: @autoclosure () -> JSON, svg: @autoclosure () -> String) throws {
        let answer =
            switch format {
            case .text: text()
            case .json: json().serialized()
            case .svg: svg()
            }
        guard let output else { return try StandardOutput.write(answer) }
        do {
            try Data((answer + "\n").utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw Self.unwritable(output, error.localizedDescription)
        }
    }

    /// Tells of a wrong path before minutes are spent, not after.
    private func requireFolder() throws {
        guard let output else { return }
        let folder = URL(fileURLWithPath: output).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw Self.unwritable(output, "the folder \(folder) does not exist or may not be written to")
        }
    }

    private static func unwritable(_ path: String, _ reason: String) -> WorkspaceError {
        WorkspaceError(.storage, code: "output_failed", "\(path) cannot be written: \(reason)")
    }
}
