/// One immutable collection of input data.
package struct Snapshot: WorkspaceRecord {
    package var id = ""
    package var projectId = ""
    package var experimentId = ""
    package var createdAt = Instant(milliseconds: 0)
    /// Where the data came from: `client` for data that were stored on the experiment.
    package var source = "client"
    package var windowStart: Instant?
    package var windowEnd: Instant?
    /// The text as it arrived.
    package var inputData = ""
    /// SHA-256 of that text in hexadecimal digits.
    package var sha256 = ""
    /// What the source says of the collection: its query, rows, users in several variants.
    package var detail: String?

    package init() {}

    package static let table = "Snapshot"
    package static let fields: [Field<Snapshot>] = [
        .text("id", \.id),
        .text("projectId", \.projectId),
        .text("experimentId", \.experimentId),
        .instant("createdAt", \.createdAt),
        .text("source", \.source),
        .instant("windowStart", \.windowStart),
        .instant("windowEnd", \.windowEnd),
        .text("inputData", \.inputData),
        .text("sha256", \.sha256),
        .json("detail", \.detail),
    ]
}

extension Snapshot {
    /// What an analysis of it says of the data it was computed from.
    package var reference: AnalysisResult.SnapshotReference {
        let found = detail.flatMap { try? JSON(parsing: $0)["multiple_exposures"] }
        return .init(id: id, sha256: sha256, multipleExposures: found == .null ? nil : found)
    }
}
