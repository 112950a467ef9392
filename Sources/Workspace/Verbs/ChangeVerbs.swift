internal import Experiments
internal import GRDB

extension ListChanges: StoredVerb {
    /// Past so many writes everything counts as changed.
    private static let largestStep = 500

    func perform(in store: Store) throws -> Changes {
        let last = try Int.fetchOne(store.database, sql: "SELECT MAX(sequence) FROM \(HistoryEntry.table)") ?? 0
        guard let after, after < last else { return Changes(sequence: last, projects: []) }
        guard last - after <= Self.largestStep else { return Changes(sequence: last, projects: nil) }
        let touched = try Optional<String>.fetchSet(
            store.database,
            sql: """
                SELECT CASE WHEN entity = '\(Project.table)' THEN entityId
                    ELSE \(HistoryEntry.payloadMember("projectId")) END
                FROM \(HistoryEntry.table) WHERE sequence > ?
                """, arguments: [after])
        return Changes(sequence: last, projects: touched.contains(nil) ? nil : Set(touched.compactMap(\.self)))
    }
}
