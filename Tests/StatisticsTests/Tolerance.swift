/// How closely results must agree with what other tools computed.
enum Tolerance {
    /// Relative, for a special function.
    static let function = 1e-12
    /// Relative, for the normal distribution against 50 digits, tails included: a few units in the last place.
    static let normal = 1e-14
    /// Relative, for a posterior against NumPy and SciPy.
    static let posterior = 1e-9
    /// Absolute, for a risk against NumPy and SciPy, which lose digits in the tails.
    static let risk = 1e-9
    /// Relative, for a posterior against 50 digits, tails included.
    static let tail = 1e-11
    /// Absolute, for numbers that only appear in an exponent.
    static let exponent = 1e-14
    /// Relative, for the probability below a quantile that was rounded to a double: with shapes up to 1e7 a unit in the
    /// last place of x changes x^a by 1e-9 of itself.
    static let inverse = 5e-9
    /// Absolute, for exact posteriors.
    static let exact = 1e-10
    /// Absolute, for the best of up to four arms within epochs.
    static let withinEpochs = 1e-9
    /// Absolute, for exact posteriors with a prior on the lift.
    static let prior = 1e-9
    /// Absolute, for exact posteriors that were published with ten decimals.
    static let publishedExact = 1e-9
    /// Absolute, for intervals that were published with eight decimals.
    static let publishedInterval = 1e-7
    /// Absolute: what subtracting a double near 1 from 1 leaves of a reference value.
    static let complement = 0x1p-52
}

/// The distance of two numbers relative to the expected one; 0 for the same number, infinite where only one is 0.
func relativeError(_ actual: Double, _ expected: Double) -> Double {
    actual == expected ? 0 : abs(actual - expected) / abs(expected)
}
