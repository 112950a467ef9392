internal import Experiments
internal import GRDB

/// Commits what many clients send at once together, since a commit waits for the disk. While one commit is under way the
/// others gather; nobody waits longer than that.
actor TrackQueue {
    private struct Waiting {
        var elements: [TrackedElement]
        var answer: CheckedContinuation<TrackedCounts, any Error>
    }

    private let connections: any DatabaseWriter
    private var waiting: [Waiting] = []
    private var isCommitting = false
    /// Rows of one transaction; other processes wait for its end.
    private static let maximumRows = 100_000

    init(connections: any DatabaseWriter) { self.connections = connections }

    /// Keeps all elements or none.
    ///
    /// - Returns: after the commit, what became of these elements.
    func add(_ elements: [TrackedElement]) async throws -> TrackedCounts {
        try await withCheckedThrowingContinuation { answer in
            waiting.append(Waiting(elements: elements, answer: answer))
            guard !isCommitting else { return }
            isCommitting = true
            // A task of its own: a client that goes away must not end the commit of the others.
            Task { await commitAll() }
        }
    }

    private func commitAll() async {
        while !waiting.isEmpty {
            let group = nextGroup()
            do {
                let batches = group.map(\.elements)
                let results = try await connections.write { try Self.store(batches, in: $0) }
                for (member, result) in zip(group, results) { member.answer.resume(with: result) }
            } catch {
                for member in group { member.answer.resume(throwing: error) }
            }
        }
        isCommitting = false
    }

    private func nextGroup() -> [Waiting] {
        var (rows, count) = (0, 0)
        while count < waiting.count, count == 0 || rows < Self.maximumRows {
            rows += waiting[count].elements.reduce(0) { $0 + $1.count }
            count += 1
        }
        defer { waiting.removeFirst(count) }
        return Array(waiting[..<count])
    }

    /// Each batch on its own: what fails leaves no trace and takes no other with it.
    ///
    /// - Throws: where the whole transaction is lost.
    private static func store(
        _ batches: [[TrackedElement]], in database: Database
    ) throws -> [Result<TrackedCounts, any Error>] {
        var writer = try EventWriter(database)
        return try batches.map { elements in
            do {
                var counts = TrackedCounts()
                try database.inSavepoint {
                    counts = try writer.add(elements)
                    return .commit
                }
                return .success(counts)
            } catch {
                // A full disk, for one, has already undone the batches before it.
                guard database.isInsideTransaction else { throw error }
                writer = try EventWriter(database)
                return .failure(error)
            }
        }
    }
}

extension Track: WorkspaceVerb {
    func perform(on workspace: SQLiteWorkspace) async throws -> TrackedCounts {
        try await workspace.trackQueue.add(elements)
    }
}

extension TrackEvent: WorkspaceVerb {
    func perform(on workspace: SQLiteWorkspace) async throws -> TrackedCounts {
        try await workspace.trackQueue.add([element])
    }
}
