/// One immutable computation over one snapshot with stored parameters.
package struct StoredAnalysis: WorkspaceRecord {
    package var id = ""
    package var projectId = ""
    package var experimentId = ""
    /// nil for a result that was written by a client before there was a snapshot.
    package var snapshotId: String?
    package var createdAt = Instant(milliseconds: 0)
    /// The program and version that computed it; `external` for a result written by a client.
    package var engine = ""
    /// All that the result follows from beside the snapshot; nil for an external one.
    package var parameters: String?
    /// The result's text, byte for byte.
    package var result = ""

    package init() {}

    package static let external = "external"

    package static let table = "Analysis"
    package static let fields: [Field<StoredAnalysis>] = [
        .text("id", \.id),
        .text("projectId", \.projectId),
        .text("experimentId", \.experimentId),
        .text("snapshotId", \.snapshotId),
        .instant("createdAt", \.createdAt),
        .text("engine", \.engine),
        .json("parameters", \.parameters),
        .text("result", \.result),
    ]
}

extension StoredAnalysis {
    /// Whether it was computed with these, the moment of computation left out.
    ///
    /// - Parameter isClosed: closing ends a window that was open; what was found before is then still what was found.
    package func hasSameParameters(as other: JSONObject, apartFrom: Set<String> = [], isClosed: Bool) -> Bool {
        guard var stored = parameters.flatMap({ try? JSON(parsing: $0).object }) else { return false }
        var own = other
        if isClosed, stored["definition"]?["window"]?["end"] == .null { own.openWindow() }
        for key in apartFrom.union(["computed_at"]) {
            stored[key] = nil
            own[key] = nil
        }
        return JSON.object(stored).serializedBytes(.canonical) == JSON.object(own).serializedBytes(.canonical)
    }
}

extension JSONObject {
    /// Takes the end out of the window of an analysis's parameters.
    fileprivate mutating func openWindow() {
        guard var definition = self["definition"]?.object, var window = definition["window"]?.object else { return }
        window["end"] = .null
        definition["window"] = .object(window)
        self["definition"] = .object(definition)
    }
}
