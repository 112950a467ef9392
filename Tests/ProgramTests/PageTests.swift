import Experiments
import Foundation
import TestSupport
import Testing
import Workspace

/// The pages as the built program serves them, started from another folder.
@Suite struct PageTests {
    private static let html = ["Accept": "text/html"]

    private func server(_ folder: TemporaryFolder) throws -> Server {
        try Server(workspace: folder.file(), folder: "/")
    }

    @Test func anEmptyWorkspaceSaysHowToBegin() async throws {
        let folder = try TemporaryFolder()
        let server = try server(folder)
        let page = try await server.call("GET", "/projects", headers: Self.html)
        #expect(page.status == 200)
        #expect(page.headers["content-type"] == "text/html; charset=utf-8")
        #expect(page.text.contains("experiment create-project"))
        let home = try await server.call("GET", "/", headers: Self.html)
        #expect(home.text == page.text, "the root leads to the projects")
        let style = try await server.call("GET", "/assets/workspace.css")
        #expect(style.status == 200)
        #expect(style.text.contains("--better"))
    }

    @Test func theExperimentsNumbersAreTheStoredOnes() async throws {
        let folder = try TemporaryFolder()
        #expect(try await Program.run(["demo", "--once", "--workspace", folder.file()]).status == 0)
        let server = try server(folder)
        for project in try await server.call("GET", "/api/projects").json.array ?? [] {
            let id = try #require(project["id"]?.text)
            let experiments = try #require(
                try await server.call("GET", "/api/projects/\(id)").json["experiments"]?.array)
            let overview = try await server.call("GET", "/projects/\(id)", headers: Self.html)
            #expect(overview.status == 200)
            for experiment in experiments {
                let slug = try #require(experiment["slug"]?.text)
                #expect(overview.text.contains("/projects/\(id)/experiments/\(slug)"))
                let address = "/projects/\(id)/experiments/\(slug)"
                let verdict = try await server.call("GET", address, headers: Self.html)
                let page = try await server.call("GET", address + "/results", headers: Self.html)
                #expect(verdict.status == 200 && page.status == 200)
                let result = try AnalysisResult(json: JSON(parsing: #require(experiment["analysisResult"]?.text)))
                let report = try await server.call("GET", "/api\(address)/report")
                let summary = try #require(report.json["recommendation"]?["summary"]?.text)
                for text in [summary, NumberFormat.pValue(result.sampleRatio.pValue)] {
                    #expect(Self.plain(verdict.text).contains(text), "\(text)")
                }
                var rest = Self.plain(page.text)[...]
                for text in Self.cells(of: result) {
                    let place = rest.range(of: text)
                    #expect(place != nil, "\(slug): not in its place: \(text)")
                    if let place { rest = rest[place.upperBound...] }
                }
                #expect(
                    page.text.components(separatedBy: "<circle").count - 1
                        == result.sections.flatMap { $0.section.rows.filter { !$0.isControl } }.count)
                #expect(!page.text.contains("style="), "no inline styles under the content security policy")
                #expect(!page.text.contains("{{"))
            }
        }
    }

