package import Experiments

/// A file of exposures or metric events, and how to read it.
package struct ImportRequest: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case exposures, events

        /// Our names of the columns.
        package var fields: [String] { required + optional }

        var required: [String] {
            switch self {
            case .exposures: ["user_key", "flag_key", "variant", "timestamp"]
            case .events: ["user_key", "event_name", "timestamp"]
            }
        }

        var optional: [String] { self == .events ? ["value", "id"] : [] }
    }

    package var path: String
    package var kind: Kind
    /// Our name of a column to the file's, for columns that are called otherwise.
    package var map: [String: String]
    /// Passes over rows that cannot be read; else the first one ends the import.
    package var skipsBadRows: Bool
    /// Takes a last line without line end as complete.
    package var takesUnendedLine: Bool

    /// - Parameter map: `field=column`, each.
    /// - Throws: `WorkspaceError`, `invalid`, for a field that rows of this kind do not have.
    package init(
        path: String, kind: Kind, map: [String] = [], skipsBadRows: Bool = false, takesUnendedLine: Bool = false
    ) throws {
        self.path = path
        self.kind = kind
        self.skipsBadRows = skipsBadRows
        self.takesUnendedLine = takesUnendedLine
        self.map = [:]
        for entry in map {
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, kind.fields.contains(parts[0]), self.map[parts[0]] == nil else {
                throw WorkspaceError.invalid(
                    "--map \(entry) is not FIELD=COLUMN with a field of \(kind.rawValue), each once: "
                        + kind.fields.joined(separator: ", "), code: "invalid_value")
            }
            self.map[parts[0]] = parts[1]
        }
    }

    func column(_ field: String) -> String { map[field] ?? field }

    var format: EventFile.Format {
        let name = path.lowercased()
        return [".jsonl", ".ndjson", ".json"].contains(where: name.hasSuffix) ? .jsonLines : .csv
    }

    /// What beside the bytes decides which rows a file gives.
    var form: String {
        let pairs = kind.fields.map { ($0, JSON.string(column($0))) }
        return "\(kind.rawValue) \(format.rawValue) \(JSON.object(JSONObject(pairs)).serialized())"
    }
}

/// What became of the rows of a file.
package struct ImportReport: Sendable, Equatable {
    package var kind: ImportRequest.Kind
    package var accepted = 0
    /// Known to the workspace before.
    package var dropped = 0
    /// Passed over, since they could not be read.
    package var bad = 0
    /// The first bad row that was passed over, in words.
    package var firstFault: String?
    /// Lines that an earlier import of the same bytes had done.
    package var linesDoneBefore = 0
    /// When that was.
    package var doneBeforeAt: Instant?

    package var json: JSON {
        [
            "kind": .string(kind.rawValue), "accepted": .integer(Int64(accepted)),
            "dropped": .integer(Int64(dropped)), "bad": .integer(Int64(bad)),
            "first_fault": firstFault.map(JSON.string) ?? .null,
            "lines_done_before": .integer(Int64(linesDoneBefore)),
            "done_before_at": doneBeforeAt.map { .string($0.jsonText) } ?? .null,
        ]
    }
}

extension ImportReport {
    /// The error with which an import stopped, and what it passed over until then: the next one goes on behind those rows.
    func telling(_ error: WorkspaceError) -> WorkspaceError {
        guard let firstFault else { return error }
        let count = NumberFormat.count(bad, of: "bad row")
        var error = error
        error.message += " Before it \(count) \(bad == 1 ? "was" : "were") passed over; the first: \(firstFault)."
        error.details["bad"] = .integer(Int64(bad))
        return error
    }
}

/// Why a row cannot be read, as the end of a sentence.
struct RowFault: Error {
    var what: String
}
