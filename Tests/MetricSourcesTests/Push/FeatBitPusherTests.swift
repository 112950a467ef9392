import Experiments
import TestSupport
import Testing

@testable import MetricSources

struct FeatBitPusherTests {
    private func pusher(_ standIn: FeatBitStandIn, options: String? = nil) throws -> any FlagPusher {
        try MetricSources.pusher(
            .standIn(.featbit, url: standIn.server.url, options: options), secrets: .standIn,
            surroundings: StillSurroundings().surroundings.keeping(standIn.server))
    }

    private func change(_ weights: [(String, Double)], flag: String = "new button", key: String = "key-1") -> FlagChange
    {
        FlagChange(
            flagKey: flag, experiment: "button", shares: weights.map { FlagShare(variant: $0.0, weight: $0.1) },
            epoch: 2,
            comment: "Reweighted", idempotencyKey: key)
    }

    private static let wanted = [("control", 0.3), ("treatment", 0.7)]

    @Test func aPreviewSaysFromToAndWritesNothing() async throws {
        let standIn = try await FeatBitStandIn()
        let receipt = try await pusher(standIn).preview(change(Self.wanted))
        #expect(receipt.text == "control 50 % → 30 %, treatment 50 % → 70 %")
        #expect(receipt.movedShare.map { abs($0 - 0.2) < 1e-9 } == true)
        #expect(!receipt.isWritten && receipt.isChange)
        #expect(receipt.revision == "revision-1")
        #expect(receipt.changedAt == Instant("2026-03-01T10:00:00Z"))
        #expect(receipt.notes.count == 2)
        #expect(standIn.state.writes == 0)
    }

    @Test func aPushChangesTheDefaultRuleAndNothingElse() async throws {
        let standIn = try await FeatBitStandIn()
        let before = standIn.state.flag
        let receipt = try await pusher(standIn).push(change(Self.wanted))
        #expect(receipt.isWritten)
        #expect(receipt.revision == "revision-2")
        #expect(standIn.served == ["control [0,0.3]", "treatment [0.3,1]"])
        #expect(standIn.state.complaints.isEmpty)
        #expect(standIn.state.comments == ["Reweighted [key-1]"])
        let after = standIn.state.flag
        for part in ["targetUsers", "rules", "exptIncludeAllTargets", "isEnabled"] {
            #expect(after[part] == before[part])
        }
        #expect(after["fallthrough"]?["dispatchKey"] == "keyId")
        #expect(after["fallthrough"]?["includedInExpt"] == true)
    }

    @Test func whatIsServedAlreadyIsNotWritten() async throws {
        let standIn = try await FeatBitStandIn()
        let pusher = try pusher(standIn)
        _ = try await pusher.push(change(Self.wanted))
        let again = try await pusher.push(change(Self.wanted))
        #expect(!again.isWritten && !again.isChange)
        #expect(again.revision == "revision-2")
        #expect(standIn.state.writes == 1)
    }

    @Test func aConflictIsReadAgainAndTriedFiveTimes() async throws {
        let faults = Dictionary(uniqueKeysWithValues: (0..<5).map { ($0, FeatBitStandIn.Fault.conflict) })
        let standIn = try await FeatBitStandIn(faults: faults)
        let receipt = try await pusher(standIn).push(change(Self.wanted))
        #expect(receipt.revision == standIn.revision)
        #expect(standIn.state.writes == 6)

        let contested = try await FeatBitStandIn(
            faults: Dictionary(uniqueKeysWithValues: (0..<9).map { ($0, FeatBitStandIn.Fault.conflict) }))
        let error = await failure { try await pusher(contested).push(change(Self.wanted)) }
        #expect(error?.code == "flag_conflict")
        #expect(error?.kind == .busy)
        #expect(contested.state.writes == 6)
        #expect(contested.served == ["control [0,0.5]", "treatment [0.5,1]"])
    }

    /// The write happened and its answer did not arrive.
    @Test(arguments: [
        FeatBitStandIn.Fault.error(500, isDone: true), .error(503, isDone: true), .drop(isDone: true), .half, .silence,
    ])
    func aLostAnswerIsLookedForInTheFlag(fault: FeatBitStandIn.Fault) async throws {
        let standIn = try await FeatBitStandIn(faults: [0: fault])
        let receipt = try await pusher(standIn, options: "{\"timeout_s\":1}").push(change(Self.wanted))
        #expect(receipt.isWritten)
        #expect(receipt.text == "control 50 % → 30 %, treatment 50 % → 70 %")
        #expect(receipt.revision == "revision-2")
        #expect(standIn.revision == "revision-2")
        #expect(standIn.served == ["control [0,0.3]", "treatment [0.3,1]"])
        #expect(standIn.state.comments.count == 1)
    }

    @Test(arguments: [
        (FeatBitStandIn.Fault.error(500, isDone: false), "source_unreachable"),
        (.drop(isDone: false), "source_unreachable"),
    ])
    func aWriteThatFailedLeavesTheFlag(fault: FeatBitStandIn.Fault, code: String) async throws {
        let standIn = try await FeatBitStandIn(faults: [0: fault])
        let error = await failure { try await pusher(standIn).push(change(Self.wanted)) }
        #expect(error?.code == code)
        #expect(error?.message.hasSuffix("The flag was not changed.") == true)
        #expect(standIn.revision == "revision-1")
    }

