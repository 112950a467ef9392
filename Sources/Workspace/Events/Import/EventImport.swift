internal import Experiments
internal import GRDB

extension SQLiteWorkspace {
    /// Stores the rows of a file, in several transactions, each with how far it has come. What an earlier import of the
    /// same bytes has stored is not stored again.
    ///
    /// - Parameter progress: told the share that is done, from 0 to 1.
    /// - Throws: `WorkspaceError`, `invalid` (code `bad_row`), naming the line of the first row that cannot be read; the rows
    ///   before it are stored, and the next import goes on there.
    package func importEvents(_ request: ImportRequest, progress: (Double) -> Void) throws -> ImportReport {
        do {
            let reader = try RowReader(request)
            return try connections.writeWithoutTransaction { database in
                try PageCache.enlarged(in: database) {
                    var work = try EventImport(request, reader, in: database, now: surroundings.now)
                    return try work.run(progress)
                }
            }
        } catch {
            throw WorkspaceError(storage: error, path: connections.path)
        }
    }
}

/// One import on one connection.
private struct EventImport {
    private let request: ImportRequest
    private let reader: RowReader
    private let database: Database
    private let now: () -> Instant
    private let writer: EventWriter
    private var place: ImportProgress
    private var report: ImportReport
    /// The rest of the work after the rows.
    private static let shareOfIndex = 0.3
    /// Rows of one transaction: about half a second, which is what other writers wait.
    private static let batch = 200_000

    init(_ request: ImportRequest, _ reader: RowReader, in database: Database, now: @escaping () -> Instant) throws {
        self.request = request
        self.reader = reader
        self.database = database
        self.now = now
        writer = try EventWriter(database)
        place = try ImportProgress(request, reader.file, in: database)
        report = ImportReport(kind: request.kind)
        report.linesDoneBefore = place.linesDone
        report.doneBeforeAt = place.reachedAt
    }

    mutating func run(_ progress: (Double) -> Void) throws -> ImportReport {
        // An index is built several times faster after the rows than with them.
        if request.kind == .events {
            try database.inTransaction(.immediate) {
                let isEmpty = try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM MetricEvent)") ?? false
                if isEmpty { try EventTables.dropEventIndex(database) }
                return .commit
            }
        }
        let share = request.kind == .events ? 1 - Self.shareOfIndex : 1
        var isGoingOn = true
        while isGoingOn {
            isGoingOn = try storeBatch()
            progress(share * Double(reader.file.mark().bytes) / Double(max(1, reader.file.size)))
        }
        if request.kind == .events {
            try database.inTransaction(.immediate) {
                try EventTables.makeEventIndex(database)
                return .commit
            }
        }
        progress(1)
        return report
    }

    /// One transaction.
    ///
    /// - Returns: false at the end of the file.
    private mutating func storeBatch() throws -> Bool {
        var next = report
        var outcome = Outcome.more
        try database.inTransaction(.immediate) {
            outcome = try storeRows(&next)
            let isDone = if case .more = outcome { true } else { outcome.isEnd }
            try place.save(
                reader.file.mark(afterRecord: isDone), newRows: next.accepted - report.accepted,
                isFinished: outcome.isEnd, at: now(), in: database)
            return .commit
        }
        report = next
        if case .stopped(let error) = outcome { throw report.telling(error) }
        return !outcome.isEnd
    }

    private enum Outcome {
        case more, end
        case stopped(WorkspaceError)

        var isEnd: Bool { if case .end = self { true } else { false } }
    }

    private func storeRows(_ report: inout ImportReport) throws -> Outcome {
        for _ in 0..<Self.batch {
            do {
                guard try reader.next() else { return .end }
                if reader.mayBeCutOff, !request.takesUnendedLine {
                    return .stopped(request.unendedLine(reader.file.line))
                }
                if try store(reader.row) { report.accepted += 1 } else { report.dropped += 1 }
            } catch let fault as RowFault {
                if let stop = request.stop(at: fault, reader.file) { return .stopped(stop) }
                report.bad += 1
                if report.firstFault == nil { report.firstFault = "line \(reader.file.line) \(fault.what)" }
            }
        }
        return .more
    }

    private func store(_ row: ImportRow) throws -> Bool {
        switch request.kind {
        case .exposures:
            try writer.addExposure(user: row.user, flag: row.name, variant: row.variant, at: row.at)
        case .events:
            try writer.addEvent(user: row.user, name: row.name, at: row.at, value: row.value, id: row.id)
        }
    }
}

extension ImportRequest {
    /// The error with which a row that cannot be read ends the import; nil where it is passed over.
    func stop(at fault: RowFault, _ file: EventFile) -> WorkspaceError? {
        if !file.hasLineEnd, !takesUnendedLine { return unendedLine(file.line) }
        return skipsBadRows ? nil : badRow(file.line, fault)
    }

    private func badRow(_ line: Int, _ fault: RowFault) -> WorkspaceError {
        WorkspaceError(
            .invalid, code: "bad_row",
            "\(path), line \(line): \(fault.what). The good rows before it are stored. Correct the line and import again, which "
                + "goes on there; or pass over such rows with --skip-bad.", details: ["line": .integer(Int64(line))])
    }

    func unendedLine(_ line: Int) -> WorkspaceError {
        WorkspaceError(
            .invalid, code: "unended_line",
            "\(path), line \(line), the last one, has no line end, so it may be cut off, and a number in it too small. The "
                + "good rows before it are stored. When the file is complete, import it again with --take-last-line, which "
                + "goes on there.", details: ["line": .integer(Int64(line))])
    }
}
