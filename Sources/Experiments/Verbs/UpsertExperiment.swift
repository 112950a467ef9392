/// Creates an experiment, or sets fields of it.
package struct UpsertExperiment: Verb {
    package typealias Output = UpsertedExperiment
    package var project: String
    package var slug: String
    package var change: ExperimentChange
    /// Why a definition changes after data, or a closed experiment is opened again; kept in the history only.
    package var reason: String?

    package static let declaration = VerbDeclaration(
        "upsert-experiment", .write, .post, "/api/projects/{project}/experiment",
        "Creates an experiment, or sets fields of it.",
        parameters: [.project, .init("slug", summary: "the experiment's slug")]
            + Experiment.fields.filter { !Experiment.ownFields.contains($0.name) }
            .map { .init($0.name, $0.kind, summary: "the experiment's \($0.name)") } + [.changeReason],
        otherKeys: .passed)

    package init(project: String, slug: String, fields: JSONObject, reason: String? = nil) throws {
        self.project = project
        self.slug = slug
        self.reason = reason
        change = try ExperimentChange(fields: fields)
    }

    package init(_ arguments: VerbArguments) throws {
        var fields = arguments.object
        fields["project"] = nil
        fields["slug"] = nil
        fields["changeReason"] = nil
        let slug = arguments.text("slug")
        guard !slug.isEmpty else { throw WorkspaceError.invalid("slug is required", code: "missing_field") }
        if let fault = Slug.fault(slug) { throw WorkspaceError.invalid("slug \(fault)", code: "invalid_value") }
        try self.init(
            project: arguments.text("project"), slug: slug, fields: fields,
            reason: arguments.optionalText("changeReason"))
    }

    package var arguments: JSONObject {
        var object: JSONObject = ["project": .string(project), "slug": .string(slug)]
        for (name, value) in change.values { object[name] = value }
        object["changeReason"] = reason.map(JSON.string)
        return object
    }
}

package struct UpsertedExperiment: VerbOutput, Equatable {
    package var experiment: Experiment
    package var isCreated: Bool

    package init(experiment: Experiment, isCreated: Bool) {
        self.experiment = experiment
        self.isCreated = isCreated
    }

    package init(json: JSON) throws { try self.init(json: json, httpStatus: 200) }

    package init(json: JSON, httpStatus: Int) throws {
        self.init(experiment: try Experiment(json: json), isCreated: httpStatus == 201)
    }

    package var json: JSON { experiment.json }

    package func httpStatus(declared: Int) -> Int { isCreated ? 201 : declared }
}

/// The name of an experiment in commands and addresses.
package enum Slug {
    /// Why an experiment cannot bear this slug; nil for a good one.
    package static func fault(_ slug: String) -> String? {
        if slug.utf8.count > 200 { return "is longer than 200 bytes" }
        if slug == "." || slug == ".." { return "cannot be \"\(slug)\", which has a meaning of its own in addresses" }
        let isForbidden = { (scalar: Unicode.Scalar) in scalar.value < 0x20 || scalar.value == 0x7F || scalar == "/" }
        return slug.unicodeScalars.contains(where: isForbidden) ? "holds a control character or a /" : nil
    }
}
