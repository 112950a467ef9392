import Crypto
import Experiments
import Foundation
import MetricSources
import Synchronization
import TestSupport
import Testing

/// A stand-in of FeatBit that counts by the reference, and refuses what it should not have been asked.
struct FeatBitBench: SourceBench {
    let name = "FeatBit"
    let capabilities = SourceCapabilities(
        kinds: [.proportion], conversionWindows: false, caps: false, covariates: false, epochs: false,
        closedWindows: false)
    let knowsIdentifiers = true
    let reportsUsersInSeveralVariants = false

    func load(_ rows: ContractRows) async throws -> LoadedRows {
        let servers = StandIns()
        return { query in
            let data = ReferenceSource(rows).answer(to: query).answer.data
            let server = try await StandInServer { request, _ in
                let asked = request.query
                guard request.method == "GET", request.headers["Authorization"] == ["Bearer \(sharedSecret)"],
                    request.path.removingPercentEncoding
                        == "/api/v1/envs/\(query.envId ?? "env-1")/experiments/results",
                    asked["flagKey"]?.utf8.elementsEqual(query.flagKey.utf8) == true,
                    asked["from"] == query.window.start.jsonText, asked["to"] == query.window.end.jsonText,
                    let metric = query.metrics.first(where: {
                        $0.kind == .proportion && asked["metric"]?.utf8.elementsEqual($0.event.utf8) == true
                    }),
                    let variant = query.variants.first(where: { asked["variant"]?.utf8.elementsEqual($0.utf8) == true }
                    ),
                    let summary = data.metric(metric.name)?.variants[variant]
                else { return .json(404, [:]) }
                return .json(
                    200,
                    ["exposed": .integer(Int64(summary.n)), "converted": .integer(Int64(summary.conversions ?? -1))])
            }
            servers.keep(server)
            return (try MetricSources.standIn(.featbit, server), query)
        }
    }
}

/// A stand-in of a signed endpoint that checks the signature, wants to be asked twice, and then answers by the reference.
struct EndpointBench: SourceBench {
    let name = "signed endpoint"
    let capabilities = SourceCapabilities(
        kinds: [.proportion, .count, .sum, .average], conversionWindows: false, caps: false, covariates: false,
        epochs: false, closedWindows: false)
    let knowsIdentifiers = true
    let reportsUsersInSeveralVariants = false

    func load(_ rows: ContractRows) async throws -> LoadedRows {
        let servers = StandIns()
        return { query in
            let data = ReferenceSource(rows).answer(to: query).answer.data
            let identifier = Mutex<String?>(nil)
            let server = try await StandInServer { request, before in
                let own = request.headers["X-FeatBit-Request-Id"].first
                let first = identifier.withLock { first in
                    first = first ?? own
                    return first
                }
                guard Self.isSigned(request) else { return .json(401, [:]) }
                guard own != nil, own == first, let asked = request.json else { return .json(400, [:]) }
                guard before > 0 else { return .json(202, [:], headers: ["Retry-After": "1"]) }
                return .json(200, Self.answer(asked, data, query))
            }
            servers.keep(server)
            return (try MetricSources.standIn(.endpoint, server), query)
        }
    }

    private static func isSigned(_ request: StandInServer.Request) -> Bool {
        guard let time = request.headers["X-FeatBit-Timestamp"].first, request.headers["X-FeatBit-Schema"] == ["1"]
        else { return false }
        var code = HMAC<SHA256>(key: SymmetricKey(data: Array(sharedSecret.utf8)))
        code.update(data: Array("\(time).".utf8))
        code.update(data: request.body)
        let hex = code.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return request.headers["X-FeatBit-Signature"] == ["sha256=\(hex)"]
    }

    private static func answer(_ asked: JSON, _ data: InputData, _ query: SourceQuery) -> JSON {
        var metrics = JSONObject()
        for metric in asked["metrics"]?.array ?? [] {
            guard let name = metric["name"]?.text, let type = metric["type"], let aggregation = metric["agg"] else {
                continue
            }
            var variants = JSONObject()
            for (variant, summary) in data.metric(name)?.variants ?? [:] { variants[variant] = summary.json }
            metrics[name] = ["type": type, "agg": aggregation, "data": .object(variants)]
        }
        return [
            "schemaVersion": 1, "experimentId": .string(query.experiment), "computedAt": .string(query.asOf.jsonText),
            "window": [
                "start": .string(query.window.start.jsonText), "end": .string(query.window.end.jsonText),
            ],
            "metrics": .object(metrics),
        ]
    }
}

/// Keeps servers for as long as a load is in use.
private final class StandIns: Sendable {
    private let servers = Mutex<[StandInServer]>([])

    func keep(_ server: StandInServer) { servers.withLock { $0.append(server) } }
}

struct StandInContractTests {
    @Test func featBit() async throws {
        for contractCase in ContractCase.all { try await ContractSuite.check(contractCase, on: FeatBitBench()) }
    }

    @Test func endpoint() async throws {
        for contractCase in ContractCase.all { try await ContractSuite.check(contractCase, on: EndpointBench()) }
    }
}
