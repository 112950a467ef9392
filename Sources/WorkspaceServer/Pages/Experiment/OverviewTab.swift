internal import Experiments

/// What a manager needs: one sentence, what blocks, what to do next; then trust, then the evidence, then the definition.
struct OverviewTab: Sendable {
    struct VerdictView: Sendable {
        var tone: String
        var tag: String
        var headline: String
        var evidence: String?
        var next: String
    }

    struct DecisionView: Sendable {
        var tone: String
        var word: String
        var summary: String
        var reason: String
    }

    /// What can be done now, the most likely first.
    struct Actions: Sendable {
        var start: FormView?
        var analyze: FormView?
        var reweight: FormView?
        var decide: FormView?
        var close: FormView?
        var archive: FormView?
        var reopen: FormView?
        var isDeciding: Bool
        var isReopening: Bool
    }

    var verdict: VerdictView
    var notes: [Note]
    var decided: DecisionView?
    var actions: Actions
    /// What a turn of a bandit has just come to.
    var turn: String?
    var cards: [Card]
    var numbers: MetricTable?
    var moreNumbers: String?
    /// Of a bandit.
    var arms: TableView?
    var foreignText: ForeignText?
    var facts: [Fact]
    var definition: FormView
    var isDefining: Bool

    init(
        _ subject: ExperimentSubject, check: CheckReport, recommendation: Recommendation?, filled: FilledForm?
    ) {
        let experiment = subject.experiment
        verdict = Self.verdict(subject, check: check, recommendation: recommendation)
        notes = Self.notes(subject, check: check, recommendation: recommendation)
        decided = experiment.decision.map {
            DecisionView(
                tone: DecisionLook.tone(of: $0), word: DecisionLook.word($0), summary: experiment.decisionSummary ?? "",
                reason: experiment.decisionReason ?? "")
        }
        actions = Actions(subject, check: check, recommendation: recommendation, filled: filled)
        cards =
            subject.result.map {
                AnalysisCards.all(
                    $0, check: check, usersInSeveralVariants: $0.snapshot?.multipleExposures?["users"]?.wholeNumber)
            } ?? []
        foreignText = subject.foreignResult.map { ForeignText(heading: "Analysis made elsewhere", text: $0) }
        arms = subject.result == nil ? subject.arms : nil
        facts = ExperimentFacts.all(of: experiment)
        definition = DefinitionForm.view(of: subject, after: filled)
        isDefining = definition.isRefused
        readNumbers(subject)
    }

    private mutating func readNumbers(_ subject: ExperimentSubject) {
        guard let result = subject.result, !result.sections.isEmpty else { return }
        let page = MetricTable.page(1, of: result)
        // Secondary metrics inform; they have their place among the results.
        let deciding = page.sections.filter { $0.part != .secondary }
        let sections = deciding.isEmpty ? page.sections : deciding
        numbers = MetricTable(sections, of: result, plan: subject.plan, scaledWith: sections)
        moreNumbers = subject.address(.results)
    }

    // MARK: - The sentence

    private static func verdict(
        _ subject: ExperimentSubject, check: CheckReport, recommendation: Recommendation?
    ) -> VerdictView {
        if let result = subject.result {
            let verdict = Verdict(of: result, recommendation: recommendation)
            return VerdictView(
                tone: verdict.tone.rawValue, tag: verdict.tag, headline: verdict.headline.withUnbrokenPercents,
                evidence: verdict.evidence.withUnbrokenPercents,
                next: subject.experiment.status.isClosed ? check.next : verdict.next)
        }
        if let bandit = subject.bandit {
            let best = bandit.arms.max { ($0.probabilityOfBeingBest ?? 0) < ($1.probabilityOfBeingBest ?? 0) }
            let headline =
                best.flatMap { arm in
                    arm.probabilityOfBeingBest.map {
                        "\(arm.name) is the best arm with probability \(NumberFormat.probability($0))."
                    }
                } ?? "No arm can be called the best yet."
            return VerdictView(
                tone: "unsure", tag: "Bandit", headline: headline.withUnbrokenPercents, evidence: bandit.message,
                next: check.next)
        }
        let hasData = subject.experiment.inputData != nil
        return VerdictView(
            tone: "unsure", tag: subject.experiment.status == .draft ? "Draft" : "Waiting",
            headline: subject.foreignResult != nil
                ? "The analysis was made elsewhere, and cannot be read."
                : hasData ? "There are data, and no analysis yet." : "There are no data yet.",
            evidence: nil, next: check.next)
    }

    // MARK: - What blocks, and what to know

    private static func notes(
        _ subject: ExperimentSubject, check: CheckReport, recommendation: Recommendation?
    ) -> [Note] {
        var notes = check.faults.map { Note(tone: "blocked", word: "To correct:", text: $0) }
        // A warning under a blocker's own code says the same with its numbers.
        var warnings = subject.result?.warnings ?? []
        warnings += (recommendation?.warnings ?? []).filter { !warnings.contains($0) }
        for blocker in recommendation?.blockers ?? subject.result?.blockers ?? [] {
            let told = warnings.first { $0.code == blocker }?.message
            warnings.removeAll { $0.code == blocker }
            notes.append(
                Note(tone: "blocked", word: "Blocks a CONTINUE:", text: told ?? BlockerWords.sentence(blocker)))
        }
        notes += warnings.map { Note(tone: "warn", word: "Note:", text: $0.message) }
        return Array(notes.prefix(12))
    }
}

/// A text of another program, shown as it is.
struct ForeignText: Sendable {
    var heading: String
    var text: String

    /// So much of it that the page stays light.
    private static let most = 20_000

    init(heading: String, text: String) {
        self.heading = heading
        self.text = text.count > Self.most ? text.prefix(Self.most) + "\n… (the rest is in the file)" : text
    }
}

/// What each blocker means.
enum BlockerWords {
    static func sentence(_ code: String) -> String {
        switch code {
        case Blocker.sampleRatio: "the users are not split as planned (srm)."
        case Blocker.minimumSample: "a variant has fewer users than the minimum sample (minimum_sample)."
        case Blocker.designChanged: "the design was changed after the first data (design_changed)."
        default: code
        }
    }
}
