internal import Statistics

/// The prior on the lift with which an experiment starts, and where it comes from.
package struct PriorChoice: Sendable, Equatable {
    /// Mean and standard deviation of the lift; nil is flat.
    package var mean: Double?
    package var standardDeviation: Double?
    /// `given`, `range`, `experiment`, `history`, `none`.
    package var step: String
    /// For people.
    package var sentence: String
    /// The experiment that gave it, as `SLUG:VARIANT`.
    package var pilot: String?
    /// The experiments that gave it together, by their slugs.
    package var history: [String] = []

    package var isProper: Bool { mean != nil }

    package static let question = """
        Has a similar change been tested before? Then say what its lift was and how sure that is: as a rough range that \
        holds it with 95 % (--prior-range -5%,10%), as mean and standard deviation (--prior-mean, --prior-stddev), by the \
        name of that experiment (--prior-from SLUG), or as all of the project's closed experiments on this metric found it \
        (--prior-from-history). Without an answer nothing is supposed.
        """

    package static let none = PriorChoice(
        mean: nil, standardDeviation: nil, step: "none", sentence: "Nothing is supposed about the lift (flat prior).")

    package static func given(mean: Double, standardDeviation: Double) throws -> PriorChoice {
        guard standardDeviation > 0 else {
            throw WorkspaceError.invalid("priorStddev must be positive", code: "invalid_value")
        }
        return PriorChoice(
            mean: mean, standardDeviation: standardDeviation, step: "given",
            sentence: "The lift is supposed to be \(words(mean, standardDeviation)), as given.")
    }

    /// A rough range, read as the central 95 %.
    package static func range(_ text: String) throws -> PriorChoice {
        let ends = text.split(separator: ",", omittingEmptySubsequences: false).map {
            Self.fraction(String($0).trimmed)
        }
        guard ends.count == 2, let low = ends[0], let high = ends[1], low < high, low > -100, high < 100 else {
            throw WorkspaceError.invalid(
                "priorRange takes two lifts, the lower first, such as -0.05,0.10 or -5%,10%; found \"\(text)\"",
                code: "invalid_value")
        }
        let (mean, deviation) = ((low + high) / 2, (high - low) / 3.92)
        return PriorChoice(
            mean: mean, standardDeviation: deviation, step: "range",
            sentence: "The lift is supposed to be \(words(mean, deviation)), from the range \(text).")
    }

    /// Rule 9: another experiment's own data estimate, of the same metric and variant and another time.
    ///
    /// - Parameters:
    ///   - pilot: the other experiment.
    ///   - data: the input data of its latest snapshot.
    ///   - variant: one of its treatments.
    ///   - experiment: the one that starts.
    /// - Throws: `WorkspaceError` (kind `ruleBroken`) where the same data would count twice or the two do not compare.
    package static func from(
        _ pilot: Experiment, data: InputData, variant: String, for experiment: Experiment, now: Instant
    ) throws -> PriorChoice {
        func broken(_ sentence: String) -> WorkspaceError { notUsable(pilot, sentence) }
        guard let metric = experiment.primaryMetricEvent, metric == pilot.primaryMetricEvent else {
            throw broken("its primary metric is another")
        }
        guard Variants(of: experiment).treatments.contains(variant), Variants(of: pilot).treatments.contains(variant)
        else { throw broken("\"\(variant)\" is not a treatment of both") }
        try requireSeparateWindows(pilot, experiment, now: now)
        guard let section = data.metric(metric), let treatment = section.variants[variant],
            let control = section.variants[Variants(of: pilot).control]
        else { throw broken("it has no data for \(metric)") }
        do {
            let effect = try dataEffect(of: treatment, against: control, isInverse: section.inverse)
            let (mean, deviation) = (effect.lift, effect.standardError)
            return PriorChoice(
                mean: mean, standardDeviation: deviation, step: "experiment",
                sentence:
                    "The lift is supposed to be \(words(mean, deviation)), as '\(pilot.slug)' found it for \(variant).",
                pilot: "\(pilot.slug):\(variant)")
        } catch {
            throw broken("\(error)")
        }
    }

    /// Rule 9: the pilot's window is over before the experiment's begins.
    package static func requireSeparateWindows(_ pilot: Experiment, _ experiment: Experiment, now: Instant) throws {
        let start = experiment.observationStart ?? now
        // An open window reaches to now.
        guard pilot.observationStart != nil, (pilot.endOfWindow ?? now) <= start else {
            throw notUsable(pilot, "its window overlaps this one, and the same users would count twice")
        }
    }

    private static func notUsable(_ pilot: Experiment, _ sentence: String) -> WorkspaceError {
        WorkspaceError(
            .ruleBroken, code: "prior_not_usable",
            "'\(pilot.slug)' cannot give the prior: \(sentence). Give the prior in numbers, or none. (Rule 9.)")
    }

    /// The lift from the data alone, without their prior.
    static func dataEffect(
        of treatment: VariantData, against control: VariantData, isInverse: Bool
    ) throws -> PastEffect {
        let posterior = try VariantComparison(
            control: control, treatment: treatment, inverse: isInverse, prior: nil
        ).gaussian()
        return try PastEffect(lift: posterior.dataEffect, standardError: posterior.dataStandardError)
    }

    package var json: JSON {
        [
            "proper": .boolean(isProper), "mean": .optional(mean), "stddev": .optional(standardDeviation),
            "step": .string(step), "sentence": .string(sentence), "experiment": pilot.map(JSON.string) ?? .null,
            "experiments": .array(history.map(JSON.string)),
        ]
    }

    static func words(_ mean: Double, _ deviation: Double) -> String {
        "about \(NumberFormat.change(mean)), give or take \(NumberFormat.percent(deviation, decimals: 1))"
    }

    /// `0.1`, `10%`.
    private static func fraction(_ text: String) -> Double? {
        let isPercent = text.hasSuffix("%")
        let digits = isPercent ? String(text.dropLast()).trimmed : text
        guard let number = (try? JSON(parsing: digits.hasPrefix("+") ? String(digits.dropFirst()) : digits))?.double
        else { return nil }
        return isPercent ? number / 100 : number
    }
}

extension PriorChoice {
    /// As `json` wrote it.
    package init(json: JSON) {
        self.init(
            mean: json["mean"]?.double, standardDeviation: json["stddev"]?.double,
            step: json["step"]?.text ?? "none", sentence: json["sentence"]?.text ?? "",
            pilot: json["experiment"]?.text, history: (json["experiments"]?.array ?? []).compactMap(\.text))
    }
}
