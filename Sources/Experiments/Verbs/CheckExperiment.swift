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
    /// Users that every variant still lacks, and the days until then at the present rate; nil where nothing is known.
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
        daysObserved = experiment.observationStart.map { start in
            let end = min(now, experiment.endOfWindow ?? now)
            return Int(max(0, end.milliseconds - start.milliseconds) / Instant.millisecondsPerDay)
        }
        faults = []
        next = ""
        if experiment.hypothesis?.trimmed.isEmpty != false { faults.append("it has no hypothesis") }
        if let text = snapshot?.inputData ?? experiment.inputData {
            readData(text, of: experiment)
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
            daysToGo = Self.daysToGo(result.sampleCheck, days: daysObserved)
        } catch {
            faults.append("\(error)")
        }
    }

    /// At the rate of the slowest variant so far.
    private static func daysToGo(_ check: AnalysisResult.SampleCheck, days: Int?) -> Int? {
        guard !check.isEnough, let days, days > 0, let fewest = check.users.map(\.value).min(), fewest > 0 else {
            return nil
        }
        let missing = Double(check.minimumPerVariant - fewest)
        let wait = (missing / (Double(fewest) / Double(days))).rounded(.up)
        // Beyond a century the rate says nothing.
        return wait <= 36_500 ? Int(wait) : nil
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
        if report.sampleCheck?.isEnough == false {
            let wait =
                report.daysToGo.map { " At the present rate that takes \(NumberFormat.count($0, of: "day"))." } ?? ""
            return "Keep collecting until every variant has its minimum sample.\(wait)"
        }
        if !report.isAnalyzed { return "Analyze it." }
        if let end = experiment.endOfWindow, end > now {
            return "Wait for the end of the window, \(experiment.observationEnd?.day ?? ""), then decide."
        }
        return experiment.decision == nil ? "Decide." : "Close it."
    }

    package var json: JSON {
        [
            "experiment": .string(experiment), "status": .string(status),
            "faults": .array(faults.map(JSON.string)), "sample_check": sampleCheck?.json ?? .null,
            "srm": sampleRatio?.json ?? .null,
            "days_observed": daysObserved.map { .integer(Int64($0)) } ?? .null,
            "window_end": windowEnd.map(JSON.string) ?? .null,
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
        daysToGo = json["days_to_go"]?.wholeNumber
        isAnalyzed = json["analyzed"]?.bool ?? false
        decision = json["decision"]?.text
    }
}
