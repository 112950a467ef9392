/// The difference of two arms whose shares changed with the data: batched least squares.
package struct BatchedContrast: Sendable, Equatable {
    /// Treatment minus control, averaged over epochs with the weights of `init`, in the unit of the metric.
    package let difference: Double
    /// Its standard error, above 0, in the same unit.
    package let standardError: Double
    /// The probability of a difference this far from 0 in either direction if there is none, in [0, 1].
    package let pValue: Double
    /// The interval of the difference that holds 1 - alpha.
    package let interval: Interval
    /// Both arms' means with the weights of the difference, for comparisons that need a base.
    package let contrast: Contrast
    /// The places of the epochs that the difference rests on, those that were joined together; at least one batch.
    package let batches: [[Int]]
    /// The places of the epochs that it does not rest on, in the order of time.
    package let leftOut: [Int]

    /// The difference within epochs.
    ///
    /// Formula: D_b = ȳ_b1 - ȳ_b0, w_b = √(n_b1 n_b0/(n_b1 + n_b0)), σ_b the pooled standard deviation within the
    /// epoch, c_b = (w_b/σ_b)/Σ(w_b/σ_b): difference Σ c_b D_b, standard error √B/Σ(w_b/σ_b). The arms' means are
    /// Σ c_b ȳ_b with variances Σ c_b² σ_b²/n_b, which add up to the squared standard error. Every epoch's D_b w_b/σ_b
    /// has the variance 1 whatever the share was, so their sum is normal although the shares followed the data.
    ///
    /// An epoch with σ_b = 0, no users in an arm or fewer than 25 in both is joined with its neighbour of the same
    /// allocation, else left out. What is estimated is the average of the epochs' differences with the weights c_b;
    /// where the difference changes over time, that is not the plain average.
    /// - Parameters:
    ///   - epochs: in the order of time, each with the same arms.
    ///   - control: the place of the control among the arms.
    ///   - treatment: the place of the treatment.
    ///   - alpha: the probability outside the interval, in (0, 1).
    /// - Throws: `outOfDomain` where no epoch is left, the epochs differ in their arms, there is no such arm, or for
    ///   alpha; `notFinite`.
    ///
    /// Source: Zhang, Janson and Murphy, Inference for Batched Bandits (2020), arXiv:2002.03217. Checked against NumPy
    /// and mpmath (50 digits, relative 1e-11).
    package init(
        _ epochs: [EpochSummary], control: Int, treatment: Int, alpha: Double = 0.05
    ) throws(StatisticsError) {
        guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
        for epoch in epochs {
            guard epoch.arms.indices.contains(control), epoch.arms.indices.contains(treatment), control != treatment
            else { throw .outOfDomain("there is no such arm in the epochs") }
        }
        let pair = [control, treatment]
        var parts: [Part] = []
        var batches: [[Int]] = []
        var leftOut: [Int] = []
        for group in try EpochGroup.joining(epochs, where: { !$0.canCompare(pair) }) {
            if group.summary.canCompare(pair), let before = group.summary.arms[control],
                let after = group.summary.arms[treatment]
            {
                parts.append(Part(before, after, variance: group.summary.pooledVariance(of: pair)))
                batches.append(group.places)
            } else {
                leftOut += group.places
            }
        }
        guard !parts.isEmpty else {
            throw .outOfDomain(
                "no epoch has users in both arms, 25 together, and values that vary, so the arms cannot be compared within "
                    + "epochs")
        }
        let sum = parts.reduce(0) { $0 + $1.weight }
        var means = (control: 0.0, treatment: 0.0)
        var variances = (control: 0.0, treatment: 0.0)
        var difference = 0.0
        for part in parts {
            let share = part.weight / sum
            means.control += share * part.control.mean
            means.treatment += share * part.treatment.mean
            difference += share * (part.treatment.mean - part.control.mean)
            variances.control += share * share * part.variance / Double(part.control.n)
            variances.treatment += share * share * part.variance / Double(part.treatment.n)
        }
        let users = parts.reduce((0, 0)) { ($0.0 + $1.control.n, $0.1 + $1.treatment.n) }
        self.difference = try StatisticsError.requireFinite(difference, "the difference")
        let error = Double(parts.count).squareRoot() / sum
        standardError = try StatisticsError.requireFinite(error, "the standard error of the difference")
        guard error > 0 else { throw .noVariance }
        pValue = min(1, 2 * Normal.survival(abs(difference) / error))
        let margin = -(try Normal.quantile(alpha / 2)) * error
        interval = Interval(lower: difference - margin, upper: difference + margin)
        contrast = Contrast(
            control: try Moments(n: users.0, mean: means.control, variance: variances.control * Double(users.0)),
            treatment: try Moments(n: users.1, mean: means.treatment, variance: variances.treatment * Double(users.1)))
        self.batches = batches
        self.leftOut = leftOut
    }

    /// One batch of the pair.
    private struct Part {
        let control: (n: Int, mean: Double)
        let treatment: (n: Int, mean: Double)
        /// σ_b².
        let variance: Double
        /// w_b/σ_b.
        let weight: Double

        init(_ before: Summary, _ after: Summary, variance: Double) {
            control = (before.n, before.means[0])
            treatment = (after.n, after.means[0])
            self.variance = variance
            weight = 1 / (variance * (1 / Double(before.n) + 1 / Double(after.n))).squareRoot()
        }
    }
}
