internal import Experiments
internal import GRDB

/// Snapshots and analyses of an experiment.
extension Store {
    func snapshots(of experiment: Experiment) throws -> [Snapshot] {
        try all(Snapshot.self, "WHERE experimentId = ? ORDER BY rowid DESC", [experiment.id])
    }

    func latestSnapshot(of experiment: Experiment) throws -> Snapshot? {
        try all(Snapshot.self, "WHERE experimentId = ? ORDER BY rowid DESC LIMIT 1", [experiment.id]).first
    }

    func analyses(of experiment: Experiment) throws -> [StoredAnalysis] {
        try all(StoredAnalysis.self, "WHERE experimentId = ? ORDER BY rowid DESC", [experiment.id])
    }

    /// Whether the snapshot has an analysis, or without a snapshot any result is there.
    func isAnalyzed(_ experiment: Experiment, snapshot: Snapshot?) throws -> Bool {
        guard let snapshot else { return experiment.analysisResult != nil }
        let statement = try database.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM \"Analysis\" WHERE experimentId = ? AND snapshotId = ?)")
        return try Bool.fetchOne(statement, arguments: [experiment.id, snapshot.id]) ?? false
    }

    /// Keeps input data as the latest snapshot of the experiment.
    ///
    /// - Parameters:
    ///   - moment: when they were as they are; now if not given.
    ///   - detail: what the source says of them.
    @discardableResult
    func addSnapshot(
        _ text: String, of experiment: Experiment, source: String = "client", at moment: Instant? = nil,
        detail: String? = nil
    ) throws -> Snapshot {
        var snapshot = Snapshot()
        snapshot.id = newIdentifier()
        snapshot.projectId = experiment.projectId
        snapshot.experimentId = experiment.id
        snapshot.createdAt = moment ?? now
        snapshot.source = source
        snapshot.windowStart = experiment.observationStart
        snapshot.windowEnd = experiment.observationEnd
        snapshot.inputData = text
        snapshot.sha256 = HistoryChain.sha256(Array(text.utf8))
        snapshot.detail = detail
        try insert(snapshot)
        return snapshot
    }

    /// The snapshot of the data that stand on the experiment; made now where an older file or another program wrote them.
    func currentSnapshot(of experiment: Experiment, text: String) throws -> Snapshot {
        if let latest = try latestSnapshot(of: experiment), latest.inputData.hasSameBytes(as: text) { return latest }
        return try addSnapshot(text, of: experiment, source: "found")
    }

    func checkReport(of experiment: Experiment) throws -> CheckReport {
        let snapshot = try latestSnapshot(of: experiment)
        return CheckReport(
            of: experiment, snapshot: snapshot, isAnalyzed: try isAnalyzed(experiment, snapshot: snapshot), now: now)
    }

    func addAnalysis(
        _ result: String, of experiment: Experiment, snapshot: Snapshot?, engine: String, parameters: String?
    ) throws {
        var analysis = StoredAnalysis()
        analysis.id = newIdentifier()
        analysis.projectId = experiment.projectId
        analysis.experimentId = experiment.id
        analysis.snapshotId = snapshot?.id
        analysis.createdAt = now
        analysis.engine = engine
        analysis.parameters = parameters
        analysis.result = result
        try insert(analysis)
    }

    /// What a decision on the experiment rests on.
    ///
    /// - Throws: `WorkspaceError` (kind `ruleBroken`) where the latest data are not analyzed.
    func decisionBasis(of experiment: Experiment) throws -> DecisionBasis {
        guard let snapshot = try latestSnapshot(of: experiment),
            experiment.inputData?.hasSameBytes(as: snapshot.inputData) == true,
            try isAnalyzed(experiment, snapshot: snapshot)
        else {
            throw notAnalyzed(experiment)
        }
        // Of our analyses the one of the definition as it stands; a client's own result stands for itself.
        var parameters = AnalysisParameters(
            computedAt: now, isIndicative: false, contract: try Contract(of: experiment))
        try freezeTuning(in: &parameters, of: experiment)
        parameters.appliedAllocations = try appliedAllocations(of: snapshot)
        let analyses = try ownAnalyses(of: snapshot)
        let epochs = try InputData(parsing: snapshot.inputData).epochs
        let own = analyses.first {
            $0.hasSameParameters(
                as: parameters.json(epochs: epochs), apartFrom: ["indicative", "bandit"],
                isClosed: experiment.status.isClosed)
        }
        guard own != nil || analyses.isEmpty else { throw notAnalyzed(experiment) }
        let earlier = try Int.fetchOne(
            database,
            sql: """
                SELECT COUNT(DISTINCT snapshotId) FROM "Analysis" WHERE experimentId = ? AND snapshotId <> ?
                """, arguments: [experiment.id, snapshot.id])
        let isDesignChanged = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM "History" WHERE entity = ? AND entityId = ?
                    AND substr(action, 1, length(?3)) = ?3)
                """, arguments: [Experiment.table, experiment.id, HistoryAction.designChange])
        return DecisionBasis(
            experiment: experiment, snapshot: snapshot, appliedAllocations: parameters.appliedAllocations,
            result: try own.map { try AnalysisResult(json: JSON(parsing: $0.result)) },
            earlierAnalyses: earlier ?? 0, isDesignChanged: isDesignChanged ?? false,
            allocation: try currentAllocation(of: experiment))
    }

    private func notAnalyzed(_ experiment: Experiment) -> WorkspaceError {
        WorkspaceError(
            .ruleBroken, code: "no_current_analysis",
            "'\(experiment.slug)' has no analysis of its latest data as it is defined now, and a decision rests on one. "
                + "Analyze it first\(experiment.method == "bandit" ? ", as an A/B test (--as ab)" : ""). (Rule 7.)")
    }

    /// Our own analyses of a snapshot, the latest first.
    func ownAnalyses(of snapshot: Snapshot) throws -> [StoredAnalysis] {
        try all(
            StoredAnalysis.self, "WHERE experimentId = ? AND snapshotId = ? AND engine = ? ORDER BY rowid DESC",
            [snapshot.experimentId, snapshot.id, Engine.name])
    }

    /// The last bandit analysis of ours.
    func latestBanditAnalysis(of experiment: Experiment) throws -> StoredAnalysis? {
        try all(
            StoredAnalysis.self,
            """
            WHERE experimentId = ? AND json_extract(parameters, '$.method') = '\(BanditParameters.method)'
            ORDER BY rowid DESC LIMIT 1
            """, [experiment.id]
        ).first
    }

    /// By the number of their epochs, the allocations that had been applied when the data were collected.
    func appliedAllocations(of snapshot: Snapshot) throws -> [Int: Allocation] {
        try all(AllocationEpoch.self, "WHERE experimentId = ?", [snapshot.experimentId])
            .filter { $0.start < snapshot.createdAt }
            .reduce(into: [:]) { $0[$1.number] = try Allocation(parsing: $1.weights) }
    }

    /// The always-valid intervals stay tuned as they were at the first analysis.
    func freezeTuning(in parameters: inout AnalysisParameters, of experiment: Experiment) throws {
        let first = try all(
            StoredAnalysis.self, "WHERE experimentId = ? AND engine <> ? ORDER BY rowid LIMIT 1",
            [experiment.id, StoredAnalysis.external]
        ).first
        let stored = first?.parameters.flatMap { try? JSON(parsing: $0) }
        if let users = stored?["planned_n"]?.wholeNumber { parameters.contract.plan.plannedUsers = users }
    }

    /// The hash of the latest write.
    var historyHead: String {
        get throws {
            try String.fetchOne(database, sql: "SELECT hash FROM \"History\" ORDER BY sequence DESC LIMIT 1")
                ?? HistoryEntry.beginning
        }
    }
}
