internal import Experiments

extension SQLStatement {
    /// What the statement's rows say.
    ///
    /// - Parameters:
    ///   - rows: texts as the engine writes them, nil for null; doubles with as many digits as tell them apart.
    ///   - source: how people call the source.
    /// - Throws: `WorkspaceError` of the source (code `source_answer`) where they are not what the statement gives.
    func answer(from rows: [[String?]], source: String) throws -> SourceAnswer {
        let width = 4 + query.metrics.map(\.resultColumns).reduce(0, +)
        var cells: [[[Double]]] = Array(
            repeating: Array(repeating: Array(repeating: 0, count: width - 4), count: query.variants.count),
            count: max(1, query.epochs.count))
        var usersInSeveral = 0
        for row in rows {
            guard row.count == width else {
                throw SourceFailure.answer.error(source, "a row has \(row.count) columns instead of \(width).")
            }
            guard let head = Self.whole(row.prefix(4)), query.variants.indices.contains(head[0]),
                cells.indices.contains(head[1])
            else { throw SourceFailure.answer.error(source, "a row says neither variant nor epoch.") }
            let isOfSeveral = head[2] != 0
            if isOfSeveral { usersInSeveral += head[3] }
            if isOfSeveral, !query.keepsUsersOfSeveralVariants { continue }
            for (index, cell) in row.dropFirst(4).enumerated() {
                // A sum over no user is null.
                guard let number = cell.map(Double.init) ?? 0, number.isFinite else {
                    throw SourceFailure.answer.error(
                        source,
                        "\(metricName(ofColumn: index)) comes to \"\(cell ?? "")\", which is not a number. Look for values "
                            + "that are not numbers, or are too large.")
                }
                cells[head[1]][head[0]][index] += number
            }
        }
        let epochs = try cells.map { try metrics(of: $0, source: source) }
        var total = cells[0]
        for epoch in cells.dropFirst() {
            for (variant, sums) in epoch.enumerated() {
                for (index, sum) in sums.enumerated() { total[variant][index] += sum }
            }
        }
        var data = InputData(metrics: try metrics(of: total, source: source))
        if query.epochs.count > 1 {
            data.epochs = zip(query.epochs, epochs).map {
                InputData.Epoch(number: $0.number, start: $0.start, allocation: $0.allocation, metrics: $1)
            }
        }
        var answer = SourceAnswer(data: data)
        answer.usersInSeveralVariants = usersInSeveral
        answer.statement = text
        answer.rows = rows.count
        return answer
    }

    private static func whole(_ cells: ArraySlice<String?>) -> [Int]? {
        let numbers = cells.compactMap { $0.flatMap { Int($0) } }
        return numbers.count == cells.count ? numbers : nil
    }

    private func metricName(ofColumn column: Int) -> String {
        var first = 0
        for metric in query.metrics {
            first += metric.resultColumns
            if column < first { return "\"\(metric.name)\"" }
        }
        return "a sum"
    }

    private func metrics(of variants: [[Double]], source: String) throws -> [InputData.Metric] {
        var first = 0
        return try query.metrics.map { metric in
            defer { first += metric.resultColumns }
            var result = InputData.Metric(
                name: metric.name, inverse: metric.inverse, variants: [:], variantNames: query.variants)
            for (name, sums) in zip(query.variants, variants) {
                result.variants[name] = try metric.data(Array(sums[first..<first + metric.resultColumns]), source)
            }
            return result
        }
    }
}

extension MetricRequest {
    fileprivate var resultColumns: Int {
        switch kind {
        case .proportion: 2
        case .ratio: 6
        case .count, .sum, .average: covariateWindow == nil ? 3 : 6
        }
    }

    fileprivate func data(_ sums: [Double], _ source: String) throws -> VariantData {
        func whole(_ number: Double) throws -> Int {
            guard let whole = Int(exactly: number) else {
                throw SourceFailure.answer.error(source, "a count of \"\(name)\" is not whole.")
            }
            return whole
        }
        let shape: VariantData.Shape =
            switch kind {
            case .proportion: .proportion(k: try whole(sums[1]))
            case .ratio:
                .ratio(
                    VariantData.RatioSums(
                        numerator: sums[1], numeratorSquares: sums[2], denominator: sums[3],
                        denominatorSquares: sums[4], product: sums[5]))
            case .count, .sum, .average:
                .sums(
                    sum: sums[1], sumSquares: sums[2],
                    covariate: covariateWindow == nil
                        ? nil : VariantData.CovariateSums(sum: sums[3], sumSquares: sums[4], cross: sums[5]))
            }
        return VariantData(n: try whole(sums[0]), shape: shape)
    }
}
