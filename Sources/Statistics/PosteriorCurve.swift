/// The posterior density of one arm on an axis that all arms of a comparison share.
protocol PosteriorCurve: Sendable {
    /// Where panels of the quadrature should end for this arm, increasing; what lies outside carries no weight.
    var cuts: [Double] { get }

    /// The density per unit of the axis.
    func density(_ t: Double) -> Double

    /// How fast the arm's mean grows along the axis.
    func slope(_ t: Double) -> Double
}
