/// Points and weights that average a function over a normal distribution.
package enum GaussHermite {
    /// The 41 points of the standard normal distribution with the logarithms of their weights.
    ///
    /// Formula: the zeros z of the Hermite polynomial He₄₁, weights 40!/(41 He₄₀(z)²), which add up to 1. The mean of
    /// f over N(0, s²) is Σ exp(l) f(sz), exact for polynomials up to degree 81.
    /// - Returns: the points in ascending order.
    /// - Throws: nothing.
    ///
    /// Source: Abramowitz and Stegun (1964) 25.4.46, https://dlmf.nist.gov/3.5. Computed with mpmath 1.3.0 (60 digits)
    /// by `make_sequential_cases.py`; checked by the moments of the normal distribution.
    package static let points: [(z: Double, logWeight: Double)] =
        half.dropFirst().reversed().map { (-$0.z, $0.logWeight) } + half

    /// The points from 0 up.
    private static let half: [(z: Double, logWeight: Double)] = [
        (0.0, -1.637091637556920797),
        (0.4877685693194345746, -1.755333825660697332),
        (0.976238767180049381, -2.110734770995955077),
        (1.466125457295966634, -2.705338989443332934),
        (1.958170711977291406, -3.542626908379788445),
        (2.453159345907048347, -4.627630261877787034),
        (2.951937016381190549, -5.967106652519759036),
        (3.455432217780993038, -7.56978866432089924),
        (3.964684028033266289, -9.446731369572289165),
        (4.480878331594006901, -11.61179502338592569),
        (5.005396683404125414, -14.08232049968936675),
        (5.539884440458124403, -16.88008977620148567),
        (6.08634916487847546, -20.03272467071534659),
        (6.647308470747188593, -23.57578934514751724),
        (7.22602266373278841, -27.55608212244254132),
        (7.826882004053869348, -32.03706599378469016),
        (8.45609908326939009, -37.10845923971228422),
        (9.123069907984473357, -42.90480157355166944),
        (9.843433249157995648, -49.64640223600058989),
        (10.64753678631933429, -57.74992623691780346),
        (11.61493725733746438, -68.26313357542930337),
    ]
}
