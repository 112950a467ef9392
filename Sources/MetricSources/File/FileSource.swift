internal import Experiments
internal import Foundation

/// A file of summaries that something else made, in JSON or CSV.
///
/// What was counted, and how, is with whoever wrote it; checked is that every metric and variant is there in the right
/// shape.
struct FileSource: MetricSource {
    let capabilities = SourceCapabilities.all

    private let name: String
    private let path: String
    private let read: @Sendable (String) throws -> [UInt8]

    private static let maximumSize = 64 << 20

    /// - Parameter read: reads the file's bytes.
    /// - Throws: `WorkspaceError`, `invalid`.
    init(_ configuration: SourceConfiguration, read: @escaping @Sendable (String) throws -> [UInt8] = Self.bytes) throws
    {
        _ = try SourceOptions(of: configuration)
        guard let path = configuration.path else {
            throw WorkspaceError.invalid(
                "The source \"\(configuration.name)\" needs the path of its file (--path).", code: "invalid_source")
        }
        name = configuration.name
        self.path = path
        self.read = read
    }

    static let bytes: @Sendable (String) throws -> [UInt8] = { try Array(Data(contentsOf: URL(fileURLWithPath: $0))) }

    func collect(_ query: SourceQuery) async throws -> SourceAnswer {
        let (file, state) = try load()
        let missing = missing(in: file, query)
        guard missing.isEmpty else {
            throw failure(.missing, "\(path) lacks \(missing.joined(separator: "; ")).")
        }
        var answer = SourceAnswer(data: try query.inputData { try summary($0, $1, in: file) })
        if query.epochs.count > 1 {
            answer.data.epochs = try query.epochs.map { epoch in
                InputData.Epoch(
                    number: epoch.number, start: epoch.start, allocation: epoch.allocation,
                    metrics: try query.summaries { try summary($0, $1, epoch: epoch, in: file) })
            }
            try requireTotals(answer.data)
        }
        answer.rows = file.rows
        answer.computedAt = state.modified
        return answer
    }

    func statement(for query: SourceQuery) -> String? { nil }

    func test(_ query: SourceQuery?) async throws -> SourceReport {
        var report = SourceReport()
        let (file, _) = try load()
        let names = file.metricNames
        report.add(
            "\(path) can be read, and has \(names.isEmpty ? "no metrics" : names.joined(separator: ", ")).",
            isFine: !names.isEmpty)
        guard let query else { return report }
        let missing = missing(in: file, query)
        for part in missing { report.add("It lacks \(part).", isFine: false) }
        if missing.isEmpty {
            _ = try await collect(query)
            report.add("It has every metric and variant of the experiment.")
        }
        return report
    }

    /// What tells a file from the one that it was a moment ago.
    private struct State: Equatable {
        var size: Int
        var modified: Instant
        var identifier: Int
    }

    private func load() throws -> (SummaryFile, State) {
        let before = try state()
        guard before.size <= Self.maximumSize else {
            throw failure(.answer, "\(path) has more than 64 MiB, which is no file of summaries.")
        }
        let bytes: [UInt8]
        do {
            bytes = try read(path)
        } catch {
            throw failure(.refused, "\(path) cannot be read. Check its permissions.")
        }
        guard try state() == before, bytes.count == before.size else {
            throw failure(.answer, "\(path) was changed while it was read. Try again when it is complete.")
        }
        do {
            return (try SummaryFile(bytes), before)
        } catch let fault as SummaryFile.Fault {
            throw failure(.answer, "\(path): \(fault.sentence)")
        }
    }

    private func state() throws -> State {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? NSNumber,
            let modified = attributes[.modificationDate] as? Date
        else { throw failure(.missing, "There is no file \(path). Write it, or correct the source's path.") }
        return State(
            size: size.intValue,
            modified: Instant(milliseconds: Int64((modified.timeIntervalSince1970 * 1000).rounded(.down))),
            identifier: (attributes[.systemFileNumber] as? NSNumber)?.intValue ?? 0)
    }

    private func missing(in file: SummaryFile, _ query: SourceQuery) -> [String] {
        let epochs = query.epochs.count > 1 ? [nil] + query.epochs.map { Int?.some($0.number) } : [nil]
        return query.metrics.flatMap { metric in
            query.variants.flatMap { variant in
                epochs.filter { file.entry(metric.name, variant, epoch: $0) == nil }.map { epoch in
                    "metric \"\(metric.name)\", variant \"\(variant)\"" + (epoch.map { " in epoch \($0)" } ?? "")
                }
            }
        }
    }

    private func summary(
        _ metric: MetricRequest, _ variant: String, epoch: SourceQuery.Epoch? = nil, in file: SummaryFile
    ) throws -> VariantData {
        guard let entry = file.entry(metric.name, variant, epoch: epoch?.number) else {
            throw failure(.missing, "\(path) lacks metric \"\(metric.name)\", variant \"\(variant)\".")
        }
        if let direction = file.directions[metric.name], direction != metric.inverse {
            throw failure(
                .answer,
                "\(path) says inverse for \"\(metric.name)\", and the experiment's metricDefinitions do not. Correct one."
            )
        }
        if let epoch, let start = file.epochStarts[epoch.number], start != epoch.start {
            throw failure(
                .answer,
                "\(path) begins epoch \(epoch.number) at \(start.jsonText), and the experiment at \(epoch.start.jsonText)."
            )
        }
        guard metric.kind.takes(entry.data.shape) else {
            throw failure(
                .answer,
                "\(path): \(entry.place) gives \"\(metric.name)\", a \(metric.kind.rawValue), as \(entry.data.shapeName); it "
                    + "takes \(metric.kind.fields).")
        }
        if let impossibility = entry.data.impossibility {
            throw failure(.answer, "\(path): \(entry.place) \(impossibility).")
        }
        return entry.data
    }

    /// The data as they would be stored must be readable again; rows for the whole window may contradict the epochs'.
    private func requireTotals(_ data: InputData) throws {
        do {
            _ = try InputData(parsing: data.json.serialized())
        } catch {
            throw failure(.answer, "\(path): \(error)")
        }
    }

    private func failure(_ kind: SourceFailure, _ sentence: String) -> WorkspaceError { kind.error(name, sentence) }
}
