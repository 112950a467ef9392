/// One release decision: goal, hypothesis, flag and stage, around its experiments.
package struct Project: WorkspaceRecord {
    package var id = ""
    package var name = ""
    package var description: String?
    package var stage = Stage.intent
    package var createdAt = Instant(milliseconds: 0)
    package var updatedAt = Instant(milliseconds: 0)
    package var flagKey: String?
    package var flagServerUrl: String?
    package var sandboxId: String?
    package var sandboxStatus: String? = "idle"
    package var goal: String?
    package var intent: String?
    package var hypothesis: String?
    package var change: String?
    package var variants: String?
    package var primaryMetric: String?
    package var guardrails: String?
    package var constraints: String?
    package var openQuestions: String?
    package var lastAction: String?
    package var lastLearning: String?

    package init() {}

    package static let table = "Project"
    package static let fields: [Field<Project>] = [
        .text("id", \.id),
        .text("name", \.name),
        .text("description", \.description),
        .word("stage", \.stage),
        .instant("createdAt", \.createdAt),
        .instant("updatedAt", \.updatedAt),
        .text("flagKey", \.flagKey),
        .text("flagServerUrl", \.flagServerUrl),
        .text("sandboxId", \.sandboxId),
        .text("sandboxStatus", \.sandboxStatus),
        .text("goal", \.goal),
        .text("intent", \.intent),
        .text("hypothesis", \.hypothesis),
        .text("change", \.change),
        .text("variants", \.variants),
        .text("primaryMetric", \.primaryMetric),
        .text("guardrails", \.guardrails),
        .text("constraints", \.constraints),
        .text("openQuestions", \.openQuestions),
        .text("lastAction", \.lastAction),
        .text("lastLearning", \.lastLearning),
    ]

    /// The fields of the decision state, which `update-state` sets.
    package static let stateFields = [
        "goal", "intent", "hypothesis", "change", "variants", "primaryMetric", "guardrails", "constraints",
        "openQuestions", "lastAction", "lastLearning", "flagKey",
    ]
}

/// How far a release decision has come. A file of the replaced system may hold another word, which is shown as it is.
package struct Stage: RawRepresentable, Hashable, Sendable {
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let intent = Stage(rawValue: "intent")
    package static let measuring = Stage(rawValue: "measuring")
    /// In the order in which a decision passes through them.
    package static let all = ["intent", "hypothesis", "implementing", "exposing", "measuring", "deciding", "learning"]
        .map(Stage.init(rawValue:))
}
