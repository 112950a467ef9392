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
    let experiment = try experiment(fields)
    var snapshot = Snapshot()
    snapshot.id = "snapshot"
    snapshot.inputData = try verb.requireInputData(of: experiment)
    return try verb.result(of: snapshot, parameters: verb.parameters(for: experiment, now: Instant(milliseconds: 0)))
}
