internal import Experiments

/// Sets the default rule of a FeatBit flag.
///
/// It reads the flag and writes the whole targeting with the revision that it read, so that a change by anyone else in
/// between is never overwritten.
struct FeatBitPusher: FlagPusher {
    private static let maximumRetries = 5

    private var service: FeatBitService
    private let isSplitting: Bool

    /// - Throws: `WorkspaceError`, `invalid`.
    init(_ configuration: SourceConfiguration, secrets: SecretReader, surroundings: CallSurroundings) throws {
        let options = try SourceOptions(of: configuration)
        service = try FeatBitService(configuration, secrets: secrets, surroundings: surroundings, options: options)
        service.caller.consequence = "The flag was not changed."
        isSplitting = try options.flag("split_ranges")
    }

    func preview(_ change: FlagChange) async throws -> FlagPushReceipt {
        try change.requireSoundWeights()
        let flag = try await read(change)
        return receipt(flag, to: try shares(for: change, on: flag))
    }

    func push(_ change: FlagChange) async throws -> FlagPushReceipt {
        try change.requireSoundWeights()
        var attempted: FlagPushReceipt?
        for _ in 0...Self.maximumRetries {
            let flag = try await read(change)
            let shares = try shares(for: change, on: flag)
            var receipt = receipt(flag, to: shares)
            if !receipt.isChange {
                // A write of ours whose answer was a refusal, or lost, may have been done all the same.
                guard let attempted else { return receipt }
                receipt.from = attempted.from
            } else {
                attempted = receipt
                guard let revision = try await write(shares, on: flag, change) else { continue }
                receipt.revision = revision
            }
            receipt.isWritten = true
            receipt.changedAt = nil
            return receipt
        }
        throw WorkspaceError(
            .busy, code: "flag_conflict",
            "\(service.caller.name): the flag \"\(change.flagKey)\" was changed by someone else each time before the new "
                + "weights could be written, \(Self.maximumRetries + 1) times. The flag was not changed by us. Try again "
                + "when nobody edits it.")
    }

    private func url(_ change: FlagChange) throws -> String {
        try service.url(envId: change.envId, path: "feature-flags/\(change.flagKey.percentEncoded)")
    }

    private func read(_ change: FlagChange) async throws -> FeatBitFlag {
        let url = try url(change)
        let reply = try await service.caller.send { service.call(url: url) }
        if reply.status == 404 {
            throw WorkspaceError.notFound(
                "\(service.caller.name): there is no flag \"\(change.flagKey)\" in this environment. Check the flag's key and "
                    + "envId. No flag was changed.", code: "flag_not_found")
        }
        try service.caller.requireSuccess(reply, Self.words)
        let data = try service.data(of: reply, "for the flag \"\(change.flagKey)\"")
        do {
            return try FeatBitFlag(json: data)
        } catch let fault as FeatBitFlag.Fault {
            throw service.caller.failure(.answer, "Its answer for the flag \"\(change.flagKey)\" \(fault.sentence).")
        }
    }

    /// The shares to be set, by variation id.
    private func shares(for change: FlagChange, on flag: FeatBitFlag) throws -> [FlagShare] {
        guard flag.isEnabled, !flag.isArchived else {
            throw refusal(
                "flag_off",
                "the flag \"\(flag.key)\" is \(flag.isArchived ? "archived" : "off"), so that its weights reach nobody. "
                    + "Switch it on, then push again.")
        }
        // A variation that nobody gets need not be there.
        let wanted = try change.shares.filter { $0.weight > 0 }.map { share in
            let matches = flag.variations.filter { $0.value.utf8.elementsEqual(share.variant.utf8) }
            guard let match = matches.first, matches.count == 1 else {
                let values = flag.variations.map { "\"\($0.value)\"" }.joined(separator: ", ")
                throw refusal(
                    "variation_missing",
                    "the flag \"\(flag.key)\" has \(matches.isEmpty ? "no variation" : "several variations") of the value "
                        + "\"\(share.variant)\"; it has \(values). Variants and variations are matched by value.")
            }
            return FlagShare(variant: match.id, weight: share.weight, ranges: share.ranges)
        }
        if wanted.contains(where: { !$0.ranges.isEmpty }) { return wanted }
        return isSplitting
            ? RolloutLayout.splitting(to: wanted, from: flag.served)
            : RolloutLayout.fewestMoves(to: wanted, from: flag.served)
    }

    private func receipt(_ flag: FeatBitFlag, to shares: [FlagShare]) -> FlagPushReceipt {
        var receipt = FlagPushReceipt(
            flagKey: flag.key, from: flag.servedValues,
            to: shares.map { FlagShare(variant: flag.value(of: $0.variant), ranges: $0.ranges) }, isWritten: false,
            revision: flag.revision, changedAt: flag.changedAt)
        if flag.rules > 0 {
            receipt.notes.append(
                "The flag has \(NumberFormat.count(flag.rules, of: "rule")): users whom one of them matches do not follow "
                    + "these weights.")
        }
        if flag.individualUsers > 0 {
            receipt.notes.append(
                "The flag names \(NumberFormat.count(flag.individualUsers, of: "user")) who get a variation of their own."
            )
        }
        return receipt
    }

    /// - Returns: the new revision; nil where the flag has changed since it was read.
    private func write(_ shares: [FlagShare], on flag: FeatBitFlag, _ change: FlagChange) async throws -> String? {
        let url = try url(change) + "/targeting"
        let body = flag.targeting(shares, comment: "\(change.comment) [\(change.idempotencyKey)]")
        do {
            let reply = try await service.caller.send { service.call("PUT", url: url, body: body) }
            if reply.status == 409 { return nil }
            try service.caller.requireSuccess(reply, Self.words)
            if let revision = try service.data(of: reply, "to the new weights").text, !revision.isEmpty {
                return revision
            }
            throw service.caller.failure(.answer, "It took the new weights, and gives no revision.")
        } catch let error as WorkspaceError where error.code != SourceFailure.refused.rawValue {
            return try await revision(servingExactly: shares, after: flag, change, else: error)
        }
    }

    /// The revision of a flag that took the write although its answer was lost or not understood.
    ///
    /// - Throws: the error of the write where the flag does not serve the shares, or cannot be read.
    private func revision(
        servingExactly shares: [FlagShare], after flag: FeatBitFlag, _ change: FlagChange, else error: WorkspaceError
    ) async throws -> String {
        var error = error
        guard let now = try? await read(change) else {
            error.message.replace(
                service.caller.consequence,
                with: "Whether the flag was changed is not known; pushing the same weights again is safe.")
            throw error
        }
        guard now.revision != flag.revision, now.served.serves(as: shares) else { throw error }
        return now.revision
    }

    private func refusal(_ code: String, _ sentence: String) -> WorkspaceError {
        WorkspaceError(
            .ruleBroken, code: code, "\(service.caller.name): \(sentence) \(service.caller.consequence)")
    }

    private static let words: [Int: (SourceFailure, String)] = [
        401: (.refused, "It does not know the token (status 401). Check what secretEnv or secretFile holds."),
        403: (.refused, "The token may not change this flag (status 403). Give it the permission to."),
    ]
}
