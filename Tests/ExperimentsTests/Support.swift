import Experiments
import Testing

/// An experiment with these fields.
func experiment(_ fields: JSONObject) throws -> Experiment {
    var experiment = Experiment()
    experiment.slug = "test"
    return try ExperimentChange(fields: fields).applied(to: experiment).0
}

/// The analysis of an experiment with these fields.
func analyze(_ fields: JSONObject, isIndicative: Bool = false) throws -> AnalysisResult {
    let verb = AnalyzeExperiment(project: "p", slug: "test", isIndicative: isIndicative)
    return try verb.applied(to: experiment(fields), now: Instant(milliseconds: 0)).0
}
