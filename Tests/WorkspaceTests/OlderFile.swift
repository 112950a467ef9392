import Foundation
import GRDB

/// Files as the replaced system writes them, with all that such files are known to hold.
enum OlderFile {
    enum Version: CaseIterable {
        /// Before experiments had a hypothesis, priors, input data or a method, and before there were messages.
        case first
        /// With every column of the last version.
        case last
    }

    static let projectColumns = [
        "id", "name", "description", "stage", "createdAt", "updatedAt", "flagKey", "envSecret", "accessToken",
        "flagServerUrl", "sandboxId", "sandboxStatus", "goal", "intent", "hypothesis", "change", "variants",
        "primaryMetric", "guardrails", "constraints", "openQuestions", "lastAction", "lastLearning",
    ]

    static func experimentColumns(_ version: Version) -> [String] {
        let first = [
            "id", "projectId", "slug", "status", "createdAt", "updatedAt", "primaryMetricEvent", "guardrailEvents",
            "controlVariant", "treatmentVariant", "minimumSample", "observationStart", "observationEnd",
            "analysisResult", "decision", "decisionReason", "whatChanged", "whatHappened", "confirmedOrRefuted",
            "whyItHappened", "nextHypothesis",
        ]
        let later = [
            "hypothesis", "priorProper", "priorMean", "priorStddev", "inputData", "guardrailDescriptions", "method",
            "methodReason", "metricDescription", "decisionSummary", "trafficAllocation",
        ]
        return version == .first ? first : first + later
    }

    static func make(at path: String, _ version: Version) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try makeTables(database, version)
            try fill(database, version)
        }
        try queue.close()
    }

    private static func type(of column: String) -> String {
        switch column {
        case "id": "TEXT NOT NULL PRIMARY KEY"
        case "name", "slug", "projectId", "type", "title", "role", "content": "TEXT NOT NULL"
        case "stage": "TEXT NOT NULL DEFAULT 'intent'"
        case "status": "TEXT NOT NULL DEFAULT 'draft'"
        case "createdAt": "DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP"
        case "updatedAt": "DATETIME NOT NULL"
        case "observationStart", "observationEnd": "DATETIME"
        case "priorProper": "BOOLEAN NOT NULL DEFAULT false"
        case "priorMean", "priorStddev": "REAL"
        case "minimumSample": "INTEGER"
        case "sandboxStatus": "TEXT DEFAULT 'idle'"
        default: "TEXT"
        }
    }

    private static func makeTables(_ database: Database, _ version: Version) throws {
        func make(_ table: String, _ columns: [String]) throws {
            let lines = columns.map { "\"\($0)\" \(type(of: $0))" }
            let reference =
                columns.contains("projectId")
                ? ["FOREIGN KEY (\"projectId\") REFERENCES \"Project\" (\"id\") ON DELETE CASCADE ON UPDATE CASCADE"]
                : []
            try database.execute(
                sql: "CREATE TABLE \"\(table)\" (\((lines + reference).joined(separator: ", ")))")
        }
        try make("Project", projectColumns)
        try make("Experiment", experimentColumns(version))
        try make("Activity", ["id", "projectId", "type", "title", "detail", "createdAt"])
        if version == .last { try make("Message", ["id", "projectId", "role", "content", "metadata", "createdAt"]) }
        try database.execute(
            sql: """
                CREATE UNIQUE INDEX "Experiment_projectId_slug_key" ON "Experiment"("projectId", "slug");
                CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL);
                INSERT INTO "_prisma_migrations" VALUES ('7a1', 'abc');
                """)
    }

    private static func fill(_ database: Database, _ version: Version) throws {
        try database.execute(
            sql: """
                INSERT INTO Project (id, name, stage, createdAt, updatedAt, envSecret, accessToken, goal) VALUES
                  ('cmnlzgwud00052oxd5y3dxsao', 'Checkout', 'measuring', '2026-04-07T12:34:11.063+00:00',
                   1775565251063, 'secret-env', 'secret-token', 'More sales'),
                  ('3f0c2f60-9a53-4a1b-8d0e-0f6f8f0a7c11', 'Search', 'intent', '2026-04-07 12:34:12',
                   '2026-04-08T00:00:00.000+00:00', NULL, NULL, NULL);
                INSERT INTO Experiment (id, projectId, slug, status, createdAt, updatedAt, primaryMetricEvent,
                  guardrailEvents, treatmentVariant, observationStart, analysisResult, decision) VALUES
                  ('e1', 'cmnlzgwud00052oxd5y3dxsao', 'button', 'running', '2026-04-07 12:34:11', 1775565251063,
                   'paid', 'error_rate', 'b | c', '2026-04-01', '# Analysis' || char(10) || 'looks **good**',
                   'ROLLBACK CANDIDATE'),
                  ('e2', 'cmnlzgwud00052oxd5y3dxsao', 'tie-1', 'draft', 1775565251063, 1775565251063, NULL,
                   '["error_rate"]', NULL, NULL, NULL, NULL),
                  ('e3', 'cmnlzgwud00052oxd5y3dxsao', 'tie-2', 'decided', '2026-04-07T14:34:11.063+02:00',
                   1775565251063, NULL, NULL, NULL, 1775565251063, NULL, 'CONTINUE'),
                  ('e4', 'no-such-project', 'dangling', 'draft', '2026-04-07 12:34:11', '2026-04-07 12:34:11', NULL,
                   NULL, NULL, NULL, NULL, NULL);
                INSERT INTO Activity (id, projectId, type, title, createdAt) VALUES
                  ('a1', 'cmnlzgwud00052oxd5y3dxsao', 'note', 'first', '2026-04-07 12:34:11'),
                  ('a2', 'cmnlzgwud00052oxd5y3dxsao', 'note', 'second', '2026-04-07T12:34:11.000Z'),
                  ('a3', 'cmnlzgwud00052oxd5y3dxsao', 'note', 'earlier', '2026-04-01T00:00:00.000+00:00');
                """)
        guard version == .last else { return }
        try database.execute(
            sql: """
                UPDATE Experiment SET priorProper = 1, priorMean = 0, priorStddev = 0.3, method = 'bayesian_ab',
                  inputData = '{"paid":{"control":{"n":1000,"k":100},"b":{"n":1000,"k":120},"c":{"n":1000,"k":150}},'
                    || '"error_rate":{"inverse":true,"control":{"n":1000,"k":50},"b":{"n":1000,"k":50},"c":{"n":1000,"k":50}}}'
                  WHERE id = 'e1';
                INSERT INTO Message (id, projectId, role, content, createdAt) VALUES
                  ('m2', 'cmnlzgwud00052oxd5y3dxsao', 'assistant', 'second', 1775565251064),
                  ('m1', 'cmnlzgwud00052oxd5y3dxsao', 'user', 'first', '2026-04-07T12:34:11.063+00:00');
                """)
    }
}
