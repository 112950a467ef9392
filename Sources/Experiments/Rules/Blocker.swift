/// The codes of what refuses a CONTINUE.
package enum Blocker {
    package static let sampleRatio = "srm"
    package static let designChanged = "design_changed"
    /// No reason lifts this one: below the minimum sample the only decision is INCONCLUSIVE (rule 6).
    package static let minimumSample = "minimum_sample"

    /// A written reason of its own lifts these.
    package static let liftable = [sampleRatio, designChanged]
}
