internal import Experiments

/// The sums over users that an answer is made of, for each epoch, variant and metric. What a user gave can be taken away
/// again, by adding it with the sign -1.
struct Totals: Equatable {
    /// Sums of a value x and its companion y: the covariate, or a ratio's denominator.
    struct Cell: Equatable {
        var n = 0
        var k = 0
        var x = CompensatedSum()
        var xSquared = CompensatedSum()
        var y = CompensatedSum()
        var ySquared = CompensatedSum()
        var product = CompensatedSum()

        var sums: [CompensatedSum] { [x, xSquared, y, ySquared, product] }

        mutating func add(x value: Double, y companion: Double?, sign: Double) {
            n += sign < 0 ? -1 : 1
            guard value != 0 || companion != nil else { return }
            x.add(sign * value)
            xSquared.add(sign * value * value)
            guard let companion else { return }
            y.add(sign * companion)
            ySquared.add(sign * companion * companion)
            product.add(sign * value * companion)
        }
    }

    let variants: Int
    let metrics: Int
    /// Users seen in several variants.
    var several = 0
    /// By epoch, then variant, then metric.
    var cells: [Cell]

    init(epochs: Int, variants: Int, metrics: Int) {
        self.variants = variants
        self.metrics = metrics
        cells = Array(repeating: Cell(), count: epochs * variants * metrics)
    }

    func index(epoch: Int, variant: Int, metric: Int) -> Int { (epoch * variants + variant) * metrics + metric }

    var isReliable: Bool { cells.allSatisfy { $0.sums.allSatisfy(\.isReliable) } }
}

extension Totals {
    /// As it is kept in the file; doubles are written so that they read back the same.
    var json: JSON {
        [
            "several": .integer(Int64(several)),
            "cells": .array(
                cells.map { cell in
                    .array(
                        [.integer(Int64(cell.n)), .integer(Int64(cell.k))]
                            + cell.sums.flatMap { [.number($0.high), .number($0.low), .number($0.scale)] })
                }),
        ]
    }

    /// nil where the text is not of these epochs, variants and metrics.
    init?(json: JSON, epochs: Int, variants: Int, metrics: Int) {
        self.init(epochs: epochs, variants: variants, metrics: metrics)
        guard let several = json["several"]?.wholeNumber, let list = json["cells"]?.array, list.count == cells.count
        else { return nil }
        self.several = several
        for (index, item) in list.enumerated() {
            guard let values = item.array, values.count == 17, let n = values[0].wholeNumber,
                let k = values[1].wholeNumber
            else { return nil }
            let numbers = values.dropFirst(2).compactMap(\.double)
            guard numbers.count == 15 else { return nil }
            let sums = (0..<5).map {
                CompensatedSum(high: numbers[3 * $0], low: numbers[3 * $0 + 1], scale: numbers[3 * $0 + 2])
            }
            cells[index] = Cell(
                n: n, k: k, x: sums[0], xSquared: sums[1], y: sums[2], ySquared: sums[3], product: sums[4])
        }
    }
}
