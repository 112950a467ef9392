#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What the data say about the ratio of two rates, however far out in its tails: the density of its logarithm before a
/// prior of the ratio, where the control's rate and the ratio were flat.
struct RatioDensity {
    let control, treatment: ShareCurve

    /// About where the density is highest, and its standard deviation.
    var centre: Double { log(treatment.mean / control.mean) }
    var spread: Double { (control.logVariance + treatment.logVariance).squareRoot() }

    /// About the relative rounding of the density within some standard deviations.
    var rounding: Double { 4e-15 * (control.total + treatment.total).squareRoot() }

    /// What is known at one ratio.
    struct Value {
        /// The logarithm of the density, which has no finite integral where nobody in the control converted.
        var log: Double
        /// Its first two derivatives by the logarithm of the ratio.
        var slope, curvature: Double
        /// The mean of the control's share among pairs with this ratio.
        var controlShare: Double
    }

    /// The density where treatment/control is e^w.
    ///
    /// Formula: ∫ f_A(x) f_B(e^w x) e^w dx. With z the larger share, of shapes a, b, and ρz the smaller, of shapes c, d,
    /// ρ = e^-|w|: the integral over v = ln(z/(1-z)) of z^a (1-z)^b/B(a, b) · (ρz)^c (1-ρz)^(d-1)/B(c, d), divided by
    /// the control's share. Trapezoidal sum around the maximum, with the integrand as a ratio to its maximum.
    /// - Parameter w: the logarithm of treatment over control, a finite number.
    /// - Returns: the logarithm of the density and what belongs to it.
    /// - Throws: nothing.
    ///
    /// Source: definition; Trefethen and Weideman, The Exponentially Convergent Trapezoidal Rule (2014), SIAM Review
    /// 56, 385-458, https://doi.org/10.1137/130932132. Checked through `ExactPosterior`.
    func at(_ w: Double) -> Value {
        let (larger, smaller) = w > 0 ? (treatment, control) : (control, treatment)
        let (ratio, lift) = (exp(-abs(w)), expm1(-abs(w)))
        let (power, rest, other) = (larger.a + smaller.a - 1, larger.b, smaller.b - 1)
        let (z, y) = Self.maximum(power: power, rest: rest, other: other, ratio: ratio, lift: lift)
        let gap = y - lift * z
        let pull = ratio * other * (y * y + lift * z * z) / (gap * gap)
        // Small enough for a normal curve and for the exponential tails of the smallest shapes.
        let step = 1 / (11 + 1.8 * z * y * (power + rest + pull)).squareRoot()

        let start = w > 0 ? smaller.a - 1 : smaller.a
        var (sum, shares, slopes, squares, bends) = (0.0, 0.0, 0.0, 0.0, 0.0)
        /// Adds a node and says whether it still counted.
        func add(_ t: Double) -> Bool {
            let growth = expm1(t)
            // 1 - z₀/z, where z₀ is the share at the maximum.
            let change = y * growth / (1 + growth)
            let share = z / (1 - change)
            let remaining = y / (1 + z * growth)
            let beyond = remaining - lift * share
            let shortening = ratio * share * change / gap
            let shortened = shortening < 0.5 ? log1p(-shortening) : log(beyond / gap)
            let term = exp(other * shortened - power * log1p(-change) - rest * log1p(z * growth))
            let odds = ratio * share / beyond
            let slope = start - other * odds
            sum += term
            shares += term * share
            slopes += term * slope
            squares += term * slope * slope
            bends += term * other * odds / beyond
            return term > 1e-17 * sum
        }
        _ = add(0)
        for direction in [-step, step] {
            var t = direction
            while add(t) { t += direction }
        }

        let controlRatio = w > 0 ? ratio : 1
        let top = larger.logTerm(z, y) + smaller.logTerm(ratio * z, gap) - log(gap * controlRatio * z)
        let slope = slopes / sum
        return Value(
            log: top + log(step * sum), slope: w > 0 ? -slope : slope,
            curvature: (squares - bends) / sum - slope * slope, controlShare: shares / sum * controlRatio)
    }

    /// The larger share where the integrand is highest, and its complement, of which neither cancels.
    ///
    /// Formula: the root z of power (1-z)(1-ρz) = rest z(1-ρz) + other ρz(1-z), with 1-ρ the negative lift.
    private static func maximum(
        power: Double, rest: Double, other: Double, ratio: Double, lift: Double
    ) -> (share: Double, rest: Double) {
        let square = ratio * (power + rest + other)
        let balance = rest - ratio * (2 * rest + other) - power * lift
        let root = (balance * balance - 4 * square * rest * lift).squareRoot()
        let y = balance < 0 ? (root - balance) / (2 * square) : -2 * rest * lift / (root + balance)
        return (2 * power / (power * (1 + ratio) + rest + other * ratio + root), y)
    }
}
