internal import Experiments

/// The answer of `power` for a person: a table with one row per design, and what it means.
struct PowerText {
    private let request: JSON
    private let answer: JSON

    init(request: JSON, answer: JSON) {
        self.request = request
        self.answer = answer
    }

    var text: String {
        let parts = [prior, rows.isEmpty ? nil : table, rows.isEmpty ? nil : explanation, failures]
        return parts.compactMap(\.self).joined(separator: "\n\n")
    }

    private var rows: [(name: String, values: JSON)] {
        Power.designs.compactMap { name in answer[name].map { (name, $0) } }
    }

    private var isSizing: Bool { (request["users"] ?? .null) == .null }
    private var hasDays: Bool { rows.contains { $0.values["days"] != nil } }
    private var isUnderWay: Bool { (request["so_far"] ?? .null) != .null }
    private var isRelative: Bool { request["difference"]?.text != "absolute" }

    // MARK: - The table

    private var columns: [(title: String, value: (JSON) -> String)] {
        var columns: [(title: String, value: (JSON) -> String)] = []
        if isSizing {
            columns.append(("Control", { Self.count($0["users_per_arm"]?["control"]) }))
            columns.append(("Treatment", { Self.count($0["users_per_arm"]?["treatment"]) }))
            columns.append(("In all", { Self.count($0["users"]) }))
            if isUnderWay {
                columns.append(("To come", { Self.count($0["users_to_come"]) }))
                columns.append(("Power now", { NumberFormat.probability($0["power_now"]?.double) }))
            }
            if hasDays {
                columns.append(("Days", { Self.count($0["days"]) }))
                columns.append(("Weeks", { Self.count($0["weeks"]) }))
            }
        } else {
            if rows.contains(where: { $0.values["power"] != nil }) {
                columns.append(("Power", { NumberFormat.probability($0["power"]?.double) }))
            }
            columns.append(("Smallest effect", { effect($0["detectable_effect"]?.double) }))
        }
        if rows.contains(where: { $0.values["assurance"] != nil }) {
            columns.append(("Assurance", { NumberFormat.probability($0["assurance"]?.double) }))
        }
        return columns
    }

    private var table: String {
        var table = TextTable(["Design"] + columns.map(\.title), rightAligned: Set(1...columns.count))
        for (name, values) in rows { table.add([Self.title(name)] + columns.map { $0.value(values) }) }
        return table.text
    }

    private static func title(_ design: String) -> String {
        switch design {
        case "always_valid": "always valid"
        case "bayesian": "Bayesian"
        default: design
        }
    }

    private static func count(_ value: JSON?) -> String {
        value?.wholeNumber.map(NumberFormat.count(_:)) ?? NumberFormat.none
    }

    private func effect(_ effect: Double?) -> String {
        isRelative
            ? NumberFormat.change(effect) : effect.map { NumberFormat.significant($0, digits: 3) } ?? NumberFormat.none
    }

    // MARK: - In words

    private var explanation: String {
        let power = NumberFormat.percent(request["power"]?.double ?? 0.8, decimals: 0)
        let threshold = NumberFormat.percent(request["threshold"]?.double ?? 0.95, decimals: 0)
        let change = effect(request["effect"]?.double)
        let aim =
            isSizing
            ? "The users that find a change of \(change) with a chance of \(power)"
            : "What these users find; the smallest effect is the one found with a chance of \(power)"
        let assurance =
            (isSizing ? request["assurance"]?.double : nil).map {
                ", with a chance of \(NumberFormat.percent($0, decimals: 0)) over what the prior expects"
            } ?? ""
        let time = hasDays && isSizing ? "\nRun whole weeks, so that every day of the week counts alike." : ""
        return """
            \(aim).
            fixed: one look, at the end.
            always valid: a look every day, at the price of more users.
            Bayesian: P(win) of \(threshold) at the end\(assurance).\(time)
            """
    }

    private var prior: String? {
        guard let prior = answer["prior"], let experiments = prior["experiments"]?.wholeNumber else { return nil }
        let stated = "\(NumberFormat.change(prior["mean"]?.double)) ± \(NumberFormat.percent(prior["stddev"]?.double))"
        var table = TextTable(["Past lift", "Error", "Shrunk to", "Deviation"], rightAligned: [0, 1, 2, 3])
        for (past, shrunk) in zip(request["history"]?.array ?? [], prior["shrunk"]?.array ?? []) {
            table.add([
                NumberFormat.change(past["lift"]?.double), NumberFormat.percent(past["se"]?.double),
                NumberFormat.change(shrunk["lift"]?.double), NumberFormat.percent(shrunk["stddev"]?.double),
            ])
        }
        return """
            \(table.text)

            Prior from \(NumberFormat.count(experiments, of: "experiment")): a lift of \(stated) (one standard deviation).
            """
    }

    private var failures: String? {
        let lines = rows.compactMap { name, values in
            values["error"]?.text.map { reason in
                let largest = values["largest_assurance"]?.double.map { " (\(NumberFormat.probability($0)))" } ?? ""
                return "\(Self.title(name)): \(reason)\(largest)."
            }
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }
}
