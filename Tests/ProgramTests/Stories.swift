import Experiments
import TestSupport
import Testing
import Workspace
import WorkspaceClient

/// What people do with a workspace, on the file and against the built program: the same verbs, the same answers.
@Suite struct Stories {
    enum Door: CaseIterable {
        case file, server
    }

    /// A fresh workspace behind a door, kept alive by what it holds.
    struct Opened {
        var service: any WorkspaceService
        var folder: TemporaryFolder
        var server: Server?
    }

    static func open(_ door: Door) throws -> Opened {
        let folder = try TemporaryFolder()
        switch door {
        case .file:
            return Opened(service: try SQLiteWorkspace(path: folder.file(), isCreating: true), folder: folder)
        case .server:
            let server = try Server(workspace: folder.file())
            return Opened(service: try RemoteWorkspace(url: server.url), folder: folder, server: server)
        }
    }

    static let definition: JSONObject = [
        "primaryMetricEvent": "paid", "controlVariant": "blue", "treatmentVariant": "green", "minimumSample": 400,
        "guardrailEvents": ["error_rate"], "observationStart": "2026-03-01",
        "hypothesis": "Green sells “more” – 10 % ✓",
    ]

    static let data: JSON = [
        "metrics": [
            "paid": ["blue": ["n": 487, "k": 41], "green": ["n": 513, "k": 67]],
            "error_rate": ["inverse": true, "blue": ["n": 487, "k": 48], "green": ["n": 513, "k": 45]],
        ]
    ]

    @Test(arguments: Door.allCases)
    func fromAProjectToAnAnalyzedExperiment(door: Door) async throws {
        let workspace = try Self.open(door)
        let service = workspace.service
        let project = try await service.perform(
            CreateProject(name: "Checkout", description: "Fewer steps", flagServerUrl: "https://flags.example"))
        #expect(project.stage == .intent)
        let stated = try await service.perform(
            UpdateState(project: project.id, values: ["goal": "More sales", "flagKey": "checkout"]))
        #expect(stated.goal == "More sales" && stated.flagKey == "checkout" && stated.name == "Checkout")
        #expect(try await service.perform(SetStage(project: project.id, stage: .measuring)).stage == .measuring)
        let note = try await service.perform(
            AddActivity(project: project.id, type: "note", title: "Flag enabled", detail: nil))
        #expect(note.detail == nil && note.projectId == project.id)

        let created = try await service.perform(
            UpsertExperiment(project: project.id, slug: "button & colour", fields: Self.definition))
        #expect(created.isCreated && created.experiment.status == .draft)
        let updated = try await service.perform(
            UpsertExperiment(project: project.id, slug: "button & colour", fields: ["inputData": Self.data]))
        #expect(!updated.isCreated)
        #expect(updated.experiment.inputData == Self.data.serialized())
        #expect(updated.experiment.hypothesis == "Green sells “more” – 10 % ✓")

        let result = try await service.perform(AnalyzeExperiment(project: project.id, slug: "button & colour"))
        #expect(result.ab?.primaryMetric?.verdict == "strong signal → adopt treatment")
        let stored = try await service.perform(GetExperiment(project: project.id, slug: "button & colour"))
        #expect(stored.analysisResult == result.json.serialized())
        #expect(stored.status == .analyzing)

        let detail = try await service.perform(GetProject(project: project.id))
        #expect(detail.experiments == [stored])
        #expect(
            detail.activities.map(\.title) == ["Flag enabled", "Stage changed to measuring", "Project created"])
        #expect(try await service.perform(ListProjects()).map(\.experimentCount) == [1])
        #expect(try await service.perform(ListExperiments(project: project.id)).map(\.slug) == ["button & colour"])
        let overview = try await service.perform(GetOverview(project: project.id, offset: 1, limit: 5))
        #expect(overview.experimentCount == 1 && overview.experiments.isEmpty && overview.project == detail.project)
        #expect(try await service.perform(GetHealth()).version == Engine.version)

        let deleted = try await service.perform(DeleteProject(project: project.id, confirm: "Checkout"))
        #expect(deleted.experimentCount == 1)
        #expect(try await service.perform(ListProjects()).isEmpty)
    }

    @Test(arguments: Door.allCases)
    func refusalsAreTheSameBehindEveryDoor(door: Door) async throws {
        let workspace = try Self.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        let missing = await failure { try await service.perform(GetProject(project: "no such")) }
        #expect(missing == .notFound("Project not found", code: "project_not_found"))
        let unknown = await failure { try await service.perform(GetExperiment(project: project, slug: "S")) }
        #expect(unknown == .notFound("Experiment 'S' not found", code: "experiment_not_found"))
        _ = try await service.perform(UpsertExperiment(project: project, slug: "s", fields: Self.definition))
        let empty = await failure { try await service.perform(AnalyzeExperiment(project: project, slug: "s")) }
        #expect(empty?.kind == .dataNotSane && empty?.code == "no_input_data")
        _ = try await service.perform(
            UpsertExperiment(
                project: project, slug: "s", fields: ["inputData": ["paid": ["blue": ["n": 10, "k": 11]]]]))
        let faulty = await failure { try await service.perform(AnalyzeExperiment(project: project, slug: "s")) }
        #expect(faulty?.code == "data_not_sane")
        #expect((faulty?.details["faults"]?.array?.count ?? 0) >= 3)
        let other = await failure { try await service.perform(DeleteProject(project: project, confirm: "Q")) }
        #expect(other?.code == "confirmation_mismatch")
        #expect(try await service.perform(GetExperiment(project: project, slug: "s")).analysisResult == nil)
    }

    @Test(arguments: Door.allCases)
    func namesInEveryScriptSurvive(door: Door) async throws {
        let workspace = try Self.open(door)
        let name = "مشروع <b>&amp;</b> \"名\" 100 %"
        let project = try await workspace.service.perform(CreateProject(name: name)).id
        let slug = "slug ?&#+%25 é"
        _ = try await workspace.service.perform(UpsertExperiment(project: project, slug: slug, fields: [:]))
        #expect(try await workspace.service.perform(GetExperiment(project: project, slug: slug)).slug == slug)
        #expect(try await workspace.service.perform(GetProject(project: project)).project.name == name)
        #expect(try await workspace.service.perform(DeleteProject(project: project, confirm: name)).name == name)
    }

    @Test(arguments: Door.allCases)
    func manyWritersLoseNothing(door: Door) async throws {
        let workspace = try Self.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<60 {
                group.addTask {
                    try await service.perform(
                        UpsertExperiment(
                            project: project, slug: "s\(number % 20)", fields: ["hypothesis": .string("\(number)")])
                    ).isCreated
                }
            }
            let created = try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            #expect(created == 20)
        }
        #expect(try await service.perform(ListExperiments(project: project)).count == 20)
    }
}
