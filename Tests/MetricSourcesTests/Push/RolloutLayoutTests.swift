import Experiments
import TestSupport
import Testing

@testable import MetricSources

struct RolloutLayoutTests {
    private static func shares(_ weights: [(String, Double)]) -> [FlagShare] {
        weights.map { FlagShare(variant: $0.0, weight: $0.1) }
    }

    private static func served(_ ranges: [(String, Double, Double)]) -> [FlagShare] {
        var shares: [FlagShare] = []
        for (variant, from, to) in ranges {
            let earlier = shares.first { $0.variant == variant }?.ranges ?? []
            shares.removeAll { $0.variant == variant }
            shares.append(FlagShare(variant: variant, ranges: earlier + [.init(from: from, to: to)]))
        }
        return shares
    }

    @Test func boundariesShiftInPlace() {
        let current = Self.served([("b", 0, 0.5), ("a", 0.5, 1)])
        let layout = RolloutLayout.fewestMoves(to: Self.shares([("a", 0.7), ("b", 0.3)]), from: current)
        #expect(layout == Self.served([("b", 0, 0.3), ("a", 0.3, 1)]))
        #expect(abs(layout.share(movedFrom: current) - 0.2) < 1e-9)
    }

    @Test func aNewVariantComesWhereTheFewestMove() {
        // Between a, which shrinks, and b, which stays.
        let current = Self.served([("a", 0, 0.5), ("b", 0.5, 1)])
        let layout = RolloutLayout.fewestMoves(to: Self.shares([("a", 0.3), ("b", 0.5), ("c", 0.2)]), from: current)
        #expect(layout == Self.served([("a", 0, 0.3), ("c", 0.3, 0.5), ("b", 0.5, 1)]))
    }

    @Test func aVariantWithoutWeightHasNoRange() {
        let current = Self.served([("a", 0, 0.5), ("b", 0.5, 1)])
        let layout = RolloutLayout.fewestMoves(to: Self.shares([("a", 0), ("b", 1)]), from: current)
        #expect(layout == Self.served([("b", 0, 1)]))
    }

    @Test(arguments: [false, true], 2...8)
    func rangesAlwaysCoverAllAndNoneMovesWithoutNeed(isSplitting: Bool, variants: Int) {
        var random = SplitMix64(seed: UInt64(variants))
        let names = (0..<variants).map { "v\($0)" }
        var current = Self.served([("v0", 0, 1)])
        for _ in 0..<200 {
            let raw = names.map { _ in random.uniform() < 0.1 ? 0 : random.uniform() + 0.01 }
            let total = raw.reduce(0, +)
            guard total > 0 else { continue }
            let wanted = Self.shares(zip(names, raw.map { $0 / total }).map { ($0, $1) })
            let layout =
                isSplitting
                ? RolloutLayout.splitting(to: wanted, from: current)
                : RolloutLayout.fewestMoves(to: wanted, from: current)
            let ranges = layout.flatMap(\.ranges).sorted { $0.from < $1.from }
            #expect(ranges.first?.from == 0 && ranges.last?.to == 1)
            #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.to == $1.from })
            #expect(ranges.allSatisfy { $0.from < $0.to })
            #expect(ranges.count <= 50)
            #expect(wanted.allSatisfy { abs(layout.weight(of: $0.variant) - $0.weight) < 1e-8 })
            if isSplitting, ranges.count > layout.count {
                let growth = wanted.map { max(0, $0.weight - current.weight(of: $0.variant)) }.reduce(0, +)
                #expect(abs(layout.share(movedFrom: current) - growth) < 1e-7)
            }
            current = layout
        }
    }
}
