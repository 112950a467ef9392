internal import Experiments

/// The summaries of a file, before a query is asked of them.
struct SummaryFile {
    struct Entry {
        var data: VariantData
        /// Where it stands, for sentences.
        var place: String
    }

    struct Key: Hashable {
        var metric: String
        var variant: String
        /// nil for the whole window.
        var epoch: Int?
    }

    private(set) var entries: [Key: Entry] = [:]
    /// Metrics of which the file itself says that lower is better, or not.
    private(set) var directions: [String: Bool] = [:]
    /// Where the file says when its epochs began.
    private(set) var epochStarts: [Int: Instant] = [:]
    /// Rows of CSV; nil for JSON.
    private(set) var rows: Int?

    /// What is wrong with a file, as a sentence that begins with the place.
    struct Fault: Error {
        let sentence: String
    }

    /// - Throws: `Fault`.
    init(_ bytes: [UInt8]) throws {
        let isJSON = bytes.first { ![0x09, 0x0A, 0x0D, 0x20, 0xEF, 0xBB, 0xBF].contains($0) } == UInt8(ascii: "{")
        try isJSON ? readJSON(bytes) : readCSV(bytes)
    }

    func entry(_ metric: String, _ variant: String, epoch: Int? = nil) -> Entry? {
        entries[Key(metric: metric, variant: variant, epoch: epoch)]
    }

    var metricNames: [String] { Set(entries.keys.map(\.metric)).sorted() }

