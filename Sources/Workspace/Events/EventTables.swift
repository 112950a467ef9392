internal import GRDB

/// The tables of exposures and metric events. They belong to the workspace, not to a project, and are outside the history:
/// a snapshot's hash fixes what was collected from them.
///
/// Both logs are append-only, with the order of arrival as their key, so that what is new since a collection is a range of
/// keys. Users and names are integers there. Foreign keys would cost a look-up for each row; the one writer of ours makes
/// the keys first, in the same transaction.
enum EventTables {
    static func make(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE "EventUser" ("id" INTEGER NOT NULL PRIMARY KEY, "key" TEXT NOT NULL UNIQUE);
                CREATE TABLE "EventName" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL UNIQUE);
                CREATE TABLE "Exposure" (
                    "sequence" INTEGER NOT NULL PRIMARY KEY, "flag" INTEGER NOT NULL, "user" INTEGER NOT NULL,
                    "at" INTEGER NOT NULL, "variant" INTEGER NOT NULL);
                CREATE UNIQUE INDEX "Exposure_user" ON "Exposure" ("flag", "user", "at", "variant");
                CREATE TABLE "MetricEvent" (
                    "sequence" INTEGER NOT NULL PRIMARY KEY, "event" INTEGER NOT NULL, "user" INTEGER NOT NULL,
                    "at" INTEGER NOT NULL, "value" REAL, "id" TEXT);
                CREATE UNIQUE INDEX "MetricEvent_id" ON "MetricEvent" ("id") WHERE "id" IS NOT NULL;
                CREATE TABLE "CollectedTotals" (
                    "query" TEXT NOT NULL PRIMARY KEY, "state" TEXT NOT NULL, "usedAt" INTEGER NOT NULL);
                CREATE TABLE "EventImport" (
                    "id" INTEGER NOT NULL PRIMARY KEY, "form" TEXT NOT NULL, "bytes" INTEGER NOT NULL,
                    "sha256" TEXT NOT NULL, "lines" INTEGER NOT NULL, "rows" INTEGER NOT NULL,
                    "isFinished" BOOLEAN NOT NULL, "at" DATETIME NOT NULL);
                """)
        try makeEventIndex(database)
        for table in ["Exposure", "MetricEvent"] {
            for event in ["UPDATE", "DELETE"] { try Migrations.refuse(event, of: table, when: "TRUE", in: database) }
        }
    }

    /// The index that collecting goes through, with all that it needs of an event. A first import builds it after its
    /// rows; whoever needs it makes sure that it is there.
    static func makeEventIndex(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE INDEX IF NOT EXISTS "MetricEvent_user" ON "MetricEvent" ("event", "user", "at", "value")
                """)
    }

    static func dropEventIndex(_ database: Database) throws {
        try database.execute(sql: "DROP INDEX IF EXISTS \"MetricEvent_user\"")
    }
}
