internal import Experiments

extension ResolvedQuery {
    /// The totals in the form of input data.
    ///
    /// - Throws: `WorkspaceError`, `dataNotSane`, where a sum is beyond the range of numbers.
    func inputData(_ totals: Totals) throws -> InputData {
        for cell in totals.cells where !cell.sums.allSatisfy(\.isFinite) {
            throw WorkspaceError(
                .dataNotSane, code: "sum_too_large",
                "A sum over users is beyond the range of numbers. Look for absurd values among the events. "
                    + "Nothing was stored.")
        }
        var data = InputData(
            metrics: metrics.indices.map { metric in
                self.metric(metric) { variant in
                    (0..<epochs).map { totals.cells[totals.index(epoch: $0, variant: variant, metric: metric)] }
                }
            })
        guard query.epochs.count > 1 else { return data }
        data.epochs = query.epochs.enumerated().map { epoch, part in
            InputData.Epoch(
                number: part.number, start: part.start, allocation: part.allocation,
                metrics: metrics.indices.map { metric in
                    self.metric(metric) { variant in
                        [totals.cells[totals.index(epoch: epoch, variant: variant, metric: metric)]]
                    }
                })
        }
        return data
    }

    private func metric(_ index: Int, cells: (_ variant: Int) -> [Totals.Cell]) -> InputData.Metric {
        let request = metrics[index].request
        let data = query.variants.indices.map { Self.data(cells($0), of: request) }
        return InputData.Metric(
            name: request.name, inverse: request.inverse,
            variants: Dictionary(zip(query.variants, data), uniquingKeysWith: { first, _ in first }),
            variantNames: query.variants)
    }

    private static func data(_ cells: [Totals.Cell], of request: MetricRequest) -> VariantData {
        func total(_ sum: KeyPath<Totals.Cell, CompensatedSum>) -> Double {
            var total = CompensatedSum()
            for cell in cells {
                total.add(cell[keyPath: sum].high)
                total.add(cell[keyPath: sum].low)
            }
            return total.high
        }
        let n = cells.reduce(0) { $0 + $1.n }
        switch request.kind {
        case .proportion:
            return VariantData(n: n, shape: .proportion(k: cells.reduce(0) { $0 + $1.k }))
        case .ratio:
            return VariantData(
                n: n,
                shape: .ratio(
                    .init(
                        numerator: total(\.x), numeratorSquares: total(\.xSquared), denominator: total(\.y),
                        denominatorSquares: total(\.ySquared), product: total(\.product))))
        case .count, .sum, .average:
            let covariate = request.covariateWindow.map { _ in
                VariantData.CovariateSums(sum: total(\.y), sumSquares: total(\.ySquared), cross: total(\.product))
            }
            return VariantData(
                n: n, shape: .sums(sum: total(\.x), sumSquares: total(\.xSquared), covariate: covariate))
        }
    }
}
