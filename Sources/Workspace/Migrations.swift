internal import Experiments
internal import GRDB

/// The versions of the file, append-only. Each checks the foreign keys of nothing but what it touches, so that a
/// dangling row of an older file stays as it is.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
        migrator.registerMigration("1-records", migrate: makeRecords)
        migrator.registerMigration("2-history", migrate: makeHistory)
        migrator.registerMigration("3-sources", migrate: makeSources)
        migrator.registerMigration("4-events", migrate: EventTables.make)
        migrator.registerMigration("5-reweighting", migrate: makeReweighting)
        return migrator
    }

    /// The inherited tables under the names of the replaced system, completed where its file is older, with our columns
    /// and constraints. Rows are not touched.
    private static func makeRecords(_ database: Database) throws {
        for table in inheritedTables {
            let existing = try Set(database.tableExists(table.name) ? database.columns(in: table.name).map(\.name) : [])
            if existing.isEmpty {
                let lines = table.columns.map { "\"\($0)\" \($1)" } + table.constraints
                try database.execute(sql: "CREATE TABLE \"\(table.name)\" (\(lines.joined(separator: ", ")))")
            } else {
                for (name, definition) in table.columns where !existing.contains(name) {
                    try database.execute(sql: "ALTER TABLE \"\(table.name)\" ADD COLUMN \"\(name)\" \(definition)")
                }
            }
        }
        try database.execute(
            sql: """
                CREATE UNIQUE INDEX IF NOT EXISTS "Experiment_projectId_slug_key" ON "Experiment"("projectId", "slug")
                """)
        try addWordTrigger(database, table: Project.table, column: "stage", words: Stage.all.map(\.rawValue))
        try addWordTrigger(
            database, table: Experiment.table, column: "status",
            words: ExperimentStatus.all.map(\.rawValue) + ["running"])
    }

    /// Snapshots, analyses and the chain of every write, which starts with what the file holds.
    private static func makeHistory(_ database: Database) throws {
        let own = "FOREIGN KEY (\"experimentId\") REFERENCES \"Experiment\" (\"id\") ON DELETE CASCADE"
        try database.execute(
            sql: """
                CREATE TABLE "Snapshot" (
                    "id" TEXT NOT NULL PRIMARY KEY, "projectId" TEXT NOT NULL, "experimentId" TEXT NOT NULL,
                    "createdAt" DATETIME NOT NULL, "source" TEXT NOT NULL, "windowStart" DATETIME,
                    "windowEnd" DATETIME, "inputData" TEXT NOT NULL, "sha256" TEXT NOT NULL CHECK (length("sha256") = 64),
                    "detail" TEXT, \(own));
                CREATE INDEX "Snapshot_experimentId" ON "Snapshot" ("experimentId");
                CREATE TABLE "Analysis" (
                    "id" TEXT NOT NULL PRIMARY KEY, "projectId" TEXT NOT NULL, "experimentId" TEXT NOT NULL,
                    "snapshotId" TEXT REFERENCES "Snapshot" ("id"), "createdAt" DATETIME NOT NULL,
                    "engine" TEXT NOT NULL, "parameters" TEXT, "result" TEXT NOT NULL, \(own));
                CREATE INDEX "Analysis_experimentId" ON "Analysis" ("experimentId");
                CREATE TABLE "History" (
                    "sequence" INTEGER NOT NULL PRIMARY KEY CHECK ("sequence" > 0), "at" DATETIME NOT NULL,
                    "actor" TEXT NOT NULL, "action" TEXT NOT NULL, "entity" TEXT NOT NULL, "entityId" TEXT NOT NULL,
                    "payload" TEXT NOT NULL, "previousHash" TEXT NOT NULL,
                    "hash" TEXT NOT NULL CHECK (length("hash") = 64));
                CREATE INDEX "History_entity" ON "History" ("entity", "entityId");
                CREATE TABLE "HistoryKey" ("key" BLOB NOT NULL CHECK (length("key") = 32));
                INSERT INTO "HistoryKey" VALUES (randomblob(32));
                """)
        for table in ["Snapshot", "Analysis", "History"] {
            try refuse("UPDATE", of: table, when: "TRUE", in: database)
        }
        try refuse("DELETE", of: "History", when: "TRUE", in: database)
        // Only together with its experiment.
        for table in ["Snapshot", "Analysis"] {
            try refuse(
                "DELETE", of: table, when: "EXISTS (SELECT 1 FROM \"Experiment\" WHERE id = OLD.\"experimentId\")",
                in: database)
        }
        try HistoryChain(database: database, actor: "upgrade to \(Engine.version)").adoptAll(
            at: SQLiteWorkspace.Surroundings.systemTime())
    }

    /// Where data come from, and the allocations that were applied.
    private static func makeSources(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE "MetricSource" (
                    "id" TEXT NOT NULL PRIMARY KEY,
                    "projectId" TEXT NOT NULL REFERENCES "Project" ("id") ON DELETE CASCADE,
                    "name" TEXT NOT NULL, "kind" TEXT NOT NULL, "url" TEXT, "user" TEXT, "database" TEXT, "path" TEXT,
                    "envId" TEXT, "secretEnv" TEXT, "secretFile" TEXT, "options" TEXT, "createdAt" DATETIME NOT NULL,
                    UNIQUE ("projectId", "name"), CHECK ("secretEnv" IS NULL OR "secretFile" IS NULL));
                CREATE TABLE "AllocationEpoch" (
                    "id" TEXT NOT NULL PRIMARY KEY, "projectId" TEXT NOT NULL,
                    "experimentId" TEXT NOT NULL REFERENCES "Experiment" ("id") ON DELETE CASCADE,
                    "number" INTEGER NOT NULL CHECK ("number" > 0), "start" DATETIME NOT NULL, "weights" TEXT NOT NULL,
                    "reason" TEXT NOT NULL, "analysisId" TEXT REFERENCES "Analysis" ("id"), "flagRevision" TEXT,
                    UNIQUE ("experimentId", "number"));
                """)
        try refuse("UPDATE", of: "AllocationEpoch", when: "TRUE", in: database)
        try refuse(
            "DELETE", of: "AllocationEpoch",
            when: "EXISTS (SELECT 1 FROM \"Experiment\" WHERE id = OLD.\"experimentId\")",
            in: database)
    }

    /// Where the loops of bandits stand.
    private static func makeReweighting(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE "ReweightRun" (
                    "experimentId" TEXT NOT NULL PRIMARY KEY REFERENCES "Experiment" ("id") ON DELETE CASCADE,
                    "nextRun" DATETIME, "failures" INTEGER NOT NULL, "isStopped" INTEGER NOT NULL, "pending" TEXT);
                """)
    }

    static func refuse(_ event: String, of table: String, when: String, in database: Database) throws {
        try database.execute(
            sql: """
                CREATE TRIGGER "\(table)_no_\(event.lowercased())" BEFORE \(event) ON "\(table)" WHEN \(when)
                BEGIN SELECT RAISE(ABORT, 'a row of \(table) never changes'); END
                """)
    }

    /// Refuses other words from now on, whoever writes; words that already stand in the file stay.
    private static func addWordTrigger(
        _ database: Database, table: String, column: String, words: [String]
    ) throws {
        let list = words.map { "'\($0)'" }.joined(separator: ", ")
        for (event, suffix) in [("INSERT", "insert"), ("UPDATE OF \"\(column)\"", "update")] {
            try database.execute(
                sql: """
                    CREATE TRIGGER "\(table)_\(column)_\(suffix)" BEFORE \(event) ON "\(table)"
                    WHEN NEW."\(column)" NOT IN (\(list))
                    BEGIN SELECT RAISE(ABORT, '\(table).\(column) must be one of: \(words.joined(separator: ", "))'); END
                    """)
        }
    }

    private struct InheritedTable {
        var name: String
        var columns: [(String, String)]
        var constraints: [String]
    }

    private static let inheritedTables = [
        InheritedTable(
            name: Project.table,
            columns: [
                ("id", "TEXT NOT NULL PRIMARY KEY"), ("name", "TEXT NOT NULL"), ("description", "TEXT"),
                ("stage", "TEXT NOT NULL DEFAULT 'intent'"),
                ("createdAt", "DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP"), ("updatedAt", "DATETIME NOT NULL"),
                ("flagKey", "TEXT"), ("envSecret", "TEXT"), ("accessToken", "TEXT"), ("flagServerUrl", "TEXT"),
                ("sandboxId", "TEXT"), ("sandboxStatus", "TEXT DEFAULT 'idle'"),
            ]
                + [
                    "goal", "intent", "hypothesis", "change", "variants", "primaryMetric", "guardrails", "constraints",
                    "openQuestions", "lastAction", "lastLearning",
                ].map { ($0, "TEXT") },
            constraints: []),
        InheritedTable(
            name: Experiment.table,
            columns: [
                ("id", "TEXT NOT NULL PRIMARY KEY"), ("projectId", "TEXT NOT NULL"), ("slug", "TEXT NOT NULL"),
                ("status", "TEXT NOT NULL DEFAULT 'draft'"),
                ("createdAt", "DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP"), ("updatedAt", "DATETIME NOT NULL"),
                ("minimumSample", "INTEGER"), ("observationStart", "DATETIME"), ("observationEnd", "DATETIME"),
                ("priorProper", "BOOLEAN NOT NULL DEFAULT false"), ("priorMean", "REAL"), ("priorStddev", "REAL"),
            ]
                + [
                    "hypothesis", "method", "methodReason", "primaryMetricEvent", "metricDescription",
                    "guardrailEvents", "guardrailDescriptions", "controlVariant", "treatmentVariant",
                    "trafficAllocation", "inputData", "analysisResult", "decision", "decisionSummary",
                    "decisionReason", "whatChanged", "whatHappened", "confirmedOrRefuted", "whyItHappened",
                    "nextHypothesis", "allocation", "metricDefinitions", "dataSource", "analysisPlan",
                    "assumptions", "holdoutPlan",
                ].map { ($0, "TEXT") },
            constraints: [projectReference]),
        InheritedTable(
            name: Activity.table,
            columns: [
                ("id", "TEXT NOT NULL PRIMARY KEY"), ("projectId", "TEXT NOT NULL"), ("type", "TEXT NOT NULL"),
                ("title", "TEXT NOT NULL"), ("detail", "TEXT"),
                ("createdAt", "DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP"),
            ],
            constraints: [projectReference]),
        InheritedTable(
            name: Message.table,
            columns: [
                ("id", "TEXT NOT NULL PRIMARY KEY"), ("projectId", "TEXT NOT NULL"), ("role", "TEXT NOT NULL"),
                ("content", "TEXT NOT NULL"), ("metadata", "TEXT"),
                ("createdAt", "DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP"),
            ],
            constraints: [projectReference]),
    ]

    private static let projectReference =
        "FOREIGN KEY (\"projectId\") REFERENCES \"Project\" (\"id\") ON DELETE CASCADE ON UPDATE CASCADE"
}
