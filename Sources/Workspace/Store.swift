internal import Experiments
internal import GRDB

/// One transaction over the file, in the words of records.
struct Store {
    let database: Database
    /// The moment of the transaction, the same for all that it writes.
    let now: Instant
    let newIdentifier: () -> String
    private let history: HistoryChain

    /// - Parameter actor: who writes, as the door knows.
    init(database: Database, now: Instant, actor: String, newIdentifier: @escaping () -> String) {
        self.database = database
        self.now = now
        self.newIdentifier = newIdentifier
        history = HistoryChain(database: database, actor: actor)
    }

    // MARK: - Any record

    /// - Parameter condition: what follows `SELECT … FROM table`, such as `WHERE id = ?`.
    func all<R: WorkspaceRecord>(_ type: R.Type, _ condition: String, _ arguments: StatementArguments) throws -> [R] {
        let sql = "SELECT \(R.fieldList) FROM \"\(R.table)\" \(condition)"
        let statement = try database.cachedStatement(sql: sql)
        return try Array(Row.fetchCursor(statement, arguments: arguments).map(R.init(row:)))
    }

    func insert<R: WorkspaceRecord>(_ record: R) throws {
        let marks = R.fields.map { _ in "?" }.joined(separator: ", ")
        let statement = try database.cachedStatement(
            sql: "INSERT INTO \"\(R.table)\" (\(R.fieldList)) VALUES (\(marks))")
        try statement.execute(arguments: StatementArguments(R.fields.map { $0.databaseValue(of: record) }))
        try history.add("create", R.table, id: record.id, at: now)
    }

    /// Writes the columns of these fields alone: what an older file holds in the others stays as it was written.
    ///
    /// - Parameter action: what the history calls the write.
    func update<R: WorkspaceRecord>(
        _ record: R, id: String, fields: [Field<R>], action: String = HistoryAction.update
    ) throws {
        try history.keepForeignChange(of: R.table, id: id, at: now)
        let settings = fields.map { "\"\($0.name)\" = ?" }.joined(separator: ", ")
        let statement = try database.cachedStatement(sql: "UPDATE \"\(R.table)\" SET \(settings) WHERE id = ?")
        try statement.execute(
            arguments: StatementArguments(fields.map { $0.databaseValue(of: record) } + [id.databaseValue]))
        try history.add(action.onOneLine, R.table, id: id, at: now)
    }

    func delete<R: WorkspaceRecord>(_ record: R) throws {
        try database.execute(sql: "DELETE FROM \"\(R.table)\" WHERE id = ?", arguments: [record.id])
        try history.add("delete", R.table, id: record.id, at: now)
    }

    /// Deletes a project with all that belongs to it, each record with its own entry in the history.
    func delete(_ project: Project) throws {
        let parts = try HistoryChain.tables.filter { $0 != Project.table }.map { table in
            let sql = "SELECT id FROM \"\(table)\" WHERE projectId = ? ORDER BY rowid"
            return (table, try String.fetchAll(database, sql: sql, arguments: [project.id]))
        }
        try database.execute(sql: "DELETE FROM Project WHERE id = ?", arguments: [project.id])
        for (table, identifiers) in parts + [(Project.table, [project.id])] {
            for id in identifiers { try history.add("delete", table, id: id, at: now) }
        }
    }

    // MARK: - Projects and their experiments

    func project(_ id: String) throws -> Project {
        guard let project = try all(Project.self, "WHERE id = ?", [id]).first else { throw Self.projectNotFound }
        return project
    }

    func requireProject(_ id: String) throws {
        let statement = try database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM Project WHERE id = ?)")
        guard try Bool.fetchOne(statement, arguments: [id]) == true else { throw Self.projectNotFound }
    }

    private static let projectNotFound = WorkspaceError.notFound("Project not found", code: "project_not_found")

    func findExperiment(_ slug: String, project: String) throws -> Experiment? {
        try requireProject(project)
        return try all(Experiment.self, "WHERE projectId = ? AND slug = ?", [project, slug]).first
    }

    func experiment(_ slug: String, project: String) throws -> Experiment {
        guard let experiment = try findExperiment(slug, project: project) else {
            throw WorkspaceError.notFound("Experiment '\(slug)' not found", code: "experiment_not_found")
        }
        return experiment
    }

    /// A new experiment that is not stored yet.
    func newDraft(_ slug: String, project: String) -> Experiment {
        var draft = Experiment()
        draft.id = newIdentifier()
        draft.projectId = project
        draft.slug = slug
        draft.createdAt = now
        draft.updatedAt = now
        return draft
    }

    func experimentCount(of project: String) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM Experiment WHERE projectId = ?", arguments: [project]) ?? 0
    }

    /// Changes a project and sets `updatedAt`.
    func update(_ project: Project, fields: [Field<Project>]) throws -> Project {
        var project = project
        project.updatedAt = now
        try update(project, id: project.id, fields: fields + Project.fields.named("updatedAt"))
        return project
    }

    /// What was done last, on the project and in its log.
    func note(_ what: String, project id: String) throws {
        var project = try project(id)
        project.lastAction = what
        _ = try update(project, fields: Project.fields.named("lastAction"))
        try log("stage_update", what, project: id)
    }

    func log(_ type: String, _ title: String, detail: String? = nil, project: String) throws {
        try insert(Activity(id: newIdentifier(), projectId: project, type: type, title: title, detail: detail, at: now))
    }
}
