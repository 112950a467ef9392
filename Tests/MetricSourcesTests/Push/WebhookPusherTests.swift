import Crypto
import Experiments
import Foundation
import TestSupport
import Testing

@testable import MetricSources

struct WebhookPusherTests {
    private static let change = FlagChange(
        flagKey: "new button", experiment: "button",
        shares: [FlagShare(variant: "control", weight: 0.3), FlagShare(variant: "treatment", weight: 0.7)], epoch: 3,
        comment: "Reweighted", idempotencyKey: "button-3")

    private func pusher(_ server: StandInServer) throws -> any FlagPusher {
        try MetricSources.pusher(
            .standIn(.webhook, url: server.url) { $0.path = "/weights" }, secrets: .standIn,
            surroundings: StillSurroundings().surroundings.keeping(server))
    }

    @Test func theWeightsAreSentSigned() async throws {
        let server = try await StandInServer { _, before in
            before == 0 ? .json(503, [:]) : .json(202, ["revision": "r-9"])
        }
        let receipt = try await pusher(server).push(Self.change)
        #expect(receipt.isWritten)
        #expect(receipt.revision == "r-9")
        #expect(receipt.from == nil && receipt.movedShare == nil)
        #expect(receipt.text == "control 30 %, treatment 70 %")
        #expect(server.requests.count == 2)
        for request in server.requests {
            #expect(request.method == "POST" && request.path == "/weights")
            #expect(
                String(decoding: request.body, as: UTF8.self)
                    == #"{"experiment":"button","weights":{"control":0.3,"treatment":0.7},"epoch":3}"#)
            #expect(request.headers["Idempotency-Key"] == ["button-3"])
            #expect(request.headers["X-FeatBit-Request-Id"] == ["request-1"])
            let code = HMAC<SHA256>.authenticationCode(
                for: Data("1772409600.".utf8) + request.body, using: SymmetricKey(data: Data(sharedSecret.utf8)))
            #expect(
                request.headers["X-FeatBit-Signature"] == ["sha256=" + code.map { String(format: "%02x", $0) }.joined()]
            )
        }
    }

    @Test func aPreviewSendsNothing() async throws {
        let server = try await StandInServer { _, _ in .drop }
        let receipt = try await pusher(server).preview(Self.change)
        #expect(!receipt.isWritten && receipt.isChange)
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [(401, "source_refused"), (404, "source_missing"), (500, "source_unreachable")])
    func aRefusalIsAnError(status: Int, code: String) async throws {
        let server = try await StandInServer { _, _ in .json(status, [:]) }
        let error = await failure { try await pusher(server).push(Self.change) }
        #expect(error?.code == code)
        #expect(error?.message.contains(sharedSecret) == false)
    }

    @Test func onlyTwoKindsTakeWeights() {
        for kind in [SourceConfiguration.Kind.postgres, .clickhouse, .duckdb, .endpoint, .file] {
            let error = failure {
                try MetricSources.pusher(.standIn(kind, url: "https://x.example"), secrets: .standIn)
            }
            #expect(error?.code == "takes_no_weights")
        }
    }
}
