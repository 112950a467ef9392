internal import Experiments

/// The input data, where they came from, and the way to give more.
struct DataTab: Sendable {
    private static let mostRows = 120
    private static let mostSnapshots = 50

    var current: TableView?
    var more: String?
    var foreignText: ForeignText?
    var input: FormView?
    var collect: FormView?
    var sources: String
    /// What would be asked of the source.
    var statement: ForeignText?
    var statementAddress: String?
    var isGiving: Bool
    var snapshots: TableView?

    init(
        _ subject: ExperimentSubject, snapshots: [Snapshot], sources: [SourceConfiguration], statement: String?,
        filled: FilledForm?
    ) {
        collect = SourceForms.collectView(of: subject, sources: sources, after: filled)
        self.sources = "\(PageAddress.project(subject.project.id))/sources"
        self.statement = statement.map { ForeignText(heading: "What is asked of the source", text: $0) }
        statementAddress = collect == nil ? nil : subject.address(.data) + "?statement=1"
        input = DataForm.view(of: subject, after: filled)
        isGiving = subject.experiment.inputData == nil || input?.isRefused == true
        self.snapshots = snapshots.isEmpty ? nil : Self.table(of: snapshots)
        read(subject.experiment.inputData)
    }

    private mutating func read(_ text: String?) {
        guard let text else { return }
        guard let object = (try? JSON(parsing: text))?.object, (try? InputData(parsing: text)) != nil else {
            foreignText = ForeignText(heading: "Input data made elsewhere", text: text)
            return
        }
        let rows = (object["metrics"]?.object ?? object).flatMap { metric, variants in
            (variants.object ?? [:]).compactMap { variant, sums -> Plot.Table.Row? in
                guard let sums = sums.object else { return nil }
                let others = sums.filter { $0.0 != "n" }.map { "\($0) \(shown($1))" }.joined(separator: " · ")
                return .init(
                    head: metric.shortened(to: 120),
                    cells: [
                        variant.shortened(to: 120), sums["n"]?.wholeNumber.map(NumberFormat.count) ?? NumberFormat.none,
                        others,
                    ])
            }
        }
        if rows.count > Self.mostRows {
            more = "\(NumberFormat.count(rows.count - Self.mostRows)) more rows are in the stored data."
        }
        current = TableView(
            caption: "Latest input data", heads: ["Metric", "Variant", .number("Users"), "Sums"],
            rows: Array(rows.prefix(Self.mostRows)))
    }

    /// A stored number, whole ones in groups.
    private func shown(_ value: JSON) -> String {
        value.wholeNumber.map { NumberFormat.count($0) } ?? value.serialized()
    }

    private static func table(of snapshots: [Snapshot]) -> TableView {
        TableView(
            caption: "Snapshots", heads: ["Stored", "Source", "Window", "SHA-256 begins"],
            rows: snapshots.prefix(mostSnapshots).map { snapshot in
                .init(
                    head: snapshot.createdAt.minute,
                    cells: [
                        snapshot.source,
                        WindowWords.of(snapshot.windowStart, snapshot.windowEnd),
                        String(snapshot.sha256.prefix(12)),
                    ])
            })
    }
}