    private mutating func readJSON(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(sentence: "The file is not UTF-8.")
        }
        let data: InputData
        do {
            data = try InputData(parsing: text)
        } catch {
            throw Fault(sentence: "\(error)")
        }
        add(data.metrics, epoch: nil)
        for metric in data.metrics { directions[metric.name] = metric.inverse ? true : nil }
        for epoch in data.epochs {
            epochStarts[epoch.number] = epoch.start
            add(epoch.metrics, epoch: epoch.number)
        }
    }

    private mutating func add(_ metrics: [InputData.Metric], epoch: Int?) {
        for metric in metrics {
            for (variant, data) in metric.variants {
                let place = "metric \"\(metric.name)\", variant \"\(variant)\"" + (epoch.map { ", epoch \($0)" } ?? "")
                entries[Key(metric: metric.name, variant: variant, epoch: epoch)] = Entry(data: data, place: place)
            }
        }
    }

    private static let names = ["metric", "variant", "epoch"]
    private static let fields = [
        "n", "k", "sum", "sum_squares", "mean", "std", "stddev", "covariate_sum", "covariate_sum_squares",
        "covariate_cross", "num_sum", "num_sum_squares", "den_sum", "den_sum_squares", "num_den_sum",
    ]

    private mutating func readCSV(_ bytes: [UInt8]) throws {
        var rows: [CSVReader.Row]
        do {
            rows = try CSVReader.rows(bytes)
        } catch let fault as CSVReader.Fault {
            throw Fault(sentence: "Line \(fault.line) \(fault.sentence).")
        }
        guard !rows.isEmpty else { throw Fault(sentence: "The file is empty.") }
        let header = rows.removeFirst()
        try check(header)
        self.rows = rows.count
        for row in rows { try add(row, header: header.cells) }
        try sumEpochs()
    }

    private func check(_ header: CSVReader.Row) throws {
        let known = Self.names + Self.fields
        let place = "Line \(header.line), the header,"
        if let name = header.cells.first(where: { !known.contains($0) }) {
            throw Fault(
                sentence: "\(place) names a column \"\(name)\"; the columns are metric, variant, n, the fields of the "
                    + "summaries (\(Self.fields.dropFirst().joined(separator: ", "))) and epoch.")
        }
        if let name = header.cells.first(where: { name in header.cells.filter { $0 == name }.count > 1 }) {
            throw Fault(sentence: "\(place) names the column \"\(name)\" twice.")
        }
        if let name = ["metric", "variant", "n"].first(where: { !header.cells.contains($0) }) {
            throw Fault(sentence: "\(place) lacks the column \"\(name)\".")
        }
    }

    private mutating func add(_ row: CSVReader.Row, header: [String]) throws {
        let place = "Line \(row.line)"
        guard row.cells.count == header.count else {
            throw Fault(sentence: "\(place) has \(row.cells.count) cells, and the header \(header.count).")
        }
        let cells = Dictionary(zip(header, row.cells).filter { !$0.1.isEmpty }) { first, _ in first }
        guard let metric = cells["metric"], let variant = cells["variant"] else {
            throw Fault(sentence: "\(place) lacks the name of its metric or variant.")
        }
        var object = JSONObject()
        for field in header where Self.fields.contains(field) {
            guard let text = cells[field] else { continue }
            guard let number = try? JSON(parsing: text), number.double != nil else {
                throw Fault(sentence: "\(place) has \(field) = \"\(text)\", which is not a number.")
            }
            object[field] = number
        }
        let data: VariantData
        do {
            data = try VariantData(json: .object(object), place: place)
        } catch {
            throw Fault(sentence: "\(error).")
        }
        var epoch: Int?
        if let text = cells["epoch"] {
            guard let number = Int(text), number > 0 else {
                throw Fault(sentence: "\(place) has epoch = \"\(text)\", which is not the number of an epoch.")
            }
            epoch = number
        }
        let key = Key(metric: metric, variant: variant, epoch: epoch)
        if let earlier = entries[key] {
            throw Fault(
                sentence: "\(place) gives metric \"\(metric)\", variant \"\(variant)\" again; \(earlier.place) does.")
        }
        entries[key] = Entry(data: data, place: place)
    }

    /// Rows of epochs make the whole window, unless the file has rows for it.
    private mutating func sumEpochs() throws {
        let parts = entries.filter { $0.key.epoch != nil }
        for (key, parts) in Dictionary(grouping: parts, by: { Key(metric: $0.key.metric, variant: $0.key.variant) })
        where entries[key] == nil {
            let sorted = parts.sorted { ($0.key.epoch ?? 0) < ($1.key.epoch ?? 0) }.map(\.value)
            var total = sorted[0]
            for part in sorted.dropFirst() {
                guard let sum = total.data.adding(part.data) else {
                    throw Fault(
                        sentence:
                            "\(part.place) is of another shape than \(total.place), or of one that does not add up over "
                            + "epochs, as mean and standard deviation do not. Give sum and sum_squares.")
                }
                total.data = sum
            }
            entries[key] = total
        }
    }
}

extension VariantData {
    /// The summary of both groups of users together; nil where the shapes differ or do not add up.
    func adding(_ other: VariantData) -> VariantData? {
        let sum: Shape? =
            switch (shape, other.shape) {
            case (.proportion(let own), .proportion(let others)): .proportion(k: own + others)
            case (.sums(let sum, let squares, nil), .sums(let otherSum, let otherSquares, nil)):
                .sums(sum: sum + otherSum, sumSquares: squares + otherSquares, covariate: nil)
            case (.sums(let sum, let squares, let own?), .sums(let otherSum, let otherSquares, let others?)):
                .sums(
                    sum: sum + otherSum, sumSquares: squares + otherSquares,
                    covariate: .init(
                        sum: own.sum + others.sum, sumSquares: own.sumSquares + others.sumSquares,
                        cross: own.cross + others.cross))
            case (.ratio(let own), .ratio(let others)):
                .ratio(
                    .init(
                        numerator: own.numerator + others.numerator,
                        numeratorSquares: own.numeratorSquares + others.numeratorSquares,
                        denominator: own.denominator + others.denominator,
                        denominatorSquares: own.denominatorSquares + others.denominatorSquares,
                        product: own.product + others.product))
            default: nil
            }
        return sum.map { VariantData(n: n + other.n, shape: $0) }
    }
}
