import Experiments
import Foundation
import TestSupport
import Testing
import Workspace

/// A workspace that is served, and a browser before it.
struct Desk {
    let folder: TemporaryFolder
    let server: RunningProgram
    let browser: Browser

    var url: String { "http://localhost:\(server.port)" }

    /// - Parameter prepare: fills the workspace before it is served.
    init(clock: Fixture.Clock? = nil, _ prepare: (SQLiteWorkspace) async throws -> Void = { _ in }) async throws {
        folder = try TemporaryFolder()
        let surroundings = clock.map { clock in SQLiteWorkspace.Surroundings(now: { clock.now }) } ?? .init()
        let workspace = try SQLiteWorkspace(
            path: folder.file(), use: .server, isCreating: true, surroundings: surroundings)
        try await prepare(workspace)
        try workspace.close()
        server = try RunningProgram.server(workspace: folder.file())
        browser = try await Browser()
    }

    func open(_ path: String) async throws { try await browser.open(url + path) }

    /// The page holds to its rules, and nothing failed on the way to it.
    ///
    /// - Parameter refusals: how many answers with a refusal there were since the last look; a browser logs each.
    func inspect(_ place: String, refusals: Int = 0, location: SourceLocation = #_sourceLocation) async throws {
        let faults = (try await browser.run(PageRules.script).array ?? []).compactMap(\.text)
        #expect(faults.isEmpty, "\(place): \(faults.joined(separator: "\n"))", sourceLocation: location)
        let lines = try await browser.console()
        let refused = lines.filter { $0.contains("status of 4") }
        #expect(refused.count <= refusals, "\(place): \(refused)", sourceLocation: location)
        let others = lines.filter { !$0.contains("status of 4") }
        #expect(others.isEmpty, "\(place): \(others)", sourceLocation: location)
    }

    static let data = """
        {"metrics":{"paid":{"control":{"n":5000,"k":500},"treatment":{"n":5000,"k":600}},\
        "errors":{"inverse":true,"control":{"n":5000,"k":60},"treatment":{"n":5000,"k":55}}}}
        """
}

/// Whether the browser tests are asked for. Then a missing browser is a failure.
let isBrowserAsked = ProcessInfo.processInfo.environment["EXPERIMENT_BROWSER_TESTS"] == "1"
