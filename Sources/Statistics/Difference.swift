/// The unit in which two arms are compared.
package enum Difference: Sendable, Equatable {
    /// The lift: the difference divided by the control's mean.
    case relative
    /// The difference of the means, in the unit of the metric.
    case absolute
}
