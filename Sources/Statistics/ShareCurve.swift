#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The posterior of a proportion, Beta(1+k, 1+n-k), along the angle whose squared sine is the share.
///
/// On that axis the spread is 1/(2√(n+2)) wherever the centre is, and the density has no singularity. Angles are
/// counted from the arm's own centre or from a reference arm's, so that differences do not cancel.
struct ShareCurve: PosteriorCurve {
    /// The shapes of the beta distribution, and their sum.
    let a, b, total: Double
    /// Sine and cosine of the centre: √(a/(a+b)) and √(b/(a+b)), so that the centre is the posterior mean.
    let sine, cosine: Double
    /// The angle from the reference's centre to this arm's.
    private(set) var offset = 0.0
    /// The logarithm of the density at the centre, without the factor 2/(sine · cosine).
    private let logHeight: Double

    /// The posterior of an arm.
    ///
    /// Formula: shapes 1+k and 1+n-k.
    /// - Parameters:
    ///   - arm: n users, at least 1, of whom k did it, from 0 to n.
    ///   - reference: the arm whose centre is 0 on the axis; nil for this arm itself.
    /// - Throws: `noUsers`, and `outOfDomain` unless 0 ≤ k ≤ n.
    ///
    /// Source: Gelman et al., Bayesian Data Analysis (2013), 2.4, http://www.stat.columbia.edu/~gelman/book/; Anscombe
    /// (1948), Biometrika 35, 246-254 (the angle). Checked through `ExactPosterior` and `BestArm`.
    init(_ arm: Proportion, reference: ShareCurve? = nil) throws(StatisticsError) {
        try arm.requireValid()
        a = Double(arm.k) + 1
        b = Double(arm.n - arm.k) + 1
        total = a + b
        sine = (a / total).squareRoot()
        cosine = (b / total).squareRoot()
        let point = BetaPoint(a: a, b: b, x: a / total, y: b / total, difference: 0)
        logHeight = point.logLeadingTerm
        if let reference { offset = angle(from: reference) }
    }

    /// The angle from another arm's centre to this arm's.
    ///
    /// Formula: by its sine, (p - p_r)/sin(θ + θ_r), and its cosine, cos θ cos θ_r + sin θ sin θ_r, the numerator of
    /// p - p_r being a b_r - a_r b with fused products.
    func angle(from reference: ShareCurve) -> Double {
        let product = reference.a * b
        let rounding = product.addingProduct(-reference.a, b)
        let difference = ((-product).addingProduct(a, reference.b) + rounding) / total / reference.total
        return atan2(
            difference / (sine * reference.cosine + cosine * reference.sine),
            cosine * reference.cosine + sine * reference.sine)
    }

    /// The posterior mean of the share.
    var mean: Double { a / total }

    /// About the variance of the share's logarithm: 1/a - 1/(a+b).
    var logVariance: Double { b / a / total }

    /// The standard deviation along the axis.
    var scale: Double { 0.5 / total.squareRoot() }

    /// The angles from the arm's own centre at which the share is 0 and 1.
    var ends: (lower: Double, upper: Double) { (-atan2(sine, cosine), atan2(cosine, sine)) }

    /// Every 2.4 standard deviations, as far as 10.8: beyond lie less than 1e-15 of any beta distribution.
    var cuts: [Double] {
        let (lower, upper) = ends
        let inside = (0..<10).map { (Double($0) - 4.5) * 2.4 * scale }.filter { $0 > lower && $0 < upper }
        let first = -10.8 * scale <= lower ? [lower] : []
        let last = 10.8 * scale >= upper ? [upper] : []
        return (first + inside + last).map { $0 + offset }
    }

    func density(_ t: Double) -> Double {
        let point = point(t - offset)
        guard point.sine > 0, point.cosine > 0 else { return 0 }
        return density(point)
    }

    func slope(_ t: Double) -> Double {
        let point = point(t - offset)
        return 2 * point.sine * point.cosine
    }

    /// Sine and cosine at an angle from the arm's own centre, and the distance of the share from its mean times a + b.
    func point(_ delta: Double) -> (sine: Double, cosine: Double, difference: Double) {
        let (turn, along) = (sin(delta), cos(delta))
        let s = sine * along + cosine * turn
        let c = cosine * along - sine * turn
        return (s, c, total * turn * (s * cosine + c * sine))
    }

    func density(_ point: (sine: Double, cosine: Double, difference: Double)) -> Double {
        let (share, rest) = (point.sine * point.sine, point.cosine * point.cosine)
        return 2 * exp(logTerm(share, rest, difference: point.difference)) / (point.sine * point.cosine)
    }

    /// The logarithm of x^a (1-x)^b / B(a, b), with 1 - x known by itself.
    func logTerm(_ share: Double, _ rest: Double) -> Double {
        logTerm(share, rest, difference: share < rest ? total * share - a : b - total * rest)
    }

    /// The same with (a+b) x - a known by itself.
    private func logTerm(_ share: Double, _ rest: Double, difference: Double) -> Double {
        logHeight - Gamma.halfDeviance(total * share, shape: a, difference: difference)
            - Gamma.halfDeviance(total * rest, shape: b, difference: -difference)
    }
}
