internal import Experiments

/// Every write of this experiment, its snapshots and its analyses, and whether the file still says what was written.
struct HistoryTab: Sendable {
    struct Check: Sendable {
        var tone: String
        var word: String
        var text: String
    }

    var entries: TableView?
    var verification: Check?
    var replay: Check?
    var verifyAddress: String

    init(
        _ subject: ExperimentSubject, entries: [HistoryEntry], verified: HistoryVerification?, replayed: ReplayReport?
    ) {
        self.entries =
            entries.isEmpty
            ? nil
            : TableView(
                caption: "Writes, the latest first", heads: ["Number", "When", "Who", "What", "Hash begins"],
                rows: entries.map { entry in
                    .init(
                        head: NumberFormat.count(entry.sequence),
                        cells: [
                            entry.at.minute, entry.actor, "\(entry.action) \(entry.entity.lowercased())",
                            String(entry.hash.prefix(12)),
                        ])
                })
        verification = verified.map(Self.words)
        replay = replayed.map(Self.words)
        verifyAddress = subject.address(.history) + "?verify=1"
    }

    private static func words(of found: HistoryVerification) -> Check {
        let head = "Head \(found.head)."
        guard !found.isSound else {
            return Check(
                tone: "better", word: "The history is sound",
                text: "\(NumberFormat.count(found.entries, of: "write")) fit each other and the records. \(head)")
        }
        let broken = found.firstBroken.map { "Entry \(NumberFormat.count($0.sequence)): \($0.reason). " } ?? ""
        let differences = found.differences.prefix(20).map {
            "\($0.entity) \($0.id) \($0.finding.rawValue.replacing("_", with: " "))"
        }
        return Check(
            tone: "worse", word: "The history is broken",
            text: "\(broken)\(differences.joined(separator: "; "))\(differences.isEmpty ? "" : ". ")\(head)")
    }

    private static func words(of found: ReplayReport) -> Check {
        let counts = [ReplayReport.Finding.identical, .withinTolerance, .different, .notComputable, .external]
            .filter { found.count($0) > 0 }
            .map { "\(NumberFormat.count(found.count($0))) \($0.rawValue.replacing("_", with: " "))" }
        return Check(
            tone: found.isSound ? "better" : "worse",
            word: found.isSound ? "The analyses can be computed again" : "An analysis cannot be computed again",
            text: counts.isEmpty ? "There is none yet." : counts.joined(separator: ", ") + ".")
    }
}
