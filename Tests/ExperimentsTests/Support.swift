import Experiments
import Testing

/// The domain error that a body throws; records an issue when it throws none or another.
func failure<T>(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> T) -> WorkspaceError? {
    do {
        let value = try body()
        Issue.record("expected an error, got \(value)", sourceLocation: sourceLocation)
    } catch let error as WorkspaceError {
        return error
    } catch {
        Issue.record("expected a WorkspaceError, got \(error)", sourceLocation: sourceLocation)
    }
    return nil
}

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
