internal import Experiments
internal import GRDB

/// What the logs hold, in words that help to find out why an experiment gets no data.
struct EmbeddedContents {
    private struct Flag {
        var name: String
        var variants: [(name: String, exposures: Int)]

        var text: String {
            "\"\(name)\" (\(variants.map { "\"\($0.name)\" \($0.exposures)" }.joined(separator: ", ")))"
        }
    }

    private static let shownNames = 20
    private var flags: [Flag] = []
    private let events: [(name: String, count: Int)]
    private let database: Database

    init(_ database: Database) throws {
        self.database = database
        let exposures = try Row.fetchAll(
            database,
            sql: """
                SELECT f.name AS flag, v.name AS variant, g.count FROM
                    (SELECT flag, variant, count(*) AS count FROM Exposure GROUP BY flag, variant) AS g
                JOIN EventName AS f ON f.id = g.flag JOIN EventName AS v ON v.id = g.variant ORDER BY flag, variant
                """)
        for row in exposures {
            let name: String = row["flag"]
            if flags.last?.name.utf8.elementsEqual(name.utf8) != true { flags.append(Flag(name: name, variants: [])) }
            flags[flags.count - 1].variants.append((row["variant"], row["count"]))
        }
        events = try Row.fetchAll(
            database,
            sql: """
                SELECT n.name, g.count FROM (SELECT event, count(*) AS count FROM MetricEvent GROUP BY event) AS g
                JOIN EventName AS n ON n.id = g.event ORDER BY n.name
                """
        ).map { ($0["name"], $0["count"]) }
    }

    /// The names of the events, found through their index without counting them.
    static func events(in database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT name FROM EventName AS n WHERE EXISTS (SELECT 1 FROM MetricEvent WHERE event = n.id) ORDER BY name
                """)
    }

    func report(on query: SourceQuery?) throws -> SourceReport {
        var report = SourceReport()
        report.add(
            flags.isEmpty
                ? "There are no exposures. Send them to POST /api/track, or import a file of them."
                : "Exposures by flag and variant: \(Self.list(flags.map(\.text))).", isFine: !flags.isEmpty)
        report.add(
            events.isEmpty
                ? "There are no metric events. Send them to POST /api/track, or import a file of them."
                : "Metric events: \(Self.list(events.map { "\"\($0.name)\" \($0.count)" })).", isFine: !events.isEmpty)
        if let query { try look(for: query, in: &report) }
        return report
    }

    private func look(for query: SourceQuery, in report: inout SourceReport) throws {
        for name in query.eventNames where !events.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            report.add(
                "No event is called \"\(name)\". The events that are there: \(Self.list(events.map { "\"\($0.name)\"" })).",
                isFine: false)
        }
        guard let flag = flags.first(where: { $0.name.utf8.elementsEqual(query.flagKey.utf8) }) else {
            report.add(
                "No exposures of the flag \"\(query.flagKey)\". The flags that are there: "
                    + "\(Self.list(flags.map { "\"\($0.name)\"" })). Set dataSource.flagKey to the right one.",
                isFine: false)
            return
        }
        for variant in query.variants {
            let users = try usersInWindow(of: query, variant: variant)
            let isThere = flag.variants.contains { $0.name.utf8.elementsEqual(variant.utf8) }
            report.add(
                "\(NumberFormat.count(users, of: "user")) saw \"\(variant)\" of the flag \"\(flag.name)\" in the window."
                    + (isThere ? "" : " The flag's variants are \(Self.list(flag.variants.map { "\"\($0.name)\"" }))."),
                isFine: users > 0)
        }
    }

    private func usersInWindow(of query: SourceQuery, variant: String) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT count(DISTINCT user) FROM Exposure WHERE at >= ? AND at < ?
                    AND flag = (SELECT id FROM EventName WHERE name = ?)
                    AND variant = (SELECT id FROM EventName WHERE name = ?)
                """,
            arguments: [
                query.window.start.milliseconds, query.window.end.milliseconds, query.flagKey, variant,
            ]) ?? 0
    }

    private static func list(_ items: [String]) -> String {
        guard !items.isEmpty else { return "none" }
        let shown = items.prefix(shownNames).joined(separator: ", ")
        return items.count > shownNames ? "\(shown) and \(items.count - shownNames) more" : shown
    }
}
