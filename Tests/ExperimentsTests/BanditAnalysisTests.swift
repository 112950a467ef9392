import Experiments
import Statistics
import TestSupport
import Testing

@Suite struct BanditAnalysisTests {
    static let definition: JSONObject = [
        "method": "bandit", "primaryMetricEvent": "paid", "controlVariant": "a", "treatmentVariant": "b",
    ]

    /// Data of one or more epochs, by the split and the counts of the variants.
    static func data(_ epochs: [(allocation: JSON, counts: [(name: String, n: Int64, k: Int64)])]) -> JSON {
        func metrics(_ counts: [(name: String, n: Int64, k: Int64)]) -> JSON {
            ["paid": .object(JSONObject(counts.map { ($0.name, ["n": .integer($0.n), "k": .integer($0.k)]) }))]
        }
        let names = epochs[0].counts.map(\.name)
        let totals = names.map { name in
            let all = epochs.flatMap(\.counts).filter { $0.name == name }
            return (name: name, n: all.map(\.n).reduce(0, +), k: all.map(\.k).reduce(0, +))
        }
        guard epochs.count > 1 else { return ["metrics": metrics(totals)] }
        let list = epochs.enumerated().map { index, epoch in
            [
                "epoch": .integer(Int64(index + 1)), "start": .string("2026-03-0\(index + 1)"),
                "allocation": epoch.allocation, "metrics": metrics(epoch.counts),
            ] as JSON
        }
        return ["metrics": metrics(totals), "epochs": .array(list)]
    }

    static func result(
        _ fields: JSONObject = definition, _ data: JSON, applied: [Int: Allocation] = [:]
    ) throws -> BanditResult {
        let experiment = try experiment(fields)
        var parameters = AnalysisParameters(
            computedAt: Instant(milliseconds: 0), isIndicative: false, contract: try Contract(of: experiment))
        parameters.appliedAllocations = applied
        return try BanditAnalysis.result(
            of: InputData(parsing: data.serialized()), snapshot: .init(id: "s", sha256: "0"),
            parameters: BanditParameters(parameters))
    }

    static let half: JSON = ["a": .number(0.5), "b": .number(0.5)]
    static let early = data([(half, [("a", 300, 30), ("b", 310, 38)])])
    static let two = data([
        (half, [("a", 300, 30), ("b", 310, 38)]),
        (["a": .number(0.3), "b": .number(0.7)], [("a", 180, 16), ("b", 420, 50)]),
    ])

    /// As many allocations as were applied, those of `two`.
    static func applied(_ count: Int) throws -> [Int: Allocation] {
        let epochs = try InputData(parsing: two.serialized()).epochs.prefix(count)
        return Dictionary(uniqueKeysWithValues: epochs.map { ($0.number, $0.allocation) })
    }

