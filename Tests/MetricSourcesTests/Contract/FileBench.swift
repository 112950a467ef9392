import Experiments
import Foundation
import MetricSources
import TestSupport
import Testing

/// Summaries in a file, as something else would have made them from the rows.
struct FileBench: SourceBench {
    enum Format: String, CaseIterable { case json, csv }

    var format: Format

    var name: String { "file, \(format.rawValue)" }
    var knowsIdentifiers: Bool { true }
    var reportsUsersInSeveralVariants: Bool { false }

    func load(_ rows: ContractRows) async throws -> LoadedRows {
        let folder = try TemporaryFolder()
        return { query in
            let data = ReferenceSource(rows).answer(to: query).answer.data
            let path = folder.file("summaries.\(format.rawValue)")
            let text = format == .json ? data.json.serialized() : Self.csv(data)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            var configuration = SourceConfiguration()
            configuration.name = "summaries"
            configuration.kind = .file
            configuration.path = path
            return (try MetricSources.source(configuration, secrets: SecretReader { _ in nil }), query)
        }
    }

    private static let columns = [
        "n", "k", "sum", "sum_squares", "covariate_sum", "covariate_sum_squares", "covariate_cross", "num_sum",
        "num_sum_squares", "den_sum", "den_sum_squares", "num_den_sum",
    ]

    /// One line for each metric and variant, and for each epoch.
    private static func csv(_ data: InputData) -> String {
        let header = (["metric", "variant", "epoch"] + columns).joined(separator: ",")
        let totals = lines(of: data.metrics, epoch: "")
        let epochs = data.epochs.flatMap { lines(of: $0.metrics, epoch: String($0.number)) }
        return ([header] + totals + epochs).joined(separator: "\r\n") + "\r\n"
    }

    private static func lines(of metrics: [InputData.Metric], epoch: String) -> [String] {
        metrics.flatMap { metric in
            metric.variantNames.map { variant in
                let cells = metric.variants[variant].map(cells) ?? [:]
                let names = [metric.name, variant].map { "\"\($0.replacing("\"", with: "\"\""))\"" }
                return (names + [epoch] + columns.map { cells[$0] ?? "" }).joined(separator: ",")
            }
        }
    }

    private static func cells(_ data: VariantData) -> [String: String] {
        var cells = ["n": "\(data.n)"]
        switch data.shape {
        case .proportion(let k): cells["k"] = "\(k)"
        case .moments: break
        case .sums(let sum, let sumSquares, let covariate):
            (cells["sum"], cells["sum_squares"]) = ("\(sum)", "\(sumSquares)")
            guard let covariate else { break }
            (cells["covariate_sum"], cells["covariate_cross"]) = ("\(covariate.sum)", "\(covariate.cross)")
            cells["covariate_sum_squares"] = "\(covariate.sumSquares)"
        case .ratio(let sums):
            (cells["num_sum"], cells["num_sum_squares"]) = ("\(sums.numerator)", "\(sums.numeratorSquares)")
            (cells["den_sum"], cells["den_sum_squares"]) = ("\(sums.denominator)", "\(sums.denominatorSquares)")
            cells["num_den_sum"] = "\(sums.product)"
        }
        return cells
    }
}

struct FileContractTests {
    @Test(arguments: FileBench.Format.allCases)
    func whatWasWorkedOutByHand(format: FileBench.Format) async throws {
        for contractCase in ContractCase.all {
            try await ContractSuite.check(contractCase, on: FileBench(format: format))
        }
    }
}
