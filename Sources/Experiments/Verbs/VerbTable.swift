/// Every verb of the workspace. Doors that offer all verbs walk this table.
package enum VerbTable {
    package static let all: [any Verb.Type] = [
        GetProject.self,
        UpdateState.self,
        SetStage.self,
        AddActivity.self,
        GetExperiment.self,
        UpsertExperiment.self,
        ListProjects.self,
        CreateProject.self,
        DeleteProject.self,
        ListExperiments.self,
        GetOverview.self,
        StartExperiment.self,
        CheckExperiment.self,
        AnalyzeExperiment.self,
        DecideExperiment.self,
        CloseExperiment.self,
        ArchiveExperiment.self,
        ReportExperiment.self,
        ListSnapshots.self,
        ListAnalyses.self,
        ListHistory.self,
        VerifyHistory.self,
        ReplayAnalyses.self,
        GetHealth.self,
    ]
}
