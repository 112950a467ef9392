internal import Statistics

/// Two variants of one metric, and how each method compares them. `analyze` and `compute` both ask here.
struct VariantComparison {
    var control: VariantData
    var treatment: VariantData
    /// Whether lower values are better.
    var inverse: Bool
    /// On the lift; nil is flat.
    var prior: NormalPrior?
    var alpha = 0.05
    /// The planned shares of the two.
    var shares: (control: Double, treatment: Double) = (0.5, 0.5)
    /// The users for whom always-valid intervals are narrowest.
    var tuningUsers = AlwaysValid.defaultPlannedUsers
    /// Stretches of time with shares of their own.
    var epochs = 1

    /// The two arms; adjusted where both know a covariate.
    func contrast() throws(StatisticsError) -> Contrast {
        if let adjustment = try adjustment() { return adjustment.contrast }
        return Contrast(control: try control.moments(), treatment: try treatment.moments())
    }

    /// nil without a covariate.
    func adjustment() throws(StatisticsError) -> CovariateAdjustment? {
        guard let before = try control.withCovariate(), let after = try treatment.withCovariate() else { return nil }
        return try CovariateAdjustment(control: before, treatment: after)
    }

    func gaussian(_ difference: Difference = .relative) throws(StatisticsError) -> GaussianPosterior {
        try GaussianPosterior(contrast(), inverse: inverse, prior: prior, alpha: alpha, difference: difference)
    }

    /// Beta posteriors of two rates.
    func exact() throws(StatisticsError) -> ExactPosterior {
        guard let before = control.proportion, let after = treatment.proportion else {
            throw .outOfDomain("the exact posterior is for proportions")
        }
        return try ExactPosterior(control: before, treatment: after, inverse: inverse, prior: prior, alpha: alpha)
    }

    func welch() throws(StatisticsError) -> Welch {
        try Welch(contrast(), alpha: alpha)
    }

    func alwaysValid() throws(StatisticsError) -> AlwaysValid.Report {
        let adjusted = try adjustment()?.contrast
        return try AlwaysValid.report(
            control: control.alwaysValidArm(), treatment: treatment.alwaysValidArm(), contrast: adjusted,
            weights: shares, epochs: max(1, epochs), alpha: alpha, plannedUsers: tuningUsers)
    }

    /// What an always-valid look says of the effect; the ends of the lift's interval are nil where it has none.
    struct Look {
        var difference: Double
        var interval: Interval
        /// nil where the control's mean may be zero.
        var lift: (lower: Double, upper: Double?)?
        var pValue: Double
    }

    /// - Throws: the reason why nothing is shown, as `outOfDomain`, and what the comparison throws.
    func look() throws(StatisticsError) -> Look {
        switch try alwaysValid() {
        case .comparison(let comparison):
            var lift: (lower: Double, upper: Double?)?
            if case .bounded(let interval)? = try? comparison.lift() { lift = (interval.lower, interval.upper) }
            return Look(
                difference: comparison.difference, interval: comparison.interval, lift: lift,
                pValue: comparison.pValue)
        case .proportions(let comparison):
            let lift: (lower: Double, upper: Double?) =
                switch comparison.lift {
                case .bounded(let interval): (interval.lower, interval.upper)
                case .atLeast(let lower): (lower, nil)
                }
            return Look(
                difference: comparison.difference, interval: comparison.interval, lift: lift,
                pValue: comparison.pValue)
        case .withheld(let reason):
            throw .outOfDomain("\(reason)")
        }
    }
}

extension VariantData {
    fileprivate func alwaysValidArm() throws(StatisticsError) -> AlwaysValid.Arm {
        switch shape {
        case .proportion(let k):
            return try .proportion(n: n, k: k)
        case .ratio(let sums):
            let numerator = try Moments.sums(n: n, sum: sums.numerator, sumSquares: sums.numeratorSquares)
            return .mean(try moments(), raw: numerator)
        case .sums, .moments:
            return .mean(try moments())
        }
    }
}
