/// A stretch of time with constant allocation weights, opened when they were applied. Rows are only ever added.
package struct AllocationEpoch: WorkspaceRecord {
    package var id = ""
    package var projectId = ""
    package var experimentId = ""
    /// From 1.
    package var number = 0
    package var start = Instant(milliseconds: 0)
    /// A JSON object of variant to weight.
    package var weights = ""
    /// Why the weights were applied, in words.
    package var reason = ""
    /// The analysis that proposed them; nil for the first allocation.
    package var analysisId: String?
    /// The revision of the flag after the push; nil where nothing was pushed.
    package var flagRevision: String?

    package init() {}

    package static let table = "AllocationEpoch"
    package static let fields: [Field<AllocationEpoch>] = [
        .text("id", \.id),
        .text("projectId", \.projectId),
        .text("experimentId", \.experimentId),
        .count("number", \.number),
        .instant("start", \.start),
        .text("weights", \.weights),
        .text("reason", \.reason),
        .text("analysisId", \.analysisId),
        .text("flagRevision", \.flagRevision),
    ]
}
