/// Collects an experiment's input data from its source, and keeps them as a snapshot.
package struct CollectExperiment: Verb {
    package typealias Output = CollectedData
    package var project: String
    package var slug: String
    /// Another source than the experiment's own.
    package var source: String?
    /// Why a closed experiment is opened again.
    package var reason: String?
    /// Takes an event that nobody has ever fired as one that is new, not misspelt.
    package var allowsMissingEvents = false

    package static let declaration = VerbDeclaration(
        "collect", .write, .post, "/api/projects/{project}/experiments/{slug}/collect",
        "Collects an experiment's input data from its source, and keeps them as a snapshot.",
        parameters: [
            .project, .slug, .init("source", summary: "another source than the experiment's own"), .changeReason,
            .init(
                "allowMissingEvents", .boolean,
                summary: "takes an event that nobody has ever fired as new, and stores 0 for it"),
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
        allowsMissingEvents = arguments.flag("allowMissingEvents")
    }

    package var arguments: JSONObject {
        var object: JSONObject = ["project": .string(project), "slug": .string(slug)]
        object["source"] = source.map(JSON.string)
        object["changeReason"] = reason.map(JSON.string)
        object["allowMissingEvents"] = allowsMissingEvents ? true : nil
        return object
    }

    /// - Throws: `WorkspaceError` (kind `ruleBroken`): a closed experiment, without a reason to open it again (rule 8).
    package func requireOpen(_ experiment: Experiment) throws {
        guard experiment.status.isClosed, reason?.trimmed.isEmpty != false else { return }
        throw WorkspaceError.broken(
            rule: 8, code: "reopen_needs_reason",
            "'\(slug)' is \(experiment.status.rawValue). Collecting opens it again, which needs a reason: collect it with "
                + "--change-reason (in JSON: changeReason).")
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

    /// What the snapshot keeps where events of the query occur nowhere in the source.
    ///
    /// - Throws: `WorkspaceError` of the source (code `source_missing`), unless such events are allowed: their 0 would be
    ///   taken for a finding, and would lock a primary metric that is misspelt.
    package func notesOfMissingEvents(
        in answer: SourceAnswer, to query: SourceQuery, of source: String
    ) throws -> [String] {
        guard !answer.missingEvents.isEmpty else { return [] }
        let found = answer.missingEvents.map { event in
            let metrics = query.metrics.filter { $0.event == event || $0.denominator == event }.map { "\"\($0.name)\"" }
            return "\"\(event)\" (of the metric \(metrics.joined(separator: ", ")))"
        }.joined(separator: " and ")
        guard !allowsMissingEvents else {
            return ["Nobody has ever fired the event \(found): it counts as 0 for everybody, which proves nothing yet."]
        }
        let nearest = answer.missingEvents.flatMap { answer.presentEvents.nearest(to: $0) }.map { "\"\($0)\"" }
        throw SourceFailure.missing.error(
            source,
            "nobody has ever fired the event \(found). "
                + (nearest.isEmpty
                    ? "" : "Events that are there under a similar name: \(nearest.joined(separator: ", ")). ")
                + "Correct the metric's name, or its event in metricDefinitions. If the event is new and will come, collect "
                + "with --allow-missing-events (in JSON: allowMissingEvents), which counts 0 for everybody.")
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
