internal import Experiments

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

    var table: TableView {
        TableView(
            caption: "Arms", heads: ["Arm", "P(best)", "Weight", "Expected loss"],
            rows: arms.map {
                .init(
                    head: $0.name,
                    cells: [
                        NumberFormat.probability($0.probabilityOfBeingBest), NumberFormat.percent($0.weight),
                        NumberFormat.risk($0.expectedLoss),
                    ])
            })
    }
}
