import Experiments
import TestSupport
import Testing

@testable import MetricSources

struct FeatBitSourceTests {
    private func server(
        _ answer: @escaping @Sendable (StandInServer.Request) -> JSON
    ) async throws -> StandInServer {
        try await StandInServer { request, _ in .json(200, answer(request)) }
    }

    @Test func everyMetricAndVariantIsAskedForOnce() async throws {
        let server = try await server { request in
            let isControl = request.query["variant"] == "control"
            return ["exposed": isControl ? 487 : 513, "converted": request.query["metric"] == "bought" ? 41 : 7]
        }
        let query = shopQuery(
            MetricRequest(name: "buys", event: "bought"),
            MetricRequest(name: "refunds", role: .guardrail, event: "refund & return", inverse: true))
        let answer = try await MetricSources.standIn(.featbit, server).collect(query)
        #expect(
            answer.data.json
                == (try JSON(
                    parsing: """
                        {"metrics":{"buys":{"control":{"n":487,"k":41},"treatment":{"n":513,"k":41}},
                        "refunds":{"inverse":true,"control":{"n":487,"k":7},"treatment":{"n":513,"k":7}}}}
                        """)))
        #expect(answer.usersInSeveralVariants == nil)
        #expect(answer.notes.isEmpty)

        let requests = server.requests
        #expect(requests.count == 4)
        for request in requests {
            #expect(request.method == "GET")
            #expect(request.path == "/api/v1/envs/env-1/experiments/results")
            #expect(request.headers["Authorization"] == ["Bearer \(sharedSecret)"])
            #expect(request.query["flagKey"] == "new button")
            #expect(request.query["from"] == "2026-03-01T00:00:00.000Z")
            #expect(request.query["to"] == "2026-03-15T00:00:00.000Z")
        }
        let asked = requests.map { "\($0.query["metric"] ?? "") \($0.query["variant"] ?? "")" }
        #expect(
            Set(asked) == [
                "bought control", "bought treatment", "refund & return control", "refund & return treatment",
            ])
        #expect(answer.statement?.contains(sharedSecret) == false)
        #expect(answer.statement?.split(separator: "\n").count == 4)
    }

    @Test(arguments: [
        (nil, "api-abc", "api-abc"), (nil, "eyJ0", "Bearer eyJ0"),
        ("{\"authorization\":\"bearer\"}", "api-abc", "Bearer api-abc"),
        ("{\"authorization\":\"token\"}", "eyJ0", "eyJ0"),
    ])
    func accessTokensOfFeatBitStandAlone(options: String?, token: String, header: String) async throws {
        let server = try await server { _ in ["exposed": 1, "converted": 1] }
        let source = try MetricSources.source(
            .standIn(.featbit, url: server.url, options: options), secrets: SecretReader { _ in token })
        _ = try await source.collect(shopQuery())
        #expect(server.requests.allSatisfy { $0.headers["Authorization"] == [header] })
    }

    @Test func fieldsMayBeCalledOtherwiseAndLieInAnEnvelope() async throws {
        let server = try await server { _ in
            ["success": true, "errors": [], "data": ["users": ["seen": 10], "goals": 3]]
        }
        let options = "{\"exposed_field\":\"users.seen\",\"converted_field\":\"goals\"}"
        let answer = try await MetricSources.standIn(.featbit, server, options: options).collect(shopQuery())
        #expect(answer.data.metric("buys")?.variants["control"] == VariantData(n: 10, shape: .proportion(k: 3)))
    }

    @Test(arguments: [
        (#"{"exposed":10,"converted":11}"#, "k = 11"), (#"{"exposed":10.5,"converted":1}"#, "10.5"),
        (#"{"exposed":"10","converted":1}"#, "\"10\""), (#"{"exposed":10}"#, "converted"),
        (#"{"exposed":-1,"converted":0}"#, "-1"), (#"{"exposed":0,"converted":1}"#, "n = 0"),
        (#"{"success":false,"errors":["FlagGone"],"data":null}"#, "FlagGone"), ("[1]", "exposed"),
    ])
    func countsThatCannotBeAreRefused(text: String, word: String) async throws {
        let json = try JSON(parsing: text)
        let source = try MetricSources.standIn(.featbit, try await server { _ in json })
        let error = await failure { try await source.collect(shopQuery()) }
        #expect(error?.code == "source_answer")
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "no error")")
        #expect(error?.message.contains("metric \"buys\"") == true)
    }

    @Test func differentUsersPerMetricAreNoted() async throws {
        let server = try await server { request in
            ["exposed": request.query["metric"] == "bought" ? 100 : 90, "converted": 1]
        }
        let query = shopQuery(.init(name: "buys", event: "bought"), .init(name: "visits", event: "visit"))
        let answer = try await MetricSources.standIn(.featbit, server).collect(query)
        #expect(answer.notes.count == 2)
        #expect(answer.notes.first?.contains("from 90 to 100") == true)
    }

    @Test func whatItCannotGiveIsRefusedByNameBeforeAnythingIsAsked() async throws {
        let server = try await server { _ in [:] }
        let source = try MetricSources.standIn(.featbit, server)
        let error = await failure {
            try await source.collect(shopQuery(.init(name: "revenue", kind: .sum, event: "bought", cap: 99)))
        }
        #expect(error?.code == "not_in_source")
        #expect(error?.message.contains("the sum \"revenue\"") == true)
        #expect(server.requests.isEmpty)
    }

    @Test func aTestWithoutExperimentLooksAtAddressAndToken() async throws {
        let open = try await StandInServer { _, _ in .json(400, ["error": "flagKey is required"]) }
        #expect(try await MetricSources.standIn(.featbit, open).test(nil).isFine)
        let closed = try await StandInServer { _, _ in .json(401, [:]) }
        let source = try MetricSources.standIn(.featbit, closed)
        #expect(await failure { try await source.test(nil) }?.code == "source_refused")
    }

    @Test func aTestWithAnExperimentSaysWhatIsKnown() async throws {
        let known = try await server { _ in ["exposed": 12, "converted": 1] }
        #expect(try await MetricSources.standIn(.featbit, known).test(shopQuery()).isFine)
        let strange = try await server { _ in ["exposed": 0, "converted": 0] }
        let report = try await MetricSources.standIn(.featbit, strange).test(shopQuery())
        #expect(!report.isFine)
        #expect(report.findings.last?.sentence.contains("new button") == true)
    }

    @Test func aConfigurationThatCannotWorkIsRefused() {
        let cases: [(SourceConfiguration, String)] = [
            (.standIn(.featbit, url: nil), "url"), (.standIn(.featbit, url: "http://flags.example"), "https"),
            (.standIn(.featbit, url: "https://flags.example", options: "{\"speed\":1}"), "speed"),
            (.standIn(.featbit, url: "https://flags.example", options: "{\"timeout_s\":61}"), "1 to 60"),
            (.standIn(.featbit, url: "https://flags.example") { $0.secretEnv = nil }, "needs a secret"),
            (.standIn(.featbit, url: "https://flags.example") { $0.secretEnv = "NOT_SET" }, "NOT_SET"),
        ]
        for (configuration, word) in cases {
            let error = failure { try MetricSources.source(configuration, secrets: .standIn) }
            #expect(error?.kind == .invalid)
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "no error")")
        }
    }

    @Test func anEnvironmentIsNeeded() throws {
        let source = try MetricSources.source(
            .standIn(.featbit, url: "https://flags.example") { $0.envId = nil }, secrets: .standIn)
        #expect(failure { try source.statement(for: shopQuery()) }?.message.contains("envId") == true)
        var query = shopQuery()
        query.envId = "env 2"
        #expect(try source.statement(for: query)?.contains("/envs/env%202/") == true)
    }
}