    @Test func hasTheKeysOfTheContractInOrder() throws {
        let result = try Self.result(Self.early)
        #expect(
            result.json.object?.keys == [
                "type", "algorithm", "experiment", "computed_at", "metric", "srm_p_value", "enough_units",
                "update_message", "best_arm_probabilities", "bandit_weights", "seed", "metric_type", "srm",
                "expected_loss", "stop",
                "epochs", "engine", "snapshot", "parameters",
            ])
        #expect(result.json["type"] == "bandit" && result.json["seed"] == .null)
        #expect(result.json["algorithm"] == "thompson" && result.json["metric"] == "paid")
        #expect(result.json["stop"]?.object?.keys == ["reached", "variant", "probability", "threshold"])
        #expect(try BanditResult(json: result.json) == result)
        var older = try #require(result.json.object)
        older["srm"] = nil
        let split = try #require(try BanditResult(json: .object(older)).sampleRatio)
        #expect(split.pValue == result.sampleRatio?.pValue && split.isSound == nil)
        let text = result.json.serialized()
        #expect(try BanditResult(json: JSON(parsing: text)).json.serialized() == text)
    }

    /// Before any weights changed the totals are one epoch, read by their posteriors.
    @Test func theFirstWeightsAreThoseOfThePosteriors() throws {
        let result = try Self.result(Self.early)
        let best = try BestArm(proportions: [Proportion(n: 300, k: 30), Proportion(n: 310, k: 38)], inverse: false)
        #expect(result.probabilities?.map(\.value) == best.probabilities)
        #expect(result.expectedLosses?.map(\.value) == best.expectedLosses)
        #expect(try result.weights?.map(\.value) == best.weights(.thompson, floor: 0.01))
        #expect(result.isEnough && !result.stop.isReached && result.stop.variant == "b")
        #expect(result.stop.probability == best.probabilities[1])
    }

    @Test func laterWeightsRestOnDifferencesWithinEpochs() throws {
        let result = try Self.result(Self.two)
        let epochs = try [(0.5, [(300, 30.0), (310, 38)]), (0.3, [(180, 16.0), (420, 50)])].map { share, arms in
            try EpochSummary(
                shares: [share, 1 - share],
                arms: arms.map { try Summary(n: $0.0, sums: [$0.1], sumsOfProducts: [$0.1]) })
        }
        let contrast = try BatchedContrast(epochs, control: 0, treatment: 1)
        let expected = Normal.cdf(contrast.difference / contrast.standardError)
        #expect(abs(try #require(result.probabilities?.last?.value) - expected) <= 1e-12)
        #expect(result.epochs.map(\.number) == [1, 2])
        #expect(result.json["epochs"]?.array?.last?["users"] == ["a": 180, "b": 420])
        #expect(result.sampleRatio?.pValue.map { $0 > 0.5 } == true)
    }

    @Test func burnInLastsUntilEveryVariantHasAHundredUsers() throws {
        let short = Self.data([(Self.half, [("a", 99, 30), ("b", 110, 1)])])
        let result = try Self.result(short)
        #expect(!result.isEnough && result.probabilities == nil && result.weights == nil)
        #expect(result.json["best_arm_probabilities"] == .null && result.json["bandit_weights"] == .null)
        #expect(result.json["expected_loss"] == .null && result.json["stop"]?["reached"] == false)
        #expect(result.message.contains("a has 99") && result.message.contains("Keep the split as it is."))
        let uneven = try Self.result(Self.data([(Self.half, [("a", 99, 30), ("b", 310, 1)])]))
        #expect(uneven.message.contains("a has 99") && uneven.message.contains("not split as planned either"))
        #expect(uneven.sampleRatio?.isSound == false && uneven.sampleRatio?.alwaysValidP != nil)
        let enough = try Self.result(Self.data([(Self.half, [("a", 100, 30), ("b", 110, 1)])]))
        #expect(enough.isEnough && enough.weights != nil)
    }

    @Test func aBrokenSplitHasNoWeightsAndNoStop() throws {
        let result = try Self.result(Self.data([(Self.half, [("a", 1000, 10), ("b", 1400, 140)])]))
        #expect(result.weights == nil && result.probabilities != nil)
        #expect(!result.stop.isReached && (result.stop.probability ?? 0) > 0.999)
        #expect(result.message.contains("not split as planned") && (result.sampleRatio?.pValue ?? 1) < 0.01)
    }

    @Test func stopsAtNinetyFivePercent() throws {
        let clear = try Self.result(Self.data([(Self.half, [("a", 1000, 100), ("b", 1000, 150)])]))
        #expect(clear.stop.isReached && clear.stop.variant == "b" && clear.message.hasPrefix("Stop: b"))
        #expect(clear.weights != nil, "they are shown, and not to be pushed")
        for (k, isReached) in [(120, false), (125, true)] as [(Int64, Bool)] {
            let result = try Self.result(Self.data([(Self.half, [("a", 1000, 100), ("b", 1000, k)])]))
            #expect(result.stop.isReached == isReached)
            #expect(((result.stop.probability ?? 0) >= 0.95) == isReached)
        }
    }

    @Test func totalsOverChangedWeightsGiveNoWeights() throws {
        let result = try Self.result(Self.definition, Self.early, applied: try Self.applied(2))
        #expect(result.weights == nil && result.probabilities == nil && result.sampleRatio?.pValue == nil)
        #expect(result.message.contains("no sums per epoch") && !result.stop.isReached)
        #expect(try Self.result(Self.definition, Self.two, applied: try Self.applied(2)).weights != nil)
        #expect(try Self.result(Self.definition, Self.early, applied: try Self.applied(1)).weights != nil)
    }

    @Test(arguments: BanditPolicy.allCases) func thePlanNamesPolicyAndFloor(policy: BanditPolicy) throws {
        var fields = Self.definition
        fields["treatmentVariant"] = "b,c"
        fields["analysisPlan"] = ["reweight": ["policy": .string(policy.rawValue), "floor": .number(0.05)]]
        let data = Self.data([
            (["a": 1, "b": 1, "c": 1], [("a", 300, 30), ("b", 310, 38), ("c", 290, 33)])
        ])
        let result = try Self.result(fields, data)
        let arms = [Proportion(n: 300, k: 30), Proportion(n: 310, k: 38), Proportion(n: 290, k: 33)]
        let best = try BestArm(proportions: arms, inverse: false)
        #expect(try result.weights?.map(\.value) == best.weights(policy, floor: 0.05))
        #expect(result.algorithm == policy.rawValue)
        #expect(result.parameters["policy"]?.text == policy.rawValue && result.parameters["floor"] == .number(0.05))
    }

    @Test func lowerMayBeBetterAndMeansMayBeCompared() throws {
        var fields = Self.definition
        fields["metricDefinitions"] = ["paid": ["kind": "sum", "inverse": true]]
        let sums: JSON = [
            "metrics": [
                "paid": [
                    "inverse": true, "a": ["n": 200, "sum": 400, "sum_squares": 1600],
                    "b": ["n": 210, "sum": 380, "sum_squares": 1500],
                ]
            ]
        ]
        let result = try Self.result(fields, sums)
        let best = try BestArm(
            means: [.sums(n: 200, sum: 400, sumSquares: 1600), .sums(n: 210, sum: 380, sumSquares: 1500)], inverse: true
        )
        #expect(result.probabilities?.map(\.value) == best.probabilities)
        #expect(result.stop.variant == "b")
    }

    @Test func refusesFaultyData() {
        let faulty = Self.data([(Self.half, [("a", 300, 400), ("b", 310, 38)])])
        #expect(failure { try Self.result(faulty) }?.code == "data_not_sane")
    }

    @Test func parametersComeBackFromTheirJSON() throws {
        let result = try Self.result(Self.definition, Self.two, applied: try Self.applied(2))
        let parameters = try BanditParameters(json: .object(result.parameters))
        let again = try BanditAnalysis.result(
            of: InputData(parsing: Self.two.serialized()), snapshot: .init(id: "s", sha256: "0"), parameters: parameters
        )
        #expect(again.json.serialized() == result.json.serialized())
    }

    private static func result(_ data: JSON) throws -> BanditResult { try result(definition, data) }
}
