/// Says where an experiment stands, and what comes next.
package struct CheckExperiment: ExperimentVerb {
    package typealias Output = CheckReport
    package var project: String
    package var slug: String

    package static let declaration = VerbDeclaration(
        "check", .read, .get, "/api/projects/{project}/experiments/{slug}/check",
        "Says where an experiment stands, and what comes next.", parameters: [.project, .slug])

    package init(project: String, slug: String) {
        self.project = project
        self.slug = slug
    }
}

/// Where an experiment stands.
package struct CheckReport: VerbOutput, Equatable {
    package var experiment: String
    package var status: String
    /// What its definition lacks (rule 1), and what is not sane in its data (rule 4).
    package var faults: [String]
    /// nil without data that can be read.
    package var sampleCheck: AnalysisResult.SampleCheck?
    package var sampleRatio: AnalysisResult.SampleRatioCheck?
    /// nil where the window has no start.
    package var daysObserved: Int?
    package var windowEnd: String?
    /// When every variant has its minimum sample at the present rate; nil where it has, or nothing can be said.
    package var minimumReached: Instant?
    /// Days until then; nil where it is.
    package var daysToGo: Int?
    package var isAnalyzed: Bool
    package var decision: String?
    package var next: String

    /// - Parameters:
    ///   - experiment: as it is stored.
    ///   - snapshot: its latest.
    ///   - isAnalyzed: whether that snapshot has an analysis.
    package init(of experiment: Experiment, snapshot: Snapshot?, isAnalyzed: Bool, now: Instant) {
        self.experiment = experiment.slug
        status = experiment.status.rawValue
        self.isAnalyzed = isAnalyzed
        decision = experiment.decision
        windowEnd = experiment.observationEnd?.day
        daysObserved = experiment.wholeDaysObserved(until: now)
        faults = []
        next = ""
        if experiment.hypothesis?.trimmed.isEmpty != false { faults.append("it has no hypothesis") }
        if let fault = experiment.windowFault { faults.append(fault) }
        if let text = snapshot?.inputData ?? experiment.inputData {
            if let start = experiment.observationStart, start > now {
                faults.append("it has data, and its window begins only on \(start.day) (observationStart)")
            }
            readData(text, of: experiment)
            expectMinimum(of: experiment, dataFrom: snapshot?.createdAt ?? now, now: now)
        } else if experiment.primaryMetricEvent == nil {
            faults.append("it has no primary metric (set primaryMetricEvent)")
        }
        next = Self.next(of: experiment, report: self, hasData: experiment.inputData != nil, now: now)
    }

    private mutating func readData(_ text: String, of experiment: Experiment) {
        do {
            let (contract, data) = (try Contract(of: experiment), try InputData(parsing: text))
            let found = Sanity.faults(in: data, contract: contract)
            faults += found
            guard found.isEmpty else { return }
            let parameters = AnalysisParameters(
                computedAt: Instant(milliseconds: 0), isIndicative: true, contract: contract)
            let result = try Analysis.result(of: data, parameters: parameters)
            sampleCheck = result.sampleCheck
            sampleRatio = result.sampleRatio
        } catch {
            faults.append("\(error)")
        }
    }

    /// At the rate of each variant so far, of which the slowest counts. Nothing is promised once the window is over.
    private mutating func expectMinimum(of experiment: Experiment, dataFrom: Instant, now: Instant) {
        guard let check = sampleCheck, !check.isEnough, let start = experiment.observationStart,
            experiment.endOfWindow.map({ $0 > now }) != false
        else { return }
        let elapsed = Double(dataFrom.milliseconds - start.milliseconds)
        // Hours say little about days.
        guard elapsed >= Double(Instant.millisecondsPerDay) else { return }
        let wait = check.missing.map { variant in
            let users = check.users.first { $0.name == variant.name }?.value ?? 0
            return Double(variant.value) * elapsed / Double(users)
        }
        // Beyond a century the rate says nothing.
        guard let longest = wait.max(), longest <= Double(36_500 * Instant.millisecondsPerDay) else { return }
        let reached = Instant(milliseconds: dataFrom.milliseconds + Int64(longest.rounded(.up)))
        let days = Double(reached.milliseconds - now.milliseconds) / Double(Instant.millisecondsPerDay)
        minimumReached = reached
        daysToGo = max(0, Int(days.rounded(.up)))
    }

    private static func next(of experiment: Experiment, report: CheckReport, hasData: Bool, now: Instant) -> String {
        let waits = experiment.observationStart.map { $0 > now } ?? true
        switch experiment.status {
        case .archived: return "Nothing: it is archived."
        case .decided: return "Read its report and write down what was learned; then archive it."
        case .draft where !hasData && waits:
            return "Enable the flag, set observationStart to that moment, and start it again."
        case .draft where !hasData: return "Start it again: its window has begun."
        default: break
        }
        if !hasData { return "Store its input data (upsert-experiment --inputData)." }
        if !report.faults.isEmpty { return "Correct what is named above, then check again." }
        if report.sampleRatio?.isSound == false {
            return "Find out why the users are not split as planned before reading any difference."
        }
        if let check = report.sampleCheck, !check.isEnough {
            return nextForMore(check, of: experiment, report: report, now: now)
        }
        if !report.isAnalyzed { return "Analyze it." }
        if let bandit = experiment.banditAnalysis {
            return bandit.stop.isReached
                ? "Analyze it as an A/B test (analyze --as ab), then decide."
                : "Let it run: the next turn (reweight) tests the stop again, and proposes weights."
        }
        if let end = experiment.endOfWindow, end > now {
            return "Wait for the end of the window, \(experiment.observationEnd?.day ?? ""), then decide."
        }
        return experiment.decision == nil ? "Decide." : "Close it."
    }

    private static func nextForMore(
        _ check: AnalysisResult.SampleCheck, of experiment: Experiment, report: CheckReport, now: Instant
    ) -> String {
        let end = experiment.observationEnd?.day ?? ""
        if let over = experiment.endOfWindow, over <= now {
            return
                "The window ended on \(end), and \(check.shortage). Move observationEnd and keep collecting, or analyze "
                + "with --indicative: the only decision on that is INCONCLUSIVE."
        }
        guard let reached = report.minimumReached, let days = report.daysToGo else {
            return "Keep collecting: \(check.shortage)."
        }
        guard days > 0 else {
            return "Collect again: \(check.shortage), and at the rate so far they are there by now."
        }
        let wait = "At the present rate they are there on \(reached.day), in \(NumberFormat.count(days, of: "day"))"
        let isLate = experiment.endOfWindow.map { $0 <= reached } ?? false
        return "Keep collecting: \(check.shortage). \(wait)\(isLate ? ", after the end of the window (\(end))" : "")."
    }

    package var json: JSON {
        [
            "experiment": .string(experiment), "status": .string(status),
            "faults": .array(faults.map(JSON.string)), "sample_check": sampleCheck?.json ?? .null,
            "srm": sampleRatio?.json ?? .null,
            "days_observed": daysObserved.map { .integer(Int64($0)) } ?? .null,
            "window_end": windowEnd.map(JSON.string) ?? .null,
            "missing": .object(
                JSONObject((sampleCheck?.missing ?? []).map { ($0.name, .integer(Int64($0.value))) })),
            "minimum_reached": minimumReached.map { .string($0.jsonText) } ?? .null,
            "days_to_go": daysToGo.map { .integer(Int64($0)) } ?? .null, "analyzed": .boolean(isAnalyzed),
            "decision": decision.map(JSON.string) ?? .null, "next": .string(next),
        ]
    }

    package init(json: JSON) throws {
        guard let experiment = json["experiment"]?.text, let status = json["status"]?.text,
            let next = json["next"]?.text
        else { throw WorkspaceError.invalid("the answer is no check", code: "wrong_type") }
        self.experiment = experiment
        self.status = status
        self.next = next
        faults = (json["faults"]?.array ?? []).compactMap(\.text)
        sampleCheck = json["sample_check"].flatMap { $0 == .null ? nil : .init(json: $0) }
        sampleRatio = json["srm"].flatMap { $0 == .null ? nil : .init(json: $0) }
        daysObserved = json["days_observed"]?.wholeNumber
        windowEnd = json["window_end"]?.text
        minimumReached = json["minimum_reached"].flatMap(Instant.init(json:))
        daysToGo = json["days_to_go"]?.wholeNumber
        isAnalyzed = json["analyzed"]?.bool ?? false
        decision = json["decision"]?.text
    }
}

extension AnalysisResult.SampleCheck {
    /// Users that each variant below the minimum sample lacks.
    package var missing: [AnalysisResult.NamedValue<Int>] {
        users.filter { $0.value < minimumPerVariant }.map {
            AnalysisResult.NamedValue(name: $0.name, value: minimumPerVariant - $0.value)
        }
    }

    /// `plain lacks 139 users, badge 152`
    fileprivate var shortage: String {
        missing.enumerated()
            .map { place, variant in
                place == 0
                    ? "\(variant.name) lacks \(NumberFormat.count(variant.value, of: "user"))"
                    : "\(variant.name) \(NumberFormat.count(variant.value))"
            }
            .joined(separator: ", ")
    }
}
