internal import Experiments
internal import GRDB

/// How far the bytes of a file have been imported, remembered in the transaction that stored their rows.
///
/// A file is known by the hash of what was imported of it, not by its name: the same bytes are never stored twice, a file
/// that was interrupted or has grown goes on where it ended, and a file whose rest was corrected does so too.
struct ImportProgress {
    private let form: String
    /// The entry that this import moves on; nil before its first commit.
    private var entry: Int64?
    private var rows = 0

    /// Looks for the furthest place that an earlier import has reached in this file, and goes there.
    ///
    /// - Returns: the lines before it and when it was reached; nil for a file that is new.
    init(_ request: ImportRequest, _ file: EventFile, in database: Database) throws {
        form = request.form
        let beginning = file.mark()
        var best: (mark: EventFile.Mark, row: Row)?
        let candidates = try Row.fetchAll(
            database, sql: "SELECT * FROM EventImport WHERE form = ? AND bytes > ? ORDER BY bytes, id",
            arguments: [form, beginning.bytes])
        for candidate in candidates {
            guard let mark = try file.skip(toBytes: candidate["bytes"], lines: candidate["lines"]) else { break }
            if mark.sha256 == candidate["sha256"] as String { best = (mark, candidate) }
        }
        try file.goBack(to: best?.mark ?? beginning)
        guard let best else { return }
        linesDone = best.mark.lines
        reachedAt = Instant(best.row["at"] as String)
        // A finished entry stays, so that the shorter file is known for ever.
        if !(best.row["isFinished"] as Bool) {
            entry = best.row["id"]
            rows = best.row["rows"]
        }
    }

    private(set) var linesDone = 0
    private(set) var reachedAt: Instant?

    mutating func save(
        _ mark: EventFile.Mark, newRows: Int, isFinished: Bool, at now: Instant, in database: Database
    ) throws {
        rows += newRows
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO EventImport (id, form, bytes, sha256, lines, rows, isFinished, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [entry, form, mark.bytes, mark.sha256, mark.lines, rows, isFinished, now.fileText])
        if entry == nil { entry = database.lastInsertedRowID }
    }
}
