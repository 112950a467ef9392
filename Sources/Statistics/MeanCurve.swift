#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The posterior of a mean, Student-t(n-1, m, √v), along the unit of the metric counted from a reference.
struct MeanCurve: PosteriorCurve {
    private let df: Double
    /// The mean, from the reference.
    private let centre: Double
    /// The standard error of the mean.
    private let scale: Double
    private let height: Double
    let cuts: [Double]

    /// The posterior of an arm.
    ///
    /// Formula: m + √(s²/n) T, T a t variable with n - 1 degrees of freedom. Panels are 2.4 standard errors wide and
    /// grow with the distance, as the tails become powers, until f(u) u² is below 1e-14.
    /// - Parameters:
    ///   - moments: the arm's moments; at least 3 users, or the mean of the posterior does not exist.
    ///   - reference: what is 0 on the axis, in the unit of the metric.
    /// - Throws: `outOfDomain` for fewer than 3 users, `noVariance`, `notFinite` where a number overflows.
    ///
    /// Source: Gelman et al., Bayesian Data Analysis (2013), 3.2, http://www.stat.columbia.edu/~gelman/book/.
    /// Checked through `BestArm`.
    init(_ moments: Moments, reference: Double) throws(StatisticsError) {
        guard moments.n >= 3 else { throw .outOfDomain("the posterior of a mean needs at least 3 users in each arm") }
        guard moments.varianceOfMean > 0 else { throw .noVariance }
        df = Double(moments.n - 1)
        scale = moments.varianceOfMean.squareRoot()
        centre = try StatisticsError.requireFinite(moments.mean - reference, "the difference of two arms' means")
        height = exp(StudentT.logDensity(0, df)) / scale
        var distances = [1.2]
        while let last = distances.last, exp(StudentT.logDensity(last, df)) * last * last > 1e-14 {
            distances.append(max(last + 2.4, 2.5 * last - 6))
        }
        let (middle, width) = (centre, scale)
        cuts = distances.reversed().map { middle - $0 * width } + distances.map { middle + $0 * width }
        try StatisticsError.requireFinite((cuts.first ?? 0) * (cuts.last ?? 0), "the range of an arm's mean")
    }

    func density(_ t: Double) -> Double {
        height * exp(-(df / 2 + 0.5) * StudentT.logOfOnePlus((t - centre) / scale, df))
    }

    func slope(_ t: Double) -> Double { 1 }
}
