import Experiments
import Foundation
import TestSupport
import Testing

/// A client that knows nothing but the six calls of the replaced system, over plain HTTP.
@Suite struct CompatibleClientTests {
    static let projectKeys = [
        "id", "name", "description", "stage", "createdAt", "updatedAt", "flagKey", "flagServerUrl", "sandboxId",
        "sandboxStatus", "goal", "intent", "hypothesis", "change", "variants", "primaryMetric", "guardrails",
        "constraints",
        "openQuestions", "lastAction", "lastLearning",
    ]
    static let experimentKeys = [
        "id", "projectId", "slug", "status", "createdAt", "updatedAt", "hypothesis", "method", "methodReason",
        "primaryMetricEvent", "metricDescription", "guardrailEvents", "guardrailDescriptions", "controlVariant",
        "treatmentVariant", "trafficAllocation", "minimumSample", "observationStart", "observationEnd", "priorProper",
        "priorMean", "priorStddev", "inputData", "analysisResult", "decision", "decisionSummary", "decisionReason",
        "whatChanged", "whatHappened", "confirmedOrRefuted", "whyItHappened", "nextHypothesis", "allocation",
        "metricDefinitions", "dataSource", "analysisPlan", "assumptions", "holdoutPlan",
    ]

    @Test func walksAnExperimentInTheOriginalOrderOfCalls() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let id = try #require(
            try await server.call("POST", "/api/projects", body: #"{"name":"P"}"#).json["id"]?.text)
        let base = "/api/projects/\(id)"
        func upsert(_ body: String) async throws -> Server.Answer {
            try await server.call("POST", base + "/experiment", body: body)
        }

        let state = try await server.call(
            "PUT", base + "/state", body: #"{"goal":"More sales","hypothesis":"h","nonsense":1}"#)
        #expect(state.status == 200)
        #expect(try state.json.object?.keys == Self.projectKeys)
        let stage = try await server.call("PUT", base + "/stage", body: #"{"stage":"measuring"}"#)
        #expect(stage.status == 200)
        #expect(try stage.json.object?.keys == Self.projectKeys)
        let activity = try await server.call(
            "POST", base + "/activity", body: #"{"type":"stage_update","title":"Intent clarified"}"#)
        #expect(activity.status == 201)
        #expect(try activity.json.object?.keys == ["id", "projectId", "type", "title", "detail", "createdAt"])
        #expect(try activity.json["detail"] == .null)

        let created = try await upsert(
            #"{"slug":"s","status":"draft","primaryMetricEvent":"paid","controlVariant":"a","treatmentVariant":"b","#
                + #""guardrailEvents":"[\"error_rate\"]","minimumSample":500,"priorProper":false,"#
                + #""observationStart":"2026-03-01T00:00:00.000Z"}"#)
        #expect(created.status == 201)
        #expect(try created.json.object?.keys == Self.experimentKeys)
        #expect(try created.json["minimumSample"] == 500)
        let input = #"{"metrics": {"paid": {"a": {"n": 1000, "k": 100}, "b": {"n": 1010, "k": 131}}}}"#
        let filled = try await upsert(JSON.object(["slug": "s", "inputData": .string(input)]).serialized())
        #expect(filled.status == 200)
        #expect(try filled.json["inputData"]?.text == input)

        let theirs = #"{"type": "bayesian", "experiment": "s", "rounded": 0.1234}"#
        let analyzed = try await upsert(
            JSON.object(["slug": "s", "analysisResult": .string(theirs), "status": "analyzing"]).serialized())
        #expect(try analyzed.json["analysisResult"]?.text == theirs)
        #expect(try analyzed.json["status"] == "analyzing")
        let decided = try await upsert(
            #"{"slug":"s","decision":"CONTINUE","decisionSummary":"Ship it","decisionReason":"P(win) 98 %"}"#)
        #expect(try decided.json["decision"] == "CONTINUE")
        let closed = try await upsert(#"{"slug":"s","status":"decided","observationEnd":"2026-03-14T00:00:00.000Z"}"#)
        #expect(try closed.json["observationEnd"] == "2026-03-14T00:00:00.000Z")

        let read = try await server.call("GET", base + "/experiment?slug=s")
        #expect(read.status == 200)
        #expect(read.text == closed.text)
        let project = try await server.call("GET", base)
        #expect(project.status == 200)
        #expect(try project.json.object?.keys == Self.projectKeys + ["experiments", "activities", "messages"])
        #expect(try project.json["experiments"]?.array?.map(\.object?.keys) == [Self.experimentKeys])
        #expect(
            try project.json["activities"]?.array?.map { $0["title"]?.text ?? "" }
                == ["Intent clarified", "Stage changed to measuring", "Project created"])
        #expect(try project.json["messages"] == [])
    }

    @Test(
        arguments: [
            ("PUT", "/state", #"{"nonsense":1}"#, 400, "No valid state fields provided"),
            (
                "PUT", "/stage", #"{"stage":"done"}"#, 400,
                "Invalid stage. Must be one of: intent, hypothesis, implementing, exposing, measuring, deciding, learning"
            ),
            ("POST", "/activity", #"{"type":"note"}"#, 400, "type and title are required"),
            ("GET", "/experiment", nil, 400, "slug query parameter is required"),
            ("GET", "/experiment?slug=S", nil, 404, "Project not found"),
            ("GET", "", nil, 404, "Project not found"),
            ("POST", "/experiment", "{}", 400, "slug is required"),
            ("POST", "/experiment", #"{"slug":"s"}"#, 404, "Project not found"),
        ] as [(String, String, String?, Int, String)])
    func keepsTheOriginalSentences(
        method: String, path: String, body: String?, status: Int, sentence: String
    ) async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let answer = try await server.call(method, "/api/projects/no-such-project" + path, body: body)
        #expect(answer.status == status)
        #expect(try answer.json["error"]?.text == sentence)
        #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
    }

    @Test func anUnknownFieldIsNamed() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let answer = try await server.call("POST", "/api/projects/p/experiment", body: #"{"slug":"s","hypotesis":"x"}"#)
        #expect(answer.status == 400)
        #expect(try answer.json["code"] == "unknown_field")
        #expect(try answer.json["error"]?.text?.contains("\"hypotesis\"") == true)
    }
}
