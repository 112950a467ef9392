/// Creates an experiment from a hypothesis, or takes a draft into collection once its flag is enabled.
package struct StartExperiment: Verb {
    package typealias Output = StartedExperiment
    package var project: String
    package var slug: String
    /// Fields of the experiment.
    package var change: ExperimentChange
    /// A measured control: n users, k of whom fired the primary metric's event.
    package var baseline: (n: Int, k: Int)?
    /// What was said to the question about the baseline, word for word.
    package var baselineAnswer: String?
    /// `SLUG` or `SLUG:VARIANT`.
    package var priorFrom: String?
    /// `LO,HI`.
    package var priorRange: String?
    /// Takes the prior from the project's closed experiments on the same metric.
    package var isPriorFromHistory: Bool
    /// Whether someone is there to answer; the experiment stays a draft then while a question is open.
    package var isAsking: Bool

    private static let fields = [
        "hypothesis", "primaryMetricEvent", "guardrailEvents", "controlVariant", "treatmentVariant",
        "observationStart", "observationEnd", "minimumSample", "priorMean", "priorStddev", "method",
        "metricDefinitions", "allocation", "analysisPlan",
    ]

    package static let declaration = VerbDeclaration(
        "start", .write, .post, "/api/projects/{project}/experiments/{slug}/start",
        "Creates an experiment from a hypothesis, or takes a draft into collection once its flag is enabled.",
        parameters: [.project, .slug]
            + Experiment.fields.filter { fields.contains($0.name) }.map {
                .init($0.name, $0.kind, summary: "the experiment's \($0.name)")
            } + [
                .init("baselineN", .integer, summary: "unique users exposed to the control"),
                .init("baselineK", .integer, summary: "those of them who fired the primary metric's event"),
                .init("baselineAnswer", summary: "what was answered to the question about the baseline"),
                .init("priorFrom", summary: "SLUG[:VARIANT] of an earlier experiment"),
                .init("priorRange", summary: "LO,HI: a range that holds the lift with 95 %"),
                .init(
                    "priorFromHistory", .boolean, summary: "from the project's closed experiments on the same metric"),
                .init("asking", .boolean, summary: "stay a draft while a question is open"),
            ])

    package init(_ arguments: VerbArguments) throws {
        project = arguments.text("project")
        slug = arguments.text("slug")
        if let fault = Slug.fault(slug) { throw WorkspaceError.invalid("slug \(fault)", code: "invalid_value") }
        var values = arguments.object
        for name in [
            "project", "slug", "baselineN", "baselineK", "baselineAnswer", "priorFrom", "priorRange",
            "priorFromHistory", "asking",
        ] {
            values[name] = nil
        }
        change = try ExperimentChange(fields: values)
        switch (arguments.object["baselineN"]?.wholeNumber, arguments.object["baselineK"]?.wholeNumber) {
        case (nil, nil): baseline = nil
        case (let n?, let k?): baseline = (n, k)
        default:
            throw WorkspaceError.invalid(
                "give baselineN and baselineK (--baseline-n, --baseline-k) together", code: "missing_field")
        }
        baselineAnswer = arguments.optionalText("baselineAnswer")
        priorFrom = arguments.optionalText("priorFrom")
        priorRange = arguments.optionalText("priorRange")
        isPriorFromHistory = arguments.flag("priorFromHistory")
        isAsking = arguments.flag("asking")
        let priors = [change.values["priorStddev"] != nil, priorFrom != nil, priorRange != nil, isPriorFromHistory]
        guard priors.count(where: \.self) <= 1 else {
            throw WorkspaceError.invalid("give the prior in one way only", code: "invalid_value")
        }
        guard (change.values["priorMean"] == nil) == (change.values["priorStddev"] == nil) else {
            throw WorkspaceError.invalid(
                "give priorMean and priorStddev (--prior-mean, --prior-stddev) together", code: "missing_field")
        }
    }

    package var arguments: JSONObject {
        var object: JSONObject = ["project": .string(project), "slug": .string(slug)]
        for (name, value) in change.values { object[name] = value }
        if let baseline {
            object["baselineN"] = .integer(Int64(baseline.n))
            object["baselineK"] = .integer(Int64(baseline.k))
        }
        object["baselineAnswer"] = baselineAnswer.map(JSON.string)
        object["priorFrom"] = priorFrom.map(JSON.string)
        object["priorRange"] = priorRange.map(JSON.string)
        if isPriorFromHistory { object["priorFromHistory"] = true }
        if isAsking { object["asking"] = true }
        return object
    }

    /// The prior that an earlier call chose, with where it came from; nil where this call gives another, or where
    /// another was written since.
    package func keptPrior(of experiment: Experiment?) -> PriorChoice? {
        guard priorRange == nil, priorFrom == nil, !isPriorFromHistory, change.values["priorStddev"] == nil,
            let experiment, experiment.priorProper,
            let stored = experiment.assumptions.flatMap({ try? JSON(parsing: $0)["prior"] })
        else { return nil }
        let kept = PriorChoice(json: stored)
        guard kept.isProper, kept.mean == experiment.priorMean, kept.standardDeviation == experiment.priorStddev else {
            return nil
        }
        return kept
    }

    /// Whether the project's closed experiments are asked, by this call or by an earlier one.
    package func asksHistory(of experiment: Experiment?) -> Bool {
        isPriorFromHistory || keptPrior(of: experiment)?.history.isEmpty == false
    }

    /// What the verb reads beside the experiment itself.
    package struct Surroundings: Sendable {
        package var project: Project
        package var others: [Experiment]
        /// The experiment that `priorFrom` names, with the data of its latest snapshot.
        package var pilot: (experiment: Experiment, variant: String?, data: InputData)?
        /// The project's closed experiments, where their history is asked.
        package var past: [PriorChoice.Past]
        /// Whether the experiment has a snapshot.
        package var hasData: Bool

        package init(
            project: Project, others: [Experiment],
            pilot: (experiment: Experiment, variant: String?, data: InputData)?, past: [PriorChoice.Past] = [],
            hasData: Bool
        ) {
            self.project = project
            self.others = others
            self.pilot = pilot
            self.past = past
            self.hasData = hasData
        }
    }

    /// - Parameter existing: the experiment as it stands, or an empty draft.
    /// - Throws: `WorkspaceError`: rule 1 or 9, a status other than `draft`, a fault of the arguments.
    package func applied(
        to existing: Experiment, in surroundings: Surroundings, now: Instant
    ) throws -> StartedExperiment {
        guard existing.status == .draft else {
            throw WorkspaceError(
                .ruleBroken, code: "already_started",
                "'\(slug)' is \(existing.status.rawValue) already. Look where it stands (experiment check). (Rule 8.)")
        }
        var experiment = try change.applied(to: existing).0
        if experiment.hypothesis?.trimmed.isEmpty != false { experiment.hypothesis = surroundings.project.hypothesis }
        if experiment.primaryMetricEvent?.trimmed.isEmpty != false {
            experiment.primaryMetricEvent = surroundings.project.primaryMetric
        }
        if surroundings.hasData { _ = try ContractLock.check(existing, experiment, reason: nil) }
        try StartRule.check(experiment, among: surroundings.others)
        var started = StartedExperiment(experiment: experiment)
        try choosePrior(&started, kept: keptPrior(of: existing), in: surroundings, now: now)
        try chooseMinimumSample(&started, wasStated: existing.minimumSample != nil)
        started.addWarnings()
        guard let start = existing.observationStart, start <= now else { return started }
        // An answer to a question that was never put would come too late, once the experiment collects.
        let put = isAsking ? [] : questionsPut(by: existing)
        if started.questions.allSatisfy(put.contains) {
            started.experiment.status = .collecting
            started.questions = []
        } else {
            started.warnings.append(
                "'\(slug)' stays a draft while its questions are open: start it again, with answers or without.")
        }
        return started
    }

    /// The questions that an earlier call has put, and nobody has answered.
    private func questionsPut(by existing: Experiment) -> [String] {
        guard existing.assumptions.flatMap({ try? JSON(parsing: $0)["prior"] }) != nil else { return [] }
        var earlier = StartedExperiment(experiment: existing)
        earlier.addWarnings()
        return [PriorChoice.question] + earlier.questions
    }

    private func choosePrior(
        _ started: inout StartedExperiment, kept: PriorChoice?, in surroundings: Surroundings, now: Instant
    ) throws {
        if let mean = change.values["priorMean"]?.double, let deviation = change.values["priorStddev"]?.double {
            started.prior = try .given(mean: mean, standardDeviation: deviation)
        } else if let priorRange {
            started.prior = try .range(priorRange)
        } else if isPriorFromHistory {
            started.prior = try .history(surroundings.past, for: started.experiment, now: now)
        } else if let kept, !kept.history.isEmpty {
            // The same experiments again, since the window may have moved.
            let past = surroundings.past.filter { kept.history.contains($0.experiment.slug) }
            started.prior = try .history(past, for: started.experiment, now: now)
        } else if let pilot = surroundings.pilot {
            let variant = pilot.variant ?? Variants(of: started.experiment).treatments.first ?? ""
            started.prior = try .from(
                pilot.experiment, data: pilot.data, variant: variant, for: started.experiment, now: now)
        } else if let kept {
            started.prior = kept
        } else if started.experiment.priorProper {
            // Without numbers, the contract's own: about nothing, give or take 30 %.
            started.prior = try .given(
                mean: started.experiment.priorMean ?? 0, standardDeviation: started.experiment.priorStddev ?? 0.3)
        } else {
            started.questions.append(PriorChoice.question)
        }
        started.experiment.priorProper = started.prior.isProper
        started.experiment.priorMean = started.prior.mean
        started.experiment.priorStddev = started.prior.standardDeviation
        started.assume("prior", started.prior.json)
    }

    /// - Parameter wasStated: a number that an earlier call stated or found stays, unless there is something new.
    private func chooseMinimumSample(_ started: inout StartedExperiment, wasStated: Bool) throws {
        let isNew = change.values["minimumSample"] != nil || baseline != nil || baselineAnswer != nil
        if wasStated, !isNew { return }
        var evidence = MinimumSample.Evidence(
            event: started.experiment.primaryMetricEvent ?? "", hypothesis: started.experiment.hypothesis)
        evidence.given = change.values["minimumSample"]?.wholeNumber
        evidence.measured = baseline
        evidence.answer = baselineAnswer
        evidence.canAsk = true
        switch try MinimumSample.find(evidence) {
        case .found(let sample): started.take(sample)
        case .ask(let question):
            started.questions.append(question)
            evidence.canAsk = false
            if case .found(let assumed) = try MinimumSample.find(evidence) { started.take(assumed) }
        }
    }
}

