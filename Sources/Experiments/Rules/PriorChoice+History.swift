internal import Statistics

extension PriorChoice {
    /// A closed experiment of the project, with the input data of its latest snapshot; nil where there are none.
    package struct Past: Sendable {
        package var experiment: Experiment
        package var data: InputData?

        package init(experiment: Experiment, data: InputData?) {
            self.experiment = experiment
            self.data = data
        }
    }

    /// What the project's closed experiments on the same metric tell of the next lift; of each the first treatment.
    ///
    /// All of them count, losers as well as winners, but for those whose estimate is none: a broken split, a bandit, a
    /// holdout that measures an effect again, a window that shares time with this one (rule 9).
    ///
    /// - Throws: `WorkspaceError` (kind `ruleBroken`) where fewer than ten are left, naming what was left out.
    package static func history(_ past: [Past], for experiment: Experiment, now: Instant) throws -> PriorChoice {
        let metric = experiment.primaryMetricEvent ?? ""
        let definitions = (try? MetricDefinition.parseAll(experiment.metricDefinitions)) ?? []
        let isInverse = definitions.first { $0.name == metric }?.definition.inverse ?? false
        var used: [(slug: String, effect: PastEffect)] = []
        var leftOut: [String] = []
        for candidate in past where candidate.isOf(metric, before: experiment) {
            switch candidate.effect(on: metric, isInverse: isInverse, before: experiment.observationStart ?? now, now) {
            case .success(let effect): used.append((candidate.experiment.slug, effect))
            case .failure(let reason): leftOut.append("\(candidate.experiment.slug) (\(reason.sentence))")
            }
        }
        guard used.count >= PriorFromHistory.fewest else {
            let rest = leftOut.isEmpty ? "" : " Left out: \(leftOut.joined(separator: ", "))."
            throw WorkspaceError.broken(
                rule: 9, code: "prior_not_usable",
                "The project's history cannot give the prior: it takes \(PriorFromHistory.fewest) closed experiments on "
                    + "\"\(metric)\", and \(used.count) can be used.\(rest) Give the prior in numbers, or none.")
        }
        let prior: NormalPrior
        do {
            prior = try PriorFromHistory(used.map(\.effect)).prior
        } catch {
            throw WorkspaceError.broken(
                rule: 9, code: "prior_not_usable",
                "The project's history cannot give the prior: \(error). Give the prior in numbers, or none.")
        }
        return PriorChoice(
            mean: prior.mean, standardDeviation: prior.standardDeviation, step: "history",
            sentence: "The lift is supposed to be \(words(prior.mean, prior.standardDeviation)), as "
                + "\(used.count) closed experiments on \(metric) found it.",
            history: used.map(\.slug))
    }
}

extension PriorChoice.Past {
    fileprivate struct Reason: Error {
        var sentence: String
    }

    fileprivate func isOf(_ metric: String, before next: Experiment) -> Bool {
        experiment.status.isClosed && experiment.primaryMetricEvent == metric && experiment.slug != next.slug
            && experiment.method != "bandit" && !experiment.slug.contains("-holdout-")
    }

    fileprivate func effect(
        on metric: String, isInverse: Bool, before start: Instant, _ now: Instant
    ) -> Result<PastEffect, Reason> {
        // An open window reaches to now.
        guard experiment.observationStart != nil, (experiment.endOfWindow ?? now) <= start else {
            return .failure(Reason(sentence: "its window overlaps this one"))
        }
        guard let data, let contract = try? Contract(of: experiment),
            let result = try? Analysis.result(
                of: data, parameters: AnalysisParameters(computedAt: now, isIndicative: true, contract: contract)),
            let section = data.metric(metric), let first = contract.variants.treatments.first,
            let treatment = section.variants[first], let control = section.variants[contract.variants.control]
        else { return .failure(Reason(sentence: "its data cannot be analyzed")) }
        guard result.sampleRatio.isSound != false else {
            return .failure(Reason(sentence: "its users were not split as planned"))
        }
        guard section.inverse == isInverse else {
            return .failure(Reason(sentence: "\(isInverse ? "more" : "less") of the metric was better there"))
        }
        do {
            return .success(
                try PriorChoice.dataEffect(of: treatment, against: control, isInverse: section.inverse))
        } catch {
            return .failure(Reason(sentence: "\(error)"))
        }
    }
}
