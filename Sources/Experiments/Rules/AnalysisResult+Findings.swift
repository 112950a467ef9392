/// What the parts of an analysis found, in technical sentences.
extension AnalysisResult {
    /// Whether the analysis weighed a prior on the lift.
    var hasPrior: Bool { parameters["prior"]?.object != nil || prior.hasPrefix("proper") }

    /// `P(win) of paid cannot be computed for b: control mean is zero, … .`
    func findingOfNoProbability(for treatment: String) -> String {
        guard let section = primaryMetric else { return "The analysis has no primary metric." }
        let comparison = section.rows.first { $0.variant == treatment }?.comparison
        let reason =
            switch section.basis {
            case .exact: comparison?.exact?.failure
            case .batched: comparison?.batched?.failure
            case .gaussian, nil: warning(thatDoesNotCompute: section, treatment)
            }
        return "P(win) of \(section.event) cannot be computed for \(treatment): \(reason ?? "the analysis holds none")."
    }

    private func warning(thatDoesNotCompute section: Section, _ treatment: String) -> String? {
        let start = "\(section.event), \(treatment): "
        let warning = warnings.first { $0.code == "not_computable" && $0.message.hasPrefix(start) }
        return warning.map { warning in
            let sentence = warning.message.dropFirst(start.count)
            return String(sentence.last == "." ? sentence.dropLast() : sentence)
        }
    }
}

extension AnalysisResult.SampleRatioCheck {
    static let nextWhenBroken =
        "Find out why the split is uneven (assignment, redirects, logging, bots, a filter that differs between "
        + "variants), mend it, and run the experiment again. Do not adopt or roll back on these numbers."

    /// The counts, what was planned, both tests, and what it means where they differ.
    var finding: String {
        let counts = observed.map { "\($0.name) \(NumberFormat.count($0.value))" }
        let planned = expected.map { "\($0.name) \(NumberFormat.fixed($0.value, 0))" }
        let tests = [
            pValue.map { "χ² \(NumberFormat.pValue($0))" },
            alwaysValidP.map { "valid at any look \(NumberFormat.pValue($0))" },
        ].compactMap(\.self)
        return "Users: \(counts.joined(separator: ", "))"
            + (planned.isEmpty ? "" : "; planned: \(planned.joined(separator: ", "))")
            + (tests.isEmpty ? "." : " (\(tests.joined(separator: ", "))).") + difference
    }

    private var difference: String {
        guard let pValue, let alwaysValidP, (pValue < 0.01) != (alwaysValidP < 0.01) else { return "" }
        return pValue < 0.01
            ? " At a single look that is rare; if it was looked at all along, it is weak evidence."
            : " At a single look that is not rare; over all looks together it is strong evidence."
    }
}

extension AnalysisResult.SampleCheck {
    var finding: String {
        let missing = users.filter { $0.value < minimumPerVariant }
            .map { "\($0.name) has \(NumberFormat.count($0.value))" }
        return "At least \(NumberFormat.count(minimumPerVariant)) users per variant were asked for; "
            + (missing.isEmpty ? "the analysis is marked as indicative." : "\(missing.joined(separator: ", ")).")
    }
}

extension AnalysisResult.Computed {
    /// The sentence that says why there is no value.
    var failure: String? {
        if case .failure(let sentence) = self { sentence } else { nil }
    }
}

extension AnalysisResult.Basis {
    var words: String {
        switch self {
        case .gaussian: "Gaussian posterior on the lift"
        case .exact: "exact posterior of the two rates"
        case .batched: "differences within epochs (batched least squares)"
        }
    }
}
