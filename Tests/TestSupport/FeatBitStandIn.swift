package import Experiments
internal import Foundation
internal import Synchronization

/// The secret of all stand-ins. No message may hold it.
package let sharedSecret = "s3cret-of-the-tests"

/// A FeatBit server with one flag: it asks for the token, keeps revisions, takes a targeting only whole and with ranges
/// that cover everybody, and fails where the test wants it to.
package final class FeatBitStandIn: Sendable {
    package enum Fault: Sendable {
        /// Someone else changes the flag just before.
        case conflict
        /// Fails before, or after, it has done the work.
        case error(Int, isDone: Bool)
        case drop(isDone: Bool)
        case half
        case silence
        /// Kills the process that asks before, or after, it has done the work.
        case kill(isDone: Bool)
    }

    package struct State: Sendable {
        package var flag: JSONObject
        package var revision = 1
        /// By the number of the write, from 0.
        package var faults: [Int: Fault] = [:]
        /// Ends the process that asks.
        package var killClient: @Sendable () -> Void = {}
        package var writes = 0
        /// Of the changes that were made, in their order.
        package var comments: [String] = []
        /// What was wrong with a request that a real server might have swallowed.
        package var complaints: [String] = []
    }

    private final class Box: Sendable {
        let state: Mutex<State>

        init(_ state: State) { self.state = Mutex(state) }
    }

    private let box: Box
    package let server: StandInServer

    /// - Parameter served: ranges of the default rule, by the id of the variation.
    package init(
        variations: [(id: String, value: String)] = [("id-c", "control"), ("id-t", "treatment")],
        served: [(String, Double, Double)] = [("id-c", 0, 0.5), ("id-t", 0.5, 1)], isEnabled: Bool = true,
        isSplitAllowed: Bool = false, faults: [Int: Fault] = [:]
    ) async throws {
        let box = Box(
            State(
                flag: Self.flag(variations, served, isEnabled), faults: faults))
        self.box = box
        server = try await StandInServer { request, _ in
            box.state.withLock { $0.answer(request, isSplitAllowed: isSplitAllowed) }
        }
    }

    private static func flag(
        _ variations: [(id: String, value: String)], _ served: [(String, Double, Double)], _ isEnabled: Bool
    ) -> JSONObject {
        [
            "id": "f-1", "updatedAt": "2026-03-01T10:00:00Z", "envId": "env-1", "revision": "revision-1",
            "name": "New button", "key": "new button", "variationType": "string",
            "variations": .array(
                variations.map { ["id": .string($0.id), "name": .string($0.value), "value": .string($0.value)] }),
            "targetUsers": [["keyIds": ["ann"], "variationId": "id-c"]],
            "rules": [
                ["id": "r-1", "name": "staff", "variations": [["id": "id-c", "rollout": [0, 1], "exptRollout": 1]]]
            ],
            "isEnabled": .boolean(isEnabled), "disabledVariationId": "id-c",
            "fallthrough": [
                "dispatchKey": "keyId", "includedInExpt": true,
                "variations": .array(
                    served.map { ["id": .string($0.0), "rollout": [.number($0.1), .number($0.2)], "exptRollout": 1] }),
            ],
            "exptIncludeAllTargets": false, "tags": [], "isArchived": false,
        ]
    }

    package var state: State { box.state.withLock(\.self) }

    package func change(_ body: (inout State) -> Void) { box.state.withLock { body(&$0) } }

    package var revision: String { "revision-\(state.revision)" }

    /// What the default rule serves, by value, from 0 on.
    package var served: [String] {
        ranges.map { "\($0.value) \($0.range.serialized())" }
    }

    /// What the default rule serves: the width of each value's ranges.
    package var weights: [String: Double] {
        ranges.reduce(into: [:]) { weights, part in
            let edges = (part.range.array ?? []).compactMap(\.double)
            weights[part.value, default: 0] += edges.count == 2 ? edges[1] - edges[0] : .nan
        }
    }

    private var ranges: [(value: String, range: JSON)] {
        let flag = state.flag
        let values = Dictionary(
            (flag["variations"]?.array ?? []).map { ($0["id"]?.text ?? "", $0["value"]?.text ?? "") }
        ) { first, _ in first }
        return (flag["fallthrough"]?["variations"]?.array ?? []).map {
            (values[$0["id"]?.text ?? ""] ?? "?", $0["rollout"] ?? .null)
        }
    }
}

