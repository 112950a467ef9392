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
    /// - Parameters:
    ///   - refusals: how many answers with a refusal there were since the last look; a browser logs each.
    ///   - isScripted: whether the page runs scripts, without which axe-core never ends.
    func inspect(
        _ place: String, refusals: Int = 0, isScripted: Bool = true, location: SourceLocation = #_sourceLocation
    ) async throws {
        for rules in [PageRules.script] + (isScripted ? [try axe] : []) {
            let faults = (try await browser.run(rules).array ?? []).compactMap(\.text)
            #expect(faults.isEmpty, "\(place): \(faults.joined(separator: "\n"))", sourceLocation: location)
        }
        let lines = try await browser.console()
        let refused = lines.filter { $0.contains("status of 4") }
        #expect(refused.count <= refusals, "\(place): \(refused)", sourceLocation: location)
        let others = lines.filter { !$0.contains("status of 4") }
        #expect(others.isEmpty, "\(place): \(others)", sourceLocation: location)
    }

    /// What axe-core finds against WCAG 2.2, A and AA.
    private var axe: String {
        get throws {
            let file = try #require(
                ProcessInfo.processInfo.environment["EXPERIMENT_AXE"],
                "EXPERIMENT_AXE names axe-core's file; scripts/test --browser sets it")
            return try String(contentsOfFile: file, encoding: .utf8) + #"""
                ;return axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
                  .then(found => found.violations.flatMap(v => v.nodes.slice(0, 3).map(n => 'axe ' + v.id + ': ' + n.html.slice(0, 120))));
                """#
        }
    }

    static let data = """
        {"metrics":{"paid":{"control":{"n":5000,"k":500},"treatment":{"n":5000,"k":600}},\
        "errors":{"inverse":true,"control":{"n":5000,"k":60},"treatment":{"n":5000,"k":55}}}}
        """
}

/// Whether the browser tests are asked for. Then a missing browser is a failure.
let isBrowserAsked = ProcessInfo.processInfo.environment["EXPERIMENT_BROWSER_TESTS"] == "1"
