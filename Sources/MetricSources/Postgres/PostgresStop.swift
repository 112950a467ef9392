internal import Synchronization

/// Tells the thread that waits for a server that nobody waits for it any more.
final class PostgresStop: Sendable {
    private let asked = Atomic(false)

    var isAsked: Bool { asked.load(ordering: .relaxed) }

    func ask() { asked.store(true, ordering: .relaxed) }
}