extension FeatBitStandIn.State {
    fileprivate mutating func answer(_ request: StandInServer.Request, isSplitAllowed: Bool) -> StandInServer.Reply {
        guard request.headers["Authorization"] == ["Bearer \(sharedSecret)"] else {
            return failure(401, "Unauthorized")
        }
        let path = "/api/v1/envs/env-1/feature-flags/new%20button"
        switch (request.method, request.path) {
        case ("GET", path): return success(.object(flag))
        case ("PUT", path + "/targeting"): return put(request.json, isSplitAllowed: isSplitAllowed)
        default: return failure(404, "ResourceNotFound")
        }
    }

    private mutating func put(_ body: JSON?, isSplitAllowed: Bool) -> StandInServer.Reply {
        defer { writes += 1 }
        switch faults[writes] {
        case .conflict: changeRevision()
        case .error(let status, let isDone):
            if isDone { _ = take(body, isSplitAllowed: isSplitAllowed) }
            return failure(status, "InternalServerError")
        case .drop(let isDone):
            if isDone { _ = take(body, isSplitAllowed: isSplitAllowed) }
            return .drop
        case .half:
            _ = take(body, isSplitAllowed: isSplitAllowed)
            return .half("{\"success\":true,\"da")
        case .silence:
            _ = take(body, isSplitAllowed: isSplitAllowed)
            return .silence
        case .kill(let isDone):
            if isDone { _ = take(body, isSplitAllowed: isSplitAllowed) }
            killClient()
            return .drop
        case nil: break
        }
        return take(body, isSplitAllowed: isSplitAllowed)
    }

    /// Replaces the whole targeting, as FeatBit does: what is not in it is gone.
    private mutating func take(_ body: JSON?, isSplitAllowed: Bool) -> StandInServer.Reply {
        guard let body, let targeting = body["targeting"]?.object else { return failure(400, "targeting_is_required") }
        guard body["revision"]?.text == "revision-\(revision)" else { return failure(409, "Conflict") }
        let parts = ["targetUsers", "rules", "fallthrough", "exptIncludeAllTargets"]
        if Set(targeting.keys) != Set(parts) { complaints.append("the targeting is not whole: \(targeting.keys)") }
        let rollouts = targeting["fallthrough"]?["variations"]?.array ?? []
        let edges = rollouts.compactMap { $0["rollout"]?.array }.map { $0.compactMap(\.double) }
        let ends = [0] + edges.map { $0[1] }
        if !zip(edges, ends).allSatisfy({ $0[0] == $1 && $0[0] < $0[1] }) || ends.last != 1 {
            complaints.append("the ranges do not cover 0 to 1: \(edges)")
        }
        let ids = rollouts.compactMap { $0["id"]?.text }
        if !isSplitAllowed, Set(ids).count != ids.count { complaints.append("a variation has several ranges") }
        for part in parts { flag[part] = targeting[part] }
        comments.append(body["comment"]?.text ?? "")
        changeRevision()
        return success(.string("revision-\(revision)"))
    }

    private mutating func changeRevision() {
        revision += 1
        flag["revision"] = .string("revision-\(revision)")
        flag["updatedAt"] = .string(Instant(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000)).jsonText)
    }

    private func success(_ data: JSON) -> StandInServer.Reply {
        .json(200, ["success": true, "errors": [], "data": data])
    }

    private func failure(_ status: Int, _ code: String) -> StandInServer.Reply {
        .json(status, ["success": false, "errors": [.string(code)], "data": .null])
    }
}
