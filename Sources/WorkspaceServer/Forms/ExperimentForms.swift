internal import Experiments

/// The small forms of an experiment's life.
enum ExperimentForms {
    static let start = "start"
    static let analyze = "analyze"
    static let close = "close"
    static let archive = "archive"
    static let reopen = "reopen"

    /// A draft starts, or takes an answer to the question about its minimum sample.
    static func startView(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView {
        let isAssumed =
            subject.experiment.assumptions.flatMap { try? JSON(parsing: $0)["minimumSample"]?["step"]?.text }
            == "assumed"
        let question = FormField.line(
            "baselineAnswer", "How often does the control’s event happen today?",
            hint: "“about 5 %” or “1 in 20” will do. Without an answer 1,000 users in each variant stay assumed.",
            codes: ["invalid_answer"])
        return FormView(
            start, at: subject.address(ofForm: start),
            lead: "Once the flag is enabled and the start is set, the experiment collects.",
            fields: isAssumed ? [question] : [], submit: "Start", after: filled)
    }

    static func startVerb(_ values: FormValues, of subject: ExperimentSubject) throws -> StartExperiment {
        var arguments = values.arguments(named: ["baselineAnswer"])
        arguments["project"] = .string(subject.project.id)
        arguments["slug"] = .string(subject.experiment.slug)
        return try StartExperiment(arguments: arguments)
    }

    static func analyzeView(of subject: ExperimentSubject, check: CheckReport, after filled: FilledForm?) -> FormView {
        let isSmall = check.sampleCheck?.isEnough == false
        let indicative = FormField.check(
            "indicative", "Compute all the same, marked as indicative",
            hint: "Below the minimum sample the only decision is then INCONCLUSIVE.")
        return FormView(
            analyze, at: subject.address(ofForm: analyze),
            fields: isSmall || filled?.form == analyze ? [indicative] : [], submit: "Analyze the data", after: filled)
    }

    static func closeView(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView {
        FormView(
            close, at: subject.address(ofForm: close),
            lead: "The decision stands then, and so do its data and its analysis.", submit: "Close the experiment",
            after: filled)
    }

    static func archiveView(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView {
        FormView(archive, at: subject.address(ofForm: archive), submit: "Archive", isQuiet: true, after: filled)
    }

    static func reopenView(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView {
        FormView(
            reopen, at: subject.address(ofForm: reopen),
            fields: [
                .line(
                    "changeReason", "Why it is opened again", isRequired: true, codes: ["reopen_needs_reason"])
            ], submit: "Reopen", isQuiet: true, after: filled)
    }

    static func reopenVerb(_ values: FormValues, of subject: ExperimentSubject) throws -> UpsertExperiment {
        try UpsertExperiment(
            project: subject.project.id, slug: subject.experiment.slug, fields: ["status": "analyzing"],
            reason: values.text("changeReason"))
    }
}

/// The decision: the recommended one with its rule, or another with a reason.
enum DecideForm {
    static let name = "decide"

    static func view(
        of subject: ExperimentSubject, _ recommendation: Recommendation, after filled: FilledForm?
    ) -> FormView {
        let recommended = recommendation.decision
        let choices = Decision.allCases.map { decision in
            (
                decision.rawValue,
                DecisionLook.word(decision.rawValue) + (decision == recommended ? " (recommended)" : "")
            )
        }
        let finding = recommendation.decisions.first { $0.treatment == recommendation.treatment }?.finding
        var fields: [FormField] = [
            .choice("decision", "Decision", of: choices, value: recommended.rawValue),
            .area(
                "summary", "Summary", hint: "For people, in one sentence. Left empty, the recommendation’s own.",
                rows: 2),
            .area(
                "reason", "Reason", hint: "Needed for another decision than the recommended one.", rows: 2,
                codes: ["reason_needed", "minimum_sample"]),
        ]
        for blocker in recommendation.blockers where Blocker.liftable.contains(blocker) {
            fields.append(
                .area(
                    "override-\(blocker)", "Pass over \(blocker)",
                    hint: "A written reason of its own, kept in the history: \(BlockerWords.sentence(blocker))",
                    rows: 2,
                    codes: [blocker]))
        }
        return FormView(
            name, at: subject.address(ofForm: name),
            lead: "The rules recommend \(DecisionLook.word(recommended.rawValue)) for \(recommendation.treatment) "
                + "(rule \(recommendation.rule.rawValue)). \(finding ?? recommendation.rule.sentence)",
            fields: fields, submit: "Record the decision", after: filled)
    }

    static func verb(_ values: FormValues, of subject: ExperimentSubject) -> DecideExperiment {
        let overrides = Blocker.liftable.compactMap { blocker in
            values.text("override-\(blocker)").map { (blocker, $0) }
        }
        return DecideExperiment(
            project: subject.project.id, slug: subject.experiment.slug, decision: values.text("decision"),
            summary: values.text("summary"), reason: values.text("reason"),
            overrides: Dictionary(overrides) { first, _ in first })
    }
}

/// Input data, pasted or from a file.
enum DataForm {
    static let name = "input"

    /// nil for an experiment that is put away.
    static func view(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView? {
        guard subject.experiment.status != .archived else { return nil }
        let variants = Variants(of: subject.experiment)
        let metric = JSON.string(subject.experiment.primaryMetricEvent ?? "purchase").serialized()
        let rows = variants.all.prefix(3).map { "\(JSON.string($0).serialized()): {\"n\": 1000, \"k\": 50}" }
        var fields: [FormField] = [
            .area(
                "inputData", "Input data",
                hint:
                    "JSON, for each metric and variant: {\"metrics\": {\(metric): {\(rows.joined(separator: ", "))}}}",
                rows: 10,
                codes: [
                    "invalid_input_data", "data_not_sane", "malformed_json", "duplicate_key", "missing_field",
                    "contract_locked",
                ]),
            .file("inputData", "Or a file with them"),
        ]
        if subject.experiment.status.isClosed {
            fields.append(
                .line(
                    "changeReason", "Why it is opened again", hint: "New data open a closed experiment.",
                    codes: ["reopen_needs_reason"]))
        }
        var view = FormView(
            name, at: subject.address(ofForm: name),
            lead:
                "Summaries only: users n and those with the event k, or n, sum and sum_squares. Every time they are stored "
                + "makes a snapshot that stays as it is.",
            fields: fields, submit: "Store the data", after: filled)
        view.isUpload = true
        // Two ways to one value need two ids.
        for index in view.groups[0].fields.indices where view.groups[0].fields[index].isFile {
            view.groups[0].fields[index].id = "\(name)-file"
            view.groups[0].fields[index].error = nil
        }
        return view
    }

    static func verb(_ values: FormValues, of subject: ExperimentSubject) throws -> UpsertExperiment {
        guard let text = values.text("inputData") else {
            throw WorkspaceError.invalid("inputData is empty: paste the data, or choose a file", code: "missing_field")
        }
        return try UpsertExperiment(
            project: subject.project.id, slug: subject.experiment.slug, fields: ["inputData": .string(text)],
            reason: values.text("changeReason"))
    }
}

/// What was learned, for the next hypothesis.
enum LearningForm {
    static let name = "learning"

    static let fields: [(name: String, label: String, read: @Sendable (Experiment) -> String?)] = [
        ("whatChanged", "What changed", { $0.whatChanged }), ("whatHappened", "What happened", { $0.whatHappened }),
        ("confirmedOrRefuted", "Confirmed or refuted", { $0.confirmedOrRefuted }),
        ("whyItHappened", "Why it happened", { $0.whyItHappened }),
        ("nextHypothesis", "Next hypothesis", { $0.nextHypothesis }),
    ]

    static func view(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView {
        FormView(
            name, at: subject.address(ofForm: name),
            fields: fields.map { .area($0.name, $0.label, value: $0.read(subject.experiment), rows: 2).keepingShown },
            submit: "Save what was learned", after: filled)
    }

    /// What was changed; nil where nothing was.
    static func verb(_ values: FormValues, of subject: ExperimentSubject) throws -> UpsertExperiment? {
        let changed = try values.changed(fields.map(\.name)) { name in
            fields.first { $0.name == name }?.read(subject.experiment)
        }
        guard !changed.isEmpty else { return nil }
        return try UpsertExperiment(
            project: subject.project.id, slug: subject.experiment.slug,
            fields: JSONObject(changed.map { ($0, values.text($0).map(JSON.string) ?? .null) }))
    }
}
