internal import Experiments

/// One experiment: what stands above its tabs, and the tab that is open.
struct ExperimentPage: Sendable {
    struct Tab: Sendable {
        var name: String
        var address: String
        var isOpen: Bool
    }

    var frame: Frame
    var eyebrow: String
    var hypothesis: String?
    var tabs: [Tab]
    /// Where what is shown is of older data than the latest.
    var isStale: Bool
    // One of these.
    var overview: OverviewTab?
    var results: ResultsTab?
    var health: HealthTab?
    var time: TimeTab?
    var data: DataTab?
    var holdout: HoldoutTab?
    var history: HistoryTab?
    var report: ReportTab?

    init(_ subject: ExperimentSubject, tab: ExperimentTab, frame: Frame) {
        let experiment = subject.experiment
        self.frame = frame
        eyebrow = Self.eyebrow(experiment)
        hypothesis = experiment.hypothesis.flatMap { $0.trimmed.isEmpty ? nil : $0 }
        tabs = ExperimentTab.allCases.filter { $0 != .holdout || subject.showsHoldout || tab == .holdout }.map {
            Tab(
                name: $0.name, address: PageAddress.experiment(experiment.slug, of: subject.project.id, $0),
                isOpen: $0 == tab)
        }
        isStale = subject.isStale
    }

    private static func eyebrow(_ experiment: Experiment) -> String {
        let kind = experiment.method == "bandit" ? "Bandit" : "A/B test"
        return "\(kind) · \(experiment.status.rawValue) · \(Variants(of: experiment).all.count) variants · "
            + WindowWords.of(experiment.observationStart, experiment.observationEnd)
    }
}

/// A window for people.
enum WindowWords {
    static func of(_ start: Instant?, _ end: Instant?) -> String {
        switch (start?.day, end?.day) {
        case (nil, nil): "not started"
        case (nil, let end?): "until \(end)"
        case (let start?, nil): "since \(start)"
        case (let start?, let end?): "\(start) to \(end)"
        }
    }
}

/// An experiment with its project and what its latest analysis holds.
struct ExperimentSubject: Sendable {
    var experiment: Experiment
    var project: Project
    /// nil without an A/B analysis that we can read.
    var result: AnalysisResult?
    /// nil without a bandit result.
    var bandit: BanditReading?
    /// Whether the analysis is of older data than the latest.
    var isStale = false

    init(_ experiment: Experiment, of project: Project) {
        self.experiment = experiment
        self.project = project
        result = experiment.analysis
        bandit = experiment.analysisResult.flatMap(BanditReading.init(parsing:))
    }

    /// The arms of a bandit, with the data that were analyzed, where these are the latest.
    var arms: TableView? {
        bandit.map { bandit in
            let data = isStale ? nil : experiment.inputData.flatMap { try? InputData(parsing: $0) }
            return bandit.table(
                of: Variants(of: experiment).all, with: data?.metrics.first { $0.name == bandit.metric })
        }
    }

    /// Text that is no analysis of ours, nor the replaced system's.
    var foreignResult: String? {
        result == nil && bandit == nil ? experiment.analysisResult : nil
    }

    func address(_ tab: ExperimentTab = .overview) -> String {
        PageAddress.experiment(experiment.slug, of: project.id, tab)
    }

    /// Where a form of this experiment is sent.
    func address(ofForm name: String) -> String { "\(address())/\(name)" }

    func plot(_ name: String) -> String { PageAddress.plot(name, of: experiment.slug, in: project.id) }

    var plan: AnalysisPlan { (try? experiment.analysisPlan.map(AnalysisPlan.init(parsing:))) ?? AnalysisPlan() }

    /// A holdout watches what was launched.
    var showsHoldout: Bool { experiment.holdoutPlan != nil || experiment.decision == Decision.continue.rawValue }
}