/// An experiment as it starts, and what is left to ask.
package struct StartedExperiment: VerbOutput, Equatable {
    package var experiment: Experiment
    package var minimumSample: MinimumSample?
    package var prior = PriorChoice.none
    /// For a person at a terminal, or for an agent to pass on; the experiment goes on without an answer.
    package var questions: [String] = []
    package var warnings: [String] = []

    package init(experiment: Experiment) { self.experiment = experiment }

    mutating func take(_ sample: MinimumSample) {
        minimumSample = sample
        experiment.minimumSample = sample.users
        assume("minimumSample", sample.json)
    }

    /// Keeps a choice and what it rests on.
    mutating func assume(_ name: String, _ value: JSON) {
        var assumptions = experiment.assumptions.flatMap { try? JSON(parsing: $0).object } ?? [:]
        assumptions[name] = value
        experiment.assumptions = JSON.object(assumptions).serialized()
    }

    mutating func addWarnings() {
        let names =
            [experiment.primaryMetricEvent].compactMap(\.self) + GuardrailEvents.read(experiment.guardrailEvents)
        let definitions = (try? MetricDefinition.parseAll(experiment.metricDefinitions)) ?? []
        for name in names where InputData.Metric.soundsHarmful(name) {
            guard definitions.first(where: { $0.name == name })?.definition.inverse == nil else { continue }
            questions.append(
                "Is less of \"\(name)\" better? Then say so: --metricDefinitions '{\"\(name)\":{\"inverse\":true}}', and mark "
                    + "it in the input data.")
        }
        if experiment.observationStart == nil {
            warnings.append(
                "There is no observationStart yet: set it to the moment at which the flag is enabled, then start again."
            )
        }
    }

    package var json: JSON {
        [
            "experiment": experiment.json,
            "minimum_sample": minimumSample?.json ?? .null,
            "prior": prior.json,
            "questions": .array(questions.map(JSON.string)),
            "warnings": .array(warnings.map(JSON.string)),
        ]
    }

    package init(json: JSON) throws {
        guard let experiment = json["experiment"] else {
            throw WorkspaceError.invalid("the answer is no started experiment", code: "wrong_type")
        }
        self.experiment = try Experiment(json: experiment)
        minimumSample = json["minimum_sample"].flatMap(MinimumSample.init(json:))
        prior = PriorChoice(json: json["prior"] ?? .null)
        questions = (json["questions"]?.array ?? []).compactMap(\.text)
        warnings = (json["warnings"]?.array ?? []).compactMap(\.text)
    }
}

extension MinimumSample {
    fileprivate init?(json: JSON) {
        guard let users = json["users"]?.wholeNumber, let step = json["step"]?.text.flatMap(Step.init(rawValue:)),
            let inputs = json["inputs"]?.object, let sentence = json["sentence"]?.text
        else { return nil }
        self.init(users: users, step: step, inputs: inputs, sentence: sentence)
    }
}