    @Test func aServerBehindAnotherIsTriedAgain() async throws {
        let standIn = try await FeatBitStandIn(faults: [0: .error(503, isDone: false)])
        #expect(try await pusher(standIn).push(change(Self.wanted)).isWritten)
    }

    @Test func whatTheFlagLacksIsNamed() async throws {
        let standIn = try await FeatBitStandIn()
        let cases: [(FlagChange, String, WorkspaceError.Kind, String)] = [
            (change(Self.wanted, flag: "other"), "flag_not_found", .notFound, "\"other\""),
            (
                change([("control", 0.5), ("blue", 0.5)]), "variation_missing", .ruleBroken,
                "\"blue\"; it has \"control\""
            ),
            (change([("control", 0.5), ("treatment", 0.6)]), "invalid_weights", .invalid, "0.6"),
            (change([("control", 1.5), ("treatment", -0.5)]), "invalid_weights", .invalid, "control 1.5"),
            (change([("control", 0.5), ("control", 0.5)]), "invalid_weights", .invalid, "twice"),
        ]
        for (change, code, kind, word) in cases {
            let error = await failure { try await pusher(standIn).push(change) }
            #expect(error?.code == code)
            #expect(error?.kind == kind)
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "no error")")
        }
        let off = try await FeatBitStandIn(isEnabled: false)
        #expect(await failure { try await pusher(off).push(change(Self.wanted)) }?.code == "flag_off")
        let twins = try await FeatBitStandIn(variations: [("id-c", "control"), ("id-t", "control")])
        #expect(await failure { try await pusher(twins).push(change([("control", 1)])) }?.code == "variation_missing")
        #expect(off.state.writes + twins.state.writes + standIn.state.writes == 0)
    }

    @Test func anUnknownTokenIsRefused() async throws {
        let standIn = try await FeatBitStandIn()
        let pusher = try MetricSources.pusher(
            .standIn(.featbit, url: standIn.server.url), secrets: SecretReader { _ in "another-token" })
        let error = await failure { try await pusher.push(change(Self.wanted)) }
        #expect(error?.code == "source_refused")
        #expect(error?.message.contains("another-token") == false)
    }

    @Test func aHoldoutIsLaidOutAsItIsPlannedAndEndsWhole() async throws {
        let standIn = try await FeatBitStandIn(served: [("id-t", 0, 0.6), ("id-c", 0.6, 1)])
        let ranges: [(String, Double, Double)] = [("control", 0, 0.05), ("treatment", 0.05, 1)]
        var change = change([])
        change.shares = ranges.map { FlagShare(variant: $0.0, ranges: [.init(from: $0.1, to: $0.2)]) }
        _ = try await pusher(standIn).push(change)
        #expect(standIn.served == ["control [0,0.05]", "treatment [0.05,1]"])
        change.shares = [FlagShare(variant: "treatment", ranges: [.init(from: 0, to: 1)])]
        let receipt = try await pusher(standIn).push(change)
        #expect(standIn.served == ["treatment [0,1]"])
        #expect(receipt.text == "control 5 % → 0 %, treatment 95 % → 100 %")
        #expect(standIn.state.complaints.isEmpty)
    }

    @Test func severalRangesOnlyWhereTheyAreAllowed() async throws {
        let variations = [
            (id: "id-c", value: "control"), (id: "id-t", value: "treatment"), (id: "id-b", value: "blue"),
        ]
        let served = [("id-c", 0, 0.4), ("id-t", 0.4, 0.8), ("id-b", 0.8, 1)]
        let weights = [("control", 0.5), ("treatment", 0.2), ("blue", 0.3)]
        let plain = try await FeatBitStandIn(variations: variations, served: served)
        _ = try await pusher(plain).push(change(weights))
        #expect(plain.state.complaints.isEmpty)
        let split = try await FeatBitStandIn(variations: variations, served: served, isSplitAllowed: true)
        let receipt = try await pusher(split, options: "{\"split_ranges\":true}").push(change(weights))
        #expect(receipt.movedShare.map { abs($0 - 0.2) < 1e-9 } == true)
        #expect(split.state.complaints.isEmpty)
    }

    @Test func manyCyclesWithFaultsLeaveFlagAndReceiptsInAgreement() async throws {
        let kinds: [FeatBitStandIn.Fault] = [
            .conflict, .error(500, isDone: false), .error(500, isDone: true), .drop(isDone: false), .drop(isDone: true),
            .half, .error(503, isDone: true),
        ]
        var random = SplitMix64(seed: 7)
        var faults: [Int: FeatBitStandIn.Fault] = [:]
        for write in 0..<400 where random.uniform() < 0.4 { faults[write] = kinds[Int(random.uniform() * 7)] }
        let standIn = try await FeatBitStandIn(faults: faults)
        let pusher = try pusher(standIn)
        for cycle in 0..<200 {
            let share = (Double(cycle * 37 % 90) + 5) / 100
            let change = change([("control", share), ("treatment", 1 - share)], key: "key-\(cycle)")
            let before = standIn.served
            do {
                let receipt = try await pusher.push(change)
                #expect(receipt.revision == standIn.revision)
                #expect(
                    receipt.to.map { "\($0.variant) [\($0.ranges[0].from),\($0.ranges[0].to)]" }.count
                        == standIn.served.count)
                #expect(standIn.served.first?.hasSuffix(",\(JSON.number(share).serialized())]") == true)
            } catch {
                #expect(standIn.served == before)
            }
        }
        #expect(standIn.state.complaints.isEmpty)
    }
}
