import Crypto
import Experiments
import Foundation
import TestSupport
import Testing

@testable import MetricSources

struct EndpointSourceTests {
    /// A whole answer to `shopQuery` for these metrics, changed as the test wants.
    private static func answer(
        _ metrics: String, experiment: String = "experiment-1", version: Int = 1,
        window: String = #"{"start":"2026-03-01T00:00:00Z","end":"2026-03-15T00:00:00Z"}"#
    ) throws -> JSON {
        try JSON(
            parsing: """
                {"schemaVersion":\(version),"experimentId":"\(experiment)","computedAt":"2026-03-15T01:00:00Z",
                "window":\(window),"metrics":\(metrics)}
                """)
    }

    private static let buys = #"""
        {"buys":{"type":"binary","agg":"once","data":{"control":{"n":487,"k":41},"treatment":{"n":513,"k":67}}}}
        """#

    private func source(_ json: JSON, options: String? = nil) async throws -> (any MetricSource, StandInServer) {
        let server = try await StandInServer { _, _ in .json(200, json) }
        return (try MetricSources.standIn(.endpoint, server, options: options), server)
    }

    @Test func theRequestIsSignedAndWhole() async throws {
        let metrics = #"""
            {"buys":{"type":"binary","agg":"once","data":{"control":{"n":487,"k":41},"treatment":{"n":513,"k":67}}},
            "revenue":{"type":"continuous","agg":"sum",
              "data":{"control":{"n":487,"sum":4383,"sum_squares":79900},"treatment":{"n":513,"mean":9.5,"stddev":4.5}}}}
            """#
        let json = try Self.answer(metrics)
        let server = try await StandInServer { _, _ in .json(200, json) }
        let source = try MetricSources.source(
            .standIn(.endpoint, url: server.url + "/base/", options: #"{"static_params":{"region":"eu"}}"#) {
                $0.path = "/metrics?v=1"
            }, secrets: .standIn, surroundings: StillSurroundings().surroundings)
        var query = shopQuery(
            .init(name: "buys", event: "bought"),
            .init(name: "revenue", role: .secondary, kind: .sum, event: "bought", inverse: true))
        query.envId = "env-1"
        let answer = try await source.collect(query)
        #expect(answer.computedAt == Instant("2026-03-15T01:00:00Z"))
        #expect(answer.notes.isEmpty)
        #expect(
            answer.data.metric("revenue")?.variants["treatment"]
                == VariantData(n: 513, shape: .moments(mean: 9.5, standardDeviation: 4.5)))

        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(request.method == "POST")
        #expect(request.path == "/base/metrics")
        #expect(request.query == ["v": "1"])
        #expect(request.headers["X-FeatBit-Schema"] == ["1"])
        #expect(request.headers["X-FeatBit-Timestamp"] == ["1772409600"])
        #expect(request.headers["X-FeatBit-Request-Id"] == ["request-1"])
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("1772409600.".utf8) + request.body, using: SymmetricKey(data: Data(sharedSecret.utf8)))
        let hex = code.map { String(format: "%02x", $0) }.joined()
        #expect(request.headers["X-FeatBit-Signature"] == ["sha256=\(hex)"])
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"schemaVersion":1,"experimentMode":"ab","experimentId":"experiment-1","flagKey":"new button","#
                + #""envId":"env-1","variants":["control","treatment"],"#
                + #""window":{"start":"2026-03-01T00:00:00.000Z","end":"2026-03-15T00:00:00.000Z"},"#
                + #""metrics":[{"name":"buys","role":"primary","type":"binary","agg":"once","inverse":false},"#
                + #"{"name":"revenue","role":"guardrail","type":"continuous","agg":"sum","inverse":true}],"#
                + #""staticParams":{"region":"eu"}}"#)
    }

    @Test func aBanditAsksForItsReward() throws {
        var query = shopQuery()
        query.mode = .bandit
        let request = EndpointMessage(query: query, staticParameters: [:]).request
        #expect(request["experimentMode"] == "bandit")
        #expect(request["metrics"]?.array?.first?["role"] == "reward")
    }

    @Test func aRetryKeepsItsRequestIdAndItsBody() async throws {
        let json = try Self.answer(Self.buys)
        let server = try await StandInServer { _, before in
            switch before {
            case 0: .json(202, [:], headers: ["Retry-After": "3"])
            case 1: .json(503, [:])
            case 2: .json(429, [:], headers: ["Retry-After": "1"])
            default: .json(200, json)
            }
        }
        let still = StillSurroundings()
        let source = try MetricSources.standIn(.endpoint, server, still)
        _ = try await source.collect(shopQuery())
        _ = try await source.collect(shopQuery())
        let requests = server.requests
        #expect(
            requests.map { $0.headers["X-FeatBit-Request-Id"] }
                == [["request-1"], ["request-1"], ["request-1"], ["request-1"], ["request-2"]])
        #expect(Set(requests.map(\.body)).count == 1)
        #expect(still.slept == [.seconds(3), .seconds(2), .seconds(1)])
    }

    @Test(arguments: [
        (#"{"start":"2026-03-01T00:00:00Z","end":"2026-03-14T06:00:00Z"}"#, true),
        (#"{"start":"2026-03-01T00:00:00.400Z","end":"2026-03-15T00:00:00.400Z"}"#, true),
        (#"{"start":"2026-03-01T00:00:00Z","end":"2026-03-15T00:00:02Z"}"#, false),
        (#"{"start":"2026-02-28T00:00:00Z","end":"2026-03-15T00:00:00Z"}"#, false),
        (#"{"start":"2026-03-01T00:00:00Z"}"#, false),
    ])
    func dataMayEndEarlyButBeOfNoOtherTime(window: String, isTaken: Bool) async throws {
        let (source, _) = try await source(try Self.answer(Self.buys, window: window))
        if isTaken {
            let notes = try await source.collect(shopQuery()).notes
            #expect(notes.isEmpty == !window.contains("14T06"))
        } else {
            #expect(await failure { try await source.collect(shopQuery()) }?.code == "source_answer")
        }
    }

    @Test(arguments: [
        (#"{}"#, "lacks the metric \"buys\""),
        (#"{"buys":{"type":"binary","agg":"once","data":{"control":{"n":1,"k":1}}}}"#, "variant \"treatment\""),
        (
            #"{"buys":{"type":"binary","agg":"count","data":{"control":{"n":1,"k":1},"treatment":{"n":1,"k":1}}}}"#,
            "count"
        ),
        (
            #"{"buys":{"type":"binary","agg":"once","data":{"control":{"n":1,"k":2},"treatment":{"n":1,"k":1}}}}"#,
            "k = 2"
        ),
        (
            #"{"buys":{"type":"binary","agg":"once","data":{"control":{"n":1,"k":"1"},"treatment":{"n":1,"k":1}}}}"#,
            "\"1\""
        ),
        (
            #"{"buys":{"type":"binary","agg":"once","data":{"control":{"n":9,"sum":1,"sum_squares":1},"treatment":{"n":1,"k":1}}}}"#,
            "n, k"
        ),
    ])
    func anAnswerThatLacksOrInventsIsRefused(metrics: String, word: String) async throws {
        let (source, _) = try await source(try Self.answer(metrics))
        let error = await failure { try await source.collect(shopQuery()) }
        #expect(error?.code == "source_answer")
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "no error")")
    }

    @Test func anAnswerToAnotherQuestionIsRefused() async throws {
        for json in [
            try Self.answer(Self.buys, experiment: "another"), try Self.answer(Self.buys, version: 2),
            ["error": "none"],
            JSON.array([]),
        ] {
            let (source, _) = try await source(json)
            #expect(await failure { try await source.collect(shopQuery()) }?.code == "source_answer")
        }
    }

    @Test func whatWasNotAskedForIsPassedOverAndNoted() async throws {
        let metrics = #"""
            {"buys":{"type":"binary","agg":"once",
              "data":{"control":{"n":1,"k":1},"treatment":{"n":1,"k":1},"third":{"n":1,"k":1}}},"other":{}}
            """#
        let (source, _) = try await source(try Self.answer(metrics))
        let answer = try await source.collect(shopQuery())
        #expect(answer.data.metrics.map(\.name) == ["buys"])
        #expect(answer.data.metrics.first?.variants.count == 2)
        #expect(answer.notes.count == 2)
    }

    @Test func theSecretIsNeededAndNeverShown() async throws {
        let unsigned = failure {
            try MetricSources.source(
                .standIn(.endpoint, url: "https://data.example") { $0.secretEnv = nil }, secrets: .standIn)
        }
        #expect(unsigned?.code == "secret_missing")
        let (source, _) = try await source(try Self.answer(Self.buys))
        let statement = try #require(try source.statement(for: shopQuery()))
        #expect(statement.hasPrefix("POST http://127.0.0.1:"))
        #expect(!statement.contains(sharedSecret) && !statement.contains("sha256="))
    }

    @Test func aTestLooksAtAddressAndSignature() async throws {
        let open = try await StandInServer { _, _ in .json(422, ["error": "no such experiment"]) }
        #expect(try await MetricSources.standIn(.endpoint, open).test(nil).isFine)
        let closed = try MetricSources.standIn(.endpoint, try await StandInServer { _, _ in .json(401, [:]) })
        #expect(await failure { try await closed.test(nil) }?.code == "source_refused")
        let (source, _) = try await source(try Self.answer(Self.buys))
        #expect(try await source.test(shopQuery()).findings.contains { $0.sentence.contains("control 487") })
    }
}