    /// A bandit's arms, too, and only with the data that were analyzed.
    @Test func theArmsOfABanditAreTheStoredOnes() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let project = try await workspace.perform(CreateProject(name: "P")).id
        func upsert(_ counts: [(String, Int64, Int64)]) async throws {
            let arms = JSONObject(counts.map { ($0.0, ["n": .integer($0.1), "k": .integer($0.2)]) })
            _ = try await workspace.perform(
                UpsertExperiment(
                    project: project, slug: "s",
                    fields: [
                        "method": "bandit", "primaryMetricEvent": "paid", "controlVariant": "red",
                        "treatmentVariant": "green,blue", "inputData": ["paid": .object(arms)],
                    ]))
        }
        let counts: [(String, Int64, Int64)] = [("red", 1200, 120), ("green", 1210, 150), ("blue", 1190, 130)]
        try await upsert(counts)
        let result = try #require(
            try await workspace.perform(AnalyzeExperiment(project: project, slug: "s")).bandit)
        let server = try server(folder)
        for tab in ["", "/results"] {
            let page = try await server.call("GET", "/projects/\(project)/experiments/s\(tab)", headers: Self.html)
            var rest = Self.plain(page.text)[...]
            for (name, n, k) in counts {
                func stored(_ values: [AnalysisResult.NamedValue<Double>]?) -> Double? {
                    values?.first { $0.name == name }?.value
                }
                for cell in [
                    ">\(name)</th>", ">\(NumberFormat.count(Int(n)))</td>",
                    ">\(NumberFormat.percent(Double(k) / Double(n)))</td>",
                    ">\(NumberFormat.probability(stored(result.probabilities)))</td>",
                    ">\(NumberFormat.percent(stored(result.weights)))</td>",
                ] {
                    let place = rest.range(of: cell)
                    #expect(place != nil, "\(name)\(tab): not in its place: \(cell)")
                    if let place { rest = rest[place.upperBound...] }
                }
            }
            #expect(!page.text.contains("Newer data:"))
        }
        try await upsert([("red", 9000, 4500), ("green", 9000, 100), ("blue", 9000, 50)])
        try workspace.close()
        for tab in ["", "/results", "/health", "/report"] {
            let page = try await server.call("GET", "/projects/\(project)/experiments/s\(tab)", headers: Self.html)
            #expect(page.text.contains("Newer data:"), "\(tab)")
            #expect(!page.text.contains(">9,000</td><td data-name=\"Value\" class=\"num\">50.00 %"), "\(tab)")
        }
    }

    private static func plain(_ html: String) -> String {
        html.replacing("\u{A0}", with: " ").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
    }

    /// Every cell of the table of results in its order, as the stored numbers demand it.
    private static func cells(of result: AnalysisResult) -> [String] {
        var cells: [String] = []
        for (_, section) in result.sections {
            cells.append(">\(section.event)<small>")
            for row in section.rows {
                cells += [
                    ">\(row.variant)</td>", ">\(NumberFormat.count(row.n))</td>", ">\(section.shown(row.value))</td>",
                ]
                guard let comparison = row.comparison else { continue }
                let look = comparison.alwaysValid?.value
                cells += [
                    ">\(NumberFormat.probability(comparison.probability))</b>",
                    "<b>\(NumberFormat.change(comparison.relativeChange))</b>",
                    "<small>\(NumberFormat.changeInterval(comparison.lower, comparison.upper))</small>",
                    "\(NumberFormat.changeInterval(look?.lower, look?.upper))</small>",
                    ">\(NumberFormat.risk(comparison.riskOfTreatment))</td>",
                ]
            }
        }
        return cells
    }

    @Test func markupInNamesIsShownAndNotRun() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let attack = "<script>alert(1)</script>\"'&"
        let project = try await workspace.perform(CreateProject(name: attack, description: attack)).id
        _ = try await workspace.perform(UpdateState(project: project, values: ["goal": .string(attack)]))
        _ = try await workspace.perform(AddActivity(project: project, type: "note", title: attack, detail: attack))
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "<script>",
                fields: [
                    "hypothesis": .string(attack), "primaryMetricEvent": .string(attack),
                    "controlVariant": .string(attack),
                    "treatmentVariant": "<b>b</b>", "minimumSample": 10,
                    "inputData": .object([
                        attack: .object([
                            attack: ["n": 100, "k": 40], "<b>b</b>": ["n": 100, "k": 50],
                        ])
                    ]),
                ]))
        _ = try await workspace.perform(AnalyzeExperiment(project: project, slug: "<script>"))
        _ = try await workspace.perform(
            DecideExperiment(
                project: project, slug: "<script>", decision: "PAUSE", summary: attack, reason: attack))
        _ = try await workspace.perform(
            UpsertExperiment(project: project, slug: "foreign", fields: ["analysisResult": .string(attack)]))
        try workspace.close()
        let server = try server(folder)
        for path in [
            "/projects", "/projects/\(project)", "/projects/\(project)/experiments/%3Cscript%3E",
            "/projects/\(project)/experiments/foreign", "/projects/%3Cscript%3E",
        ] {
            let page = try await server.call("GET", path, headers: Self.html)
            #expect(!page.text.contains("<script>"), "\(path)")
            #expect(!page.text.contains("<b>b</b>"), "\(path)")
        }
        let page = try await server.call("GET", "/projects/\(project)/experiments/foreign", headers: Self.html)
        #expect(page.text.contains("Analysis made elsewhere"))
    }

    @Test func numbersBeyondEveryScaleAreShownAndNotDrawn() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let project = try await workspace.perform(CreateProject(name: "P")).id
        let huge: JSON = .number(1e50)
        for (slug, change) in [
            ("huge", huge), ("large", .number(1e30)), ("million", .number(1e6)), ("some", .number(9e5)),
        ] {
            let row: JSON = [
                "variant": "b", "n": 9_007_199_254_740_991, "is_control": false, "conversions": 1, "rate": .number(0.1),
                "rel_delta": change, "ci_lower": .number(-1), "ci_upper": change, "p_win": .number(0.5),
            ]
            let result: JSON = [
                "type": "bayesian", "control": "a", "treatments": ["b"],
                "primary_metric": [
                    "event": "m", "metric_type": "proportion", "verdict": "inconclusive",
                    "rows": [
                        ["variant": "a", "n": 1, "is_control": true, "conversions": 1, "rate": .number(0.1)], row,
                    ],
                ],
                "sample_check": [
                    "minimum_per_variant": 1, "ok": true,
                    "variants": .object(JSONObject((0..<1100).map { ("v\($0)", .integer(9_007_199_254_740_991)) })),
                ],
            ]
            _ = try await workspace.perform(
                UpsertExperiment(project: project, slug: slug, fields: ["analysisResult": result]))
        }
        try workspace.close()
        let server = try server(folder)
        for slug in ["huge", "large", "million", "some"] {
            let page = try await server.call("GET", "/projects/\(project)/experiments/\(slug)", headers: Self.html)
            #expect(page.status == 200, "\(slug)")
            #expect(page.text.utf8.count < 100_000, "\(slug)")
            #expect(page.text.contains("<circle") == (slug == "some"))
        }
    }

    @Test func whatIsMissingIsAPageForABrowserAndJSONForAProgram() async throws {
        let folder = try TemporaryFolder()
        let server = try server(folder)
        let page = try await server.call("GET", "/projects/none", headers: Self.html)
        #expect(page.status == 404)
        #expect(page.text.contains("Project not found"))
        #expect(page.text.contains("<!doctype html>"))
        #expect(try await server.call("GET", "/projects/none").json["code"] == "project_not_found")
    }

    @Test func aProjectWithManyExperimentsIsShownInPages() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let project = try await workspace.perform(CreateProject(name: "P")).id
        for number in 0..<120 {
            _ = try await workspace.perform(UpsertExperiment(project: project, slug: "s\(number)", fields: [:]))
        }
        try workspace.close()
        let server = try server(folder)
        let first = try await server.call("GET", "/projects/\(project)", headers: Self.html).text
        let last = try await server.call("GET", "/projects/\(project)?page=3", headers: Self.html).text
        #expect(first.contains("/experiments/s119\"") && !first.contains("/experiments/s0\""))
        #expect(last.contains("/experiments/s0\"") && !last.contains("/experiments/s119\""))
        #expect(first.contains("rel=\"next\"") && !first.contains("rel=\"prev\""))
        #expect(last.contains("rel=\"prev\"") && !last.contains("rel=\"next\""))
        for page in ["0", "-1", "x", "99999999999999999999", "1000000", "\(Int.max)"] {
            #expect(try await server.call("GET", "/projects/\(project)?page=\(page)", headers: Self.html).status == 200)
        }
    }
}
