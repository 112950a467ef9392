import Experiments
import Foundation
import TestSupport

/// A published experiment as rows of a source, with the facts that everybody finds in it.
///
/// The data are outside of the repository, beside it; where they are not, rows from a seed take their place, and the
/// reference answers what the facts would be.
struct RealExperiment: Sendable {
    var name: String
    var rows: ContractRows
    var query: SourceQuery
    var expected: InputData
    var magnitudes: InputData
    var isReal: Bool

    /// The retention of 90 189 players whose first gate was at level 30 or 40.
    static let cookieCats = Result { try cookieCatsExperiment() }
    /// The visits and spend of 64 000 customers, two thirds of whom got an e-mail.
    static let hillstrom = Result { try hillstromExperiment() }

    private static let start = Instant.origin
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data").path

    private static func cookieCatsExperiment() throws -> RealExperiment {
        let query = SourceQuery.asking(
            .proportion("retention_7"), .proportion("retention_1"), .valued("rounds", .sum, event: "rounds", cap: 99.9),
            .valued("sessions", .count, event: "rounds"), flag: "first gate", variants: ["gate_30", "gate_40"],
            to: 20_000)
        var rows = ContractRows()
        func add(_ user: String, _ variant: String, rounds: Double, day1: Bool, day7: Bool, _ index: Int) {
            let seen = Double(index % 1440)
            rows.exposures.append(
                .init(user: user, flag: query.flagKey, variant: variant, instant: .at(seen)))
            rows.events.append(.init(user: user, name: "rounds", instant: .at(seen + 5), value: rounds))
            if day1 { rows.events.append(.init(user: user, name: "retention_1", instant: .at(seen + 1440))) }
            if day7 { rows.events.append(.init(user: user, name: "retention_7", instant: .at(seen + 10_080))) }
        }
        guard let lines = lines(of: "cookie_cats.csv") else {
            var random = RandomSource(seed: 1, cell: "cookie cats", run: 0)
            for index in 0..<20_000 {
                add(
                    "player \(index)", random.uniform() < 0.5 ? "gate_30" : "gate_40",
                    rounds: (-50 * log(random.uniform())).rounded(), day1: random.uniform() < 0.44,
                    day7: random.uniform() < 0.19, index)
            }
            return seeded("cookie cats", rows, query)
        }
        for (index, fields) in lines.enumerated() {
            add(
                fields[0], fields[1], rounds: Double(fields[2]) ?? .nan, day1: fields[3] == "True",
                day7: fields[4] == "True", index)
        }
        var real = seeded("cookie cats", rows, query)
        real.isReal = true
        real.state("retention_7", ["gate_30": .part(8502, of: 44_700), "gate_40": .part(8279, of: 45_489)])
        real.state("retention_1", ["gate_30": .part(20_034, of: 44_700), "gate_40": .part(20_119, of: 45_489)])
        return real
    }

    private static func hillstromExperiment() throws -> RealExperiment {
        let arms = ["No E-Mail", "Mens E-Mail", "Womens E-Mail"]
        let query = SourceQuery.asking(
            .proportion("visit"), .proportion("conversion"), .valued("spend", .sum, event: "spend"),
            .valued("spend, adjusted", .sum, event: "spend", covariateDays: 365),
            .ratio("spend per visit", "spend", per: "visit"),
            flag: "e-mail", variants: arms, to: 20_160)
        var rows = ContractRows()
        func add(
            _ user: String, _ arm: String, history: Double, visit: Bool, conversion: Bool, spend: Double, _ index: Int
        ) {
            let seen = Double(index % 720)
            rows.exposures.append(.init(user: user, flag: query.flagKey, variant: arm, instant: .at(seen)))
            rows.events.append(.init(user: user, name: "spend", instant: .at(seen - 1440), value: history))
            if visit { rows.events.append(.init(user: user, name: "visit", instant: .at(seen + 60))) }
            if conversion { rows.events.append(.init(user: user, name: "conversion", instant: .at(seen + 61))) }
            if spend > 0 { rows.events.append(.init(user: user, name: "spend", instant: .at(seen + 61), value: spend)) }
        }
        guard let lines = lines(of: "hillstrom.csv") else {
            var random = RandomSource(seed: 2, cell: "hillstrom", run: 0)
            for index in 0..<20_000 {
                let visit = random.uniform() < 0.15
                let conversion = visit && random.uniform() < 0.1
                add(
                    "customer \(index)", arms[Int(random.next() % 3)],
                    history: (-24_000 * log(random.uniform())).rounded() / 100, visit: visit, conversion: conversion,
                    spend: conversion ? (-10_000 * log(random.uniform())).rounded() / 100 : 0, index)
            }
            return seeded("e-mail", rows, query)
        }
        for (index, fields) in lines.enumerated() {
            // Counted from the end, since the second field may hold a comma.
            let fields = Array(fields.suffix(10))
            add(
                "customer \(index + 1)", fields[6], history: Double(fields[0]) ?? .nan, visit: fields[7] == "1",
                conversion: fields[8] == "1", spend: Double(fields[9]) ?? .nan, index)
        }
        var real = seeded("e-mail", rows, query)
        real.isReal = true
        let facts: [(n: Int, visits: Int, conversions: Int, spend: Double, squares: Double)] = [
            (21_306, 2262, 122, 13_908.33, 2_870_050.3621), (21_307, 3894, 267, 30_311.69, 6_759_024.4973),
            (21_387, 3238, 189, 23_038.11, 4_911_446.5763),
        ]
        func byArm(_ data: (Int) -> VariantData) -> [String: VariantData] {
            Dictionary(uniqueKeysWithValues: arms.indices.map { (arms[$0], data($0)) })
        }
        real.state("visit", byArm { .part(facts[$0].visits, of: facts[$0].n) })
        real.state("conversion", byArm { .part(facts[$0].conversions, of: facts[$0].n) })
        real.state("spend", byArm { .sums(facts[$0].n, facts[$0].spend, facts[$0].squares) })
        return real
    }

    private static func seeded(_ name: String, _ rows: ContractRows, _ query: SourceQuery) -> RealExperiment {
        let (answer, magnitudes) = ReferenceSource(rows).answer(to: query)
        return RealExperiment(
            name: name, rows: rows, query: query, expected: answer.data, magnitudes: magnitudes, isReal: false)
    }

    /// Puts a published fact in the place of what the reference says.
    private mutating func state(_ metric: String, _ facts: [String: VariantData]) {
        for index in expected.metrics.indices where expected.metrics[index].name == metric {
            expected.metrics[index].variants = facts
        }
    }

    /// The fields of each line but the header; nil where the folder is not there.
    private static func lines(of file: String) -> [[String]]? {
        guard let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8) else { return nil }
        return text.utf8.split(separator: UInt8(ascii: "\n")).dropFirst().map { line in
            line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
                (String($0) ?? "").trimmed
            }
        }
    }
}
