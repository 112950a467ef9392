package import Experiments

/// Sends the rows of a file to a workspace elsewhere.
///
/// A row without an id gets the hash of all bytes up to its end and of how they are read, so that the same file, or one that
/// has grown, can be sent again: each row counts once.
package struct EventSender {
    private let request: ImportRequest
    private let service: any WorkspaceService
    private static let batch = 1000

    package init(_ request: ImportRequest, to service: any WorkspaceService) {
        self.request = request
        self.service = service
    }

    /// - Throws: `WorkspaceError`, as an import into a file does.
    package func run(progress: (Double) -> Void) async throws -> ImportReport {
        let reader = try RowReader(request)
        var report = ImportReport(kind: request.kind)
        var stop: WorkspaceError?
        var isAtEnd = false
        while !isAtEnd {
            var elements: [TrackedElement] = []
            while elements.count < Self.batch, !isAtEnd {
                do {
                    isAtEnd = try !reader.next()
                    if isAtEnd { break }
                    if reader.mayBeCutOff, !request.takesUnendedLine {
                        (stop, isAtEnd) = (request.unendedLine(reader.file.line), true)
                        break
                    }
                    elements.append(element(reader))
                } catch let fault as RowFault {
                    if let error = request.stop(at: fault, reader.file) {
                        (stop, isAtEnd) = (error, true)
                        break
                    }
                    report.bad += 1
                    if report.firstFault == nil { report.firstFault = "line \(reader.file.line) \(fault.what)" }
                }
            }
            if !elements.isEmpty {
                let counts = try await service.perform(Track(elements: elements))
                report.accepted += counts.accepted
                report.dropped += counts.dropped
            }
            progress(Double(reader.file.mark().bytes) / Double(max(1, reader.file.size)))
        }
        if let stop { throw report.telling(stop) }
        return report
    }

    private func element(_ reader: RowReader) -> TrackedElement {
        let row = reader.row
        let (user, name) = (String(decoding: row.user, as: UTF8.self), String(decoding: row.name, as: UTF8.self))
        let at = Instant(milliseconds: row.at)
        switch request.kind {
        case .exposures:
            return TrackedElement(
                user: user,
                exposures: [.init(flag: name, variant: String(decoding: row.variant, as: UTF8.self), at: at)])
        case .events:
            let id = row.id.map { String(decoding: $0, as: UTF8.self) } ?? reader.file.recordHash(with: request.form)
            return TrackedElement(user: user, events: [.init(name: name, at: at, value: row.value, id: id)])
        }
    }
}
