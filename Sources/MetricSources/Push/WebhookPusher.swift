internal import Experiments

/// Tells any other system of flags the new weights, by a signed request.
///
/// The receiver knows a repeated request by its idempotency key, and answers 2xx once the weights are in force.
struct WebhookPusher: FlagPusher {
    private var service: SignedService

    /// - Throws: `WorkspaceError`, `invalid`.
    init(_ configuration: SourceConfiguration, secrets: SecretReader, surroundings: CallSurroundings) throws {
        let options = try SourceOptions(of: configuration)
        service = try SignedService(configuration, secrets: secrets, surroundings: surroundings, options: options)
        service.caller.consequence =
            "Whether the weights are in force is not known; pushing them again is safe."
        // Here 202 means that the weights were taken on.
        service.caller.patience = [429, 503]
    }

    func preview(_ change: FlagChange) async throws -> FlagPushReceipt {
        try change.requireSoundWeights()
        return FlagPushReceipt(flagKey: change.flagKey, from: nil, to: change.shares, isWritten: false)
    }

    func push(_ change: FlagChange) async throws -> FlagPushReceipt {
        var receipt = try await preview(change)
        let reply = try await service.post(
            Self.body(of: change), headers: [("Idempotency-Key", change.idempotencyKey)])
        try service.caller.requireSuccess(
            reply,
            [
                401: (
                    .refused,
                    "It refused the signature (status 401). Both sides need the same secret, and clocks that agree."
                )
            ])
        receipt.isWritten = true
        receipt.revision = reply.json?["revision"]?.text
        return receipt
    }

    static func body(of change: FlagChange) -> JSON {
        [
            "experiment": .string(change.experiment),
            "weights": .object(JSONObject(change.shares.map { ($0.variant, .number($0.weight)) })),
            "epoch": change.epoch.map { .integer(Int64($0)) } ?? .null,
        ]
    }
}
