internal import Experiments
internal import Statistics

/// What a bandit result says, as it is stored.
struct BanditReading: Sendable {
    struct Arm: Sendable {
        var name: String
        /// nil in burn-in.
        var probabilityOfBeingBest: Double?
        /// nil in burn-in, and where the split is broken.
        var weight: Double?
        var expectedLoss: Double?
    }

    var arms: [Arm]
    var algorithm: String
    var metric: String
    var message: String
    var sampleRatioP: Double?
    var hasEnoughUsers: Bool
    var computedAt: String

    /// nil for what is no bandit result.
    init?(parsing text: String) {
        guard let json = try? JSON(parsing: text), json["type"]?.text == "bandit" else { return nil }
        let best = json["best_arm_probabilities"]?.object
        let weights = json["bandit_weights"]?.object
        let losses = json["expected_loss"]?.object
        var names: [String] = []
        for object in [best, weights, losses] {
            for name in object?.keys ?? [] where !names.contains(name) { names.append(name) }
        }
        arms = names.map {
            Arm(
                name: $0, probabilityOfBeingBest: best?[$0]?.double, weight: weights?[$0]?.double,
                expectedLoss: losses?[$0]?.double)
        }
        algorithm = json["algorithm"]?.text ?? ""
        metric = json["metric"]?.text ?? ""
        message = json["update_message"]?.text ?? ""
        sampleRatioP = json["srm_p_value"]?.double
        hasEnoughUsers = json["enough_units"]?.bool ?? false
        computedAt = json["computed_at"]?.text ?? ""
    }

    /// - Parameters:
    ///   - variants: named also in burn-in, when the result names none.
    ///   - metric: the data of the metric that decides; nil where they cannot be read.
    func table(of variants: [String], with metric: InputData.Metric?) -> TableView {
        let arms = arms.isEmpty ? variants.map { Arm(name: $0) } : arms
        return TableView(
            caption: "Arms",
            heads: [
                "Arm", .number("Users"), .number("Value"), .number("P(best)"), .number("Next weight"),
                .number("Expected loss"),
            ],
            rows: arms.map { arm in
                let data = metric?.variants[arm.name]
                return .init(
                    head: arm.name,
                    cells: [
                        data.map { NumberFormat.count($0.n) } ?? NumberFormat.none, Self.value(data),
                        NumberFormat.probability(arm.probabilityOfBeingBest), NumberFormat.percent(arm.weight),
                        NumberFormat.expectedLoss(arm.expectedLoss, isShare: data?.isProportion == true),
                    ])
            })
    }

    private static func value(_ data: VariantData?) -> String {
        guard let data, let mean = try? data.moments().mean else { return NumberFormat.none }
        return data.isProportion ? NumberFormat.percent(mean) : NumberFormat.mean(mean)
    }
}

extension VariantData {
    fileprivate var isProportion: Bool {
        if case .proportion = shape { return true }
        return false
    }
}
