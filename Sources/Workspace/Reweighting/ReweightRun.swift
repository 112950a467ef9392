internal import Experiments
internal import GRDB

/// Where the loop of a bandit stands. It is no record: what was applied stands in the epochs.
struct ReweightRun: Sendable, Equatable {
    /// When the next turn is due; nil without a loop.
    var nextRun: Instant?
    /// Turns in a row that failed.
    var failures = 0
    /// Whether the stop was reached, after which the loop rests.
    var isStopped = false
    /// The epoch whose weights were about to be pushed: whether the flag has them is not known until it is asked.
    var pending: AllocationEpoch?

    /// Milliseconds to wait after a failed turn: a minute, doubled with each failure, and at most the time between turns.
    func pause(interval: Int64) -> Int64 { min(interval, 60_000 << min(failures, 12)) }
}

extension Store {
    func reweightRun(of experiment: Experiment) throws -> ReweightRun {
        let statement = try database.cachedStatement(
            sql: "SELECT nextRun, failures, isStopped, pending FROM \"ReweightRun\" WHERE experimentId = ?")
        guard let row = try Row.fetchOne(statement, arguments: [experiment.id]) else { return ReweightRun() }
        let pending = try (row["pending"] as String?).map { try AllocationEpoch(json: JSON(parsing: $0)) }
        return ReweightRun(
            nextRun: (row["nextRun"] as String?).flatMap(Instant.init), failures: row["failures"],
            isStopped: row["isStopped"], pending: pending)
    }

    func setReweightRun(_ run: ReweightRun, of experiment: Experiment) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO "ReweightRun" (experimentId, nextRun, failures, isStopped, pending)
                VALUES (?, ?, ?, ?, ?)
                """)
        try statement.execute(
            arguments: [
                experiment.id, run.nextRun?.fileText, run.failures, run.isStopped,
                run.pending?.json.serialized(),
            ])
    }

    /// Bandits whose plan lets the server take their turns, and whose next turn is due.
    func dueReweights() throws -> [Experiment] {
        try all(
            Experiment.self,
            """
            WHERE method = 'bandit' AND status IN ('collecting', 'running', 'analyzing')
                AND CASE WHEN json_valid(analysisPlan) THEN json_extract(analysisPlan, '$.reweight.automatic') END
                AND NOT EXISTS (
                    SELECT 1 FROM "ReweightRun" AS run WHERE run.experimentId = "Experiment".id
                        AND (run.isStopped OR instant(run.nextRun) > ?))
            ORDER BY rowid
            """, [now.milliseconds])
    }
}
