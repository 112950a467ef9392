/// Collects an experiment's input data from its source, and keeps them as a snapshot.
package struct CollectExperiment: Verb {
    package typealias Output = CollectedData
    package var project: String
    package var slug: String
    /// Another source than the experiment's own.
    package var source: String?
    /// Why a closed experiment is opened again.
    package var reason: String?

    package static let declaration = VerbDeclaration(
        "collect", .write, .post, "/api/projects/{project}/experiments/{slug}/collect",
        "Collects an experiment's input data from its source, and keeps them as a snapshot.",
        parameters: [
            .project, .slug, .init("source", summary: "another source than the experiment's own"), .changeReason,
        ], patience: 3600)

    package init(project: String, slug: String, source: String? = nil, reason: String? = nil) {
        self.project = project
        self.slug = slug
        self.source = source
        self.reason = reason
    }

    package init(_ arguments: VerbArguments) {
        self.init(
            project: arguments.text("project"), slug: arguments.text("slug"), source: arguments.optionalText("source"),
            reason: arguments.optionalText("changeReason"))
    }

    package var arguments: JSONObject {
        var object: JSONObject = ["project": .string(project), "slug": .string(slug)]
        object["source"] = source.map(JSON.string)
        object["changeReason"] = reason.map(JSON.string)
        return object
    }

    /// - Throws: `WorkspaceError` (kind `ruleBroken`): a closed experiment, without a reason to open it again (rule 8).
    package func requireOpen(_ experiment: Experiment) throws {
        guard experiment.status.isClosed, reason?.trimmed.isEmpty != false else { return }
        throw WorkspaceError.broken(
            rule: 8, code: "reopen_needs_reason",
            "'\(slug)' is \(experiment.status.rawValue). Collecting opens it again, which needs a reason (changeReason)."
        )
    }

    /// What the snapshot keeps of the collection beside the data.
    ///
    /// - Parameter duration: milliseconds from the request to the answer.
    package func detail(of answer: SourceAnswer, to query: SourceQuery, duration: Int64) -> JSONObject {
        var detail: JSONObject = [
            "flag_key": .string(query.flagKey), "as_of": .string(query.asOf.jsonText),
            "window": [
                "start": .string(query.window.start.jsonText), "end": .string(query.window.end.jsonText),
            ],
            "duration_ms": .integer(duration),
            "multiple_exposures": answer.usersInSeveralVariants.map {
                [
                    "users": .integer(Int64($0)),
                    "treated_as": query.keepsUsersOfSeveralVariants ? "first_exposure" : "excluded",
                ]
            } ?? .null,
            "rows": answer.rows.map { .integer(Int64($0)) } ?? .null,
            "statement": answer.statement.map(JSON.string) ?? .null,
            "notes": .array(answer.notes.map(JSON.string)),
        ]
        detail["computed_at"] = answer.computedAt.map { .string($0.jsonText) }
        return detail
    }

    /// - Throws: `WorkspaceError`, `dataNotSane`, where no user of any variant was seen: such data would lock a definition
    ///   that may name something wrongly.
    package func requireUsers(in answer: SourceAnswer, to query: SourceQuery, of source: String) throws {
        let users = answer.data.metrics.flatMap { $0.variants.values.map(\.n) }
        guard users.allSatisfy({ $0 == 0 }) else { return }
        throw WorkspaceError(
            .dataNotSane, code: "nobody_exposed",
            "\(source) has nobody who saw \(query.variants.map { "\"\($0)\"" }.joined(separator: " or ")) of the flag "
                + "\"\(query.flagKey)\" between \(query.window.start.jsonText) and \(query.window.end.jsonText). Check the "
                + "flag's key (dataSource.flagKey), the variants' names and the window. Nothing was stored.")
    }
}

/// What was collected, and where the experiment stands with it.
package struct CollectedData: VerbOutput, Equatable {
    package var snapshot: Snapshot
    /// False where there was nothing new, and the latest snapshot stands.
    package var isNew: Bool
    package var check: CheckReport

    package init(snapshot: Snapshot, isNew: Bool, check: CheckReport) {
        self.snapshot = snapshot
        self.isNew = isNew
        self.check = check
    }

    package var json: JSON {
        ["snapshot": snapshot.json, "new": .boolean(isNew), "check": check.json]
    }

    package init(json: JSON) throws {
        guard let snapshot = json["snapshot"], let check = json["check"] else {
            throw WorkspaceError.invalid("the answer is no collection", code: "wrong_type")
        }
        try self.init(
            snapshot: Snapshot(json: snapshot), isNew: json["new"]?.bool ?? true, check: CheckReport(json: check))
    }
}
