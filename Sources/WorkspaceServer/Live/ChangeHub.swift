internal import Experiments
internal import Foundation

/// Tells open pages of writes by any process: one task looks at the history while anyone listens.
actor ChangeHub {
    enum Event: Sendable {
        case changed(sequence: Int)
        /// Keeps the connection from looking dead.
        case silence
    }

    private static let pause = Duration.milliseconds(500)
    /// Fifteen seconds of silence.
    private static let pausesBetweenSigns = 30

    private struct Listener {
        var project: String
        var continuation: AsyncStream<Event>.Continuation
    }

    private let workspace: any WorkspaceService
    private var listeners: [UUID: Listener] = [:]
    private var watching: Task<Void, Never>?

    init(workspace: any WorkspaceService) { self.workspace = workspace }

    /// The changes of one project from now on. Ending the iteration ends the listening.
    func changes(of project: String) -> AsyncStream<Event> {
        let id = UUID()
        // A page asks for its newest state anyway: of many changes it needs the last.
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(4))
        continuation.onTermination = { [weak self] _ in
            Task { await self?.leave(id) }
        }
        listeners[id] = Listener(project: project, continuation: continuation)
        if watching == nil { watching = Task { await self.watch() } }
        return stream
    }

    private func leave(_ id: UUID) {
        listeners[id] = nil
        if listeners.isEmpty {
            watching?.cancel()
            watching = nil
        }
    }

    private func watch() async {
        var known = try? await workspace.perform(ListChanges()).sequence
        var pauses = 0
        while !Task.isCancelled {
            guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
            pauses += 1
            // A workspace that is busy for a moment is asked again at the next turn.
            if let changes = try? await workspace.perform(ListChanges(after: known)) {
                if known != nil, changes.sequence != known { tell(changes) }
                known = changes.sequence
            }
            if pauses % Self.pausesBetweenSigns == 0 {
                for listener in listeners.values { listener.continuation.yield(.silence) }
            }
        }
    }

    private func tell(_ changes: Changes) {
        for listener in listeners.values where changes.projects?.contains(listener.project) != false {
            listener.continuation.yield(.changed(sequence: changes.sequence))
        }
    }
}
