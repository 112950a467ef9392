internal import Statistics

/// The shipped statistics, asked as an analysis would ask them.
struct MethodReader {
    /// The planned weights of the arms.
    var weights = (control: 1.0, treatment: 1.0)

    /// Results of the exact posterior by the conversions of the two arms, which repeat often at low rates.
    private var exactAnswers: [Counts: MethodAnswer] = [:]

    private struct Counts: Hashable {
        var n0, k0, n1, k1: Int
    }

    /// The answer to sums over users.
    mutating func answer(
        of method: SimulatedMethod, _ kind: UserSums.Kind, _ control: UserSums, _ treatment: UserSums
    ) -> MethodAnswer {
        guard let control = try? control.arm(of: kind), let treatment = try? treatment.arm(of: kind) else {
            return .notComputable
        }
        return answer(of: method, control: control, treatment: treatment)
    }

    private mutating func answer(
        of method: SimulatedMethod, control: AlwaysValid.Arm, treatment: AlwaysValid.Arm
    ) -> MethodAnswer {
        let contrast = Contrast(control: control.moments, treatment: treatment.moments)
        do throws(StatisticsError) {
            switch method {
            case .gaussian: return try gaussian(contrast)
            case .exact: return try exact(control, treatment)
            case .fieller: return try fieller(contrast)
            case .alwaysValid: return try alwaysValid(control, treatment)
            }
        } catch {
            return .notComputable
        }
    }

    private func gaussian(_ contrast: Contrast) throws(StatisticsError) -> MethodAnswer {
        let posterior = try GaussianPosterior(
            contrast, inverse: false, prior: nil, alpha: SimulatedMethod.alpha)
        return .shown(Self.claim(posterior.interval, probabilityOfWinning: posterior.probabilityOfWinning))
    }

    private mutating func exact(
        _ control: AlwaysValid.Arm, _ treatment: AlwaysValid.Arm
    ) throws(StatisticsError) -> MethodAnswer {
        guard let k0 = control.conversions, let k1 = treatment.conversions else { return .notComputable }
        let counts = Counts(n0: control.moments.n, k0: k0, n1: treatment.moments.n, k1: k1)
        if let known = exactAnswers[counts] { return known }
        let posterior = try ExactPosterior(
            control: Proportion(n: counts.n0, k: k0), treatment: Proportion(n: counts.n1, k: k1), inverse: false,
            alpha: SimulatedMethod.alpha)
        let answer = MethodAnswer.shown(
            Self.claim(posterior.interval, probabilityOfWinning: posterior.probabilityOfWinning))
        exactAnswers[counts] = answer
        return answer
    }

    private func fieller(_ contrast: Contrast) throws(StatisticsError) -> MethodAnswer {
        let welch = try Welch(contrast, alpha: SimulatedMethod.alpha)
        // An unbounded set has no end at 0; what is reported with it is the p-value of the difference.
        let rejectsZero = welch.pValue < SimulatedMethod.alpha
        return .shown(.init(lifts: Self.lifts(try welch.lift()), rejectsZero: rejectsZero))
    }

    private func alwaysValid(
        _ control: AlwaysValid.Arm, _ treatment: AlwaysValid.Arm
    ) throws(StatisticsError) -> MethodAnswer {
        let report = try AlwaysValid.report(
            control: control, treatment: treatment, weights: weights, alpha: SimulatedMethod.alpha)
        switch report {
        case .withheld:
            return .withheld
        case .proportions(let result):
            return .shown(.init(lifts: Self.lifts(result.lift), rejectsZero: Self.excludesZero(result.interval)))
        case .comparison(let result):
            let lifts = Self.lifts(try result.lift())
            return .shown(.init(lifts: lifts, rejectsZero: Self.excludesZero(result.interval)))
        }
    }

    private static func lifts(_ set: Fieller) -> MethodAnswer.Claim.Lifts {
        switch set {
        case .bounded(let interval): .bounded(interval)
        case .controlMeanNotDistinguishableFromZero: .unbounded
        }
    }

    private static func lifts(_ set: ProportionComparison.Lift) -> MethodAnswer.Claim.Lifts {
        switch set {
        case .bounded(let interval): .bounded(interval)
        case .atLeast(let lowest): .atLeast(lowest)
        }
    }

    private static func claim(_ interval: Interval, probabilityOfWinning: Double) -> MethodAnswer.Claim {
        MethodAnswer.Claim(
            lifts: .bounded(interval), rejectsZero: excludesZero(interval),
            probabilityOfWinning: probabilityOfWinning)
    }

    private static func excludesZero(_ interval: Interval) -> Bool { interval.lower > 0 || interval.upper < 0 }
}
