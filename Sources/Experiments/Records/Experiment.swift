/// One test inside a project, named by a slug unique in the project.
package struct Experiment: WorkspaceRecord {
    package var id = ""
    package var projectId = ""
    package var slug = ""
    package var status = ExperimentStatus.draft
    package var createdAt = Instant(milliseconds: 0)
    package var updatedAt = Instant(milliseconds: 0)
    package var hypothesis: String?
    package var method: String?
    package var methodReason: String?
    package var primaryMetricEvent: String?
    package var metricDescription: String?
    package var guardrailEvents: String?
    package var guardrailDescriptions: String?
    package var controlVariant: String?
    package var treatmentVariant: String?
    package var trafficAllocation: String?
    package var minimumSample: Int?
    package var observationStart: Instant?
    package var observationEnd: Instant?
    package var priorProper = false
    package var priorMean: Double?
    package var priorStddev: Double?
    /// The latest input data: our JSON, or text made elsewhere.
    package var inputData: String?
    /// The latest analysis: our JSON, or text made elsewhere.
    package var analysisResult: String?
    package var decision: String?
    package var decisionSummary: String?
    package var decisionReason: String?
    package var whatChanged: String?
    package var whatHappened: String?
    package var confirmedOrRefuted: String?
    package var whyItHappened: String?
    package var nextHypothesis: String?
    package var allocation: String?
    package var metricDefinitions: String?
    package var dataSource: String?
    package var analysisPlan: String?
    package var assumptions: String?
    package var holdoutPlan: String?

    package init() {}

    package static let table = "Experiment"
    package static let fields: [Field<Experiment>] = [
        .text("id", \.id),
        .text("projectId", \.projectId),
        .text("slug", \.slug),
        .word("status", \.status),
        .instant("createdAt", \.createdAt),
        .instant("updatedAt", \.updatedAt),
        .text("hypothesis", \.hypothesis),
        .text("method", \.method),
        .text("methodReason", \.methodReason),
        .text("primaryMetricEvent", \.primaryMetricEvent),
        .text("metricDescription", \.metricDescription),
        .json("guardrailEvents", \.guardrailEvents),
        .json("guardrailDescriptions", \.guardrailDescriptions),
        .text("controlVariant", \.controlVariant),
        .text("treatmentVariant", \.treatmentVariant),
        .text("trafficAllocation", \.trafficAllocation),
        .integer("minimumSample", \.minimumSample),
        .instant("observationStart", \.observationStart),
        .instant("observationEnd", \.observationEnd),
        .boolean("priorProper", \.priorProper),
        .real("priorMean", \.priorMean),
        .real("priorStddev", \.priorStddev),
        .json("inputData", \.inputData),
        .json("analysisResult", \.analysisResult),
        .decision("decision", \.decision),
        .text("decisionSummary", \.decisionSummary),
        .text("decisionReason", \.decisionReason),
        .text("whatChanged", \.whatChanged),
        .text("whatHappened", \.whatHappened),
        .text("confirmedOrRefuted", \.confirmedOrRefuted),
        .text("whyItHappened", \.whyItHappened),
        .text("nextHypothesis", \.nextHypothesis),
        .json("allocation", \.allocation),
        .json("metricDefinitions", \.metricDefinitions),
        .json("dataSource", \.dataSource),
        .json("analysisPlan", \.analysisPlan),
        .json("assumptions", \.assumptions),
        .json("holdoutPlan", \.holdoutPlan),
    ]

    /// What the workspace itself sets and no client may.
    package static let ownFields: Set<String> = ["id", "projectId", "slug", "createdAt", "updatedAt"]
}

extension Experiment {
    /// The latest analysis; nil where there is none, a bandit's, or text made elsewhere that is no A/B analysis.
    package var analysis: AnalysisResult? { analysisJSON.flatMap { try? AnalysisResult(json: $0) } }

    /// The latest analysis where it is our bandit analysis.
    package var banditAnalysis: BanditResult? { analysisJSON.flatMap { try? BanditResult(json: $0) } }

    private var analysisJSON: JSON? { analysisResult.flatMap { try? JSON(parsing: $0) } }
}

/// Where an experiment stands. `running`, a word of the replaced system, means `collecting`; any other word of an older
/// file is shown as it is.
package struct ExperimentStatus: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue == "running" ? "collecting" : rawValue
    }

    package static let draft = ExperimentStatus(rawValue: "draft")
    package static let collecting = ExperimentStatus(rawValue: "collecting")
    package static let analyzing = ExperimentStatus(rawValue: "analyzing")
    package static let decided = ExperimentStatus(rawValue: "decided")
    package static let archived = ExperimentStatus(rawValue: "archived")
    /// In the order in which an experiment passes through them.
    package static let all: [ExperimentStatus] = [.draft, .collecting, .analyzing, .decided, .archived]

    /// What was found and decided stands.
    package var isClosed: Bool { self == .decided || self == .archived }
}
