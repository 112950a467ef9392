internal import Experiments

extension TextOutput {
    /// What may be done first, then the variants.
    static func bandit(_ result: BanditResult) -> String {
        var table = TextTable(
            ["Variant", "P(best)", "Expected loss", "Next share", "Users so far"], rightAligned: [1, 2, 3, 4])
        let names =
            result.probabilities?.map(\.name) ?? result.epochs.first?.users.map(\.name)
            ?? result.parameters["allocation"]?.object?.keys ?? []
        func value(_ name: String, _ values: [BanditResult.NamedValue<Double>]?) -> Double? {
            values?.first { $0.name == name }?.value
        }
        for name in names {
            let users = result.epochs.compactMap { epoch in epoch.users.first { $0.name == name }?.value }
            table.add([
                name, NumberFormat.probability(value(name, result.probabilities)),
                NumberFormat.expectedLoss(value(name, result.expectedLosses), isShare: result.isProportion),
                NumberFormat.percent(value(name, result.weights), decimals: 1),
                users.isEmpty ? NumberFormat.none : NumberFormat.count(users.reduce(0, +)),
            ])
        }
        let epochs = result.epochs.count > 1 ? "; compared within \(result.epochs.count) epochs" : ""
        return """
            \(result.message)

            Metric        \(result.metric)\(epochs)
            Sample ratio  \(result.sampleRatio.map { split($0) } ?? "cannot be tested")

            \(table.text)
            """
    }
}
