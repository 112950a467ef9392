internal import Experiments

/// Where the users of each variant are after a change of weights, so that as few of them as possible get another one.
enum RolloutLayout {
    /// One range for each variant, in the order of which the fewest users move.
    ///
    /// The variants keep the order of their ranges unless another order moves fewer users; up to six variants all orders
    /// are compared.
    ///
    /// - Parameters:
    ///   - shares: the new weights, of the sum 1.
    ///   - current: what is served now; ranges that cover 0 to 1.
    static func fewestMoves(to shares: [FlagShare], from current: [FlagShare]) -> [FlagShare] {
        let served = shares.filter { rounded($0.weight) > 0 }
        func position(_ variant: String) -> Double {
            current.first { $0.variant == variant }?.ranges.first?.from ?? 1
        }
        let inPlace = served.enumerated().sorted { left, right in
            let positions = (position(left.element.variant), position(right.element.variant))
            return positions.0 == positions.1 ? left.offset < right.offset : positions.0 < positions.1
        }.map(\.element)
        var best = laidOut(inPlace)
        guard (2...6).contains(inPlace.count) else { return best }
        var fewest = best.share(movedFrom: current)
        for order in permutations(of: inPlace) {
            let layout = laidOut(order)
            let moved = layout.share(movedFrom: current)
            if moved < fewest - 1e-9 { (best, fewest) = (layout, moved) }
        }
        return best
    }

    /// Each variant keeps what it has, up to its new weight; the rest is given to those that grow. No user moves who
    /// need not, at the price of several ranges for a variant; where these would become too many, each gets one again.
    static func splitting(to shares: [FlagShare], from current: [FlagShare]) -> [FlagShare] {
        let split = split(to: shares, from: current)
        let ranges = split.flatMap(\.ranges).sorted { $0.from < $1.from }
        let isWhole = zip(ranges, [0] + ranges.map(\.to)).allSatisfy { $0.from == $1 } && ranges.last?.to == 1
        return isWhole && ranges.count <= maximumRanges ? split : fewestMoves(to: shares, from: current)
    }

    private static let maximumRanges = 50

    private static func split(to shares: [FlagShare], from current: [FlagShare]) -> [FlagShare] {
        var kept: [FlagShare] = []
        var free: [FlagShare.Range] = []
        for share in current {
            var room = rounded(shares.weight(of: share.variant))
            var ranges: [FlagShare.Range] = []
            for range in share.ranges {
                let end = rounded(min(range.to, range.from + room))
                if end > range.from { ranges.append(.init(from: range.from, to: end)) }
                if end < range.to { free.append(.init(from: max(end, range.from), to: range.to)) }
                room = max(0, room - range.width)
            }
            kept.append(FlagShare(variant: share.variant, ranges: ranges))
        }
        free.sort { $0.from < $1.from }
        var result: [FlagShare] = []
        for share in shares where share.weight > 0 {
            var ranges = kept.first { $0.variant == share.variant }?.ranges ?? []
            var need = rounded(share.weight - ranges.map(\.width).reduce(0, +))
            while need > 0, let next = free.first {
                let end = rounded(min(next.to, next.from + need))
                ranges.append(.init(from: next.from, to: end))
                need = rounded(need - (end - next.from))
                free.removeFirst()
                if end < next.to { free.insert(.init(from: end, to: next.to), at: 0) }
            }
            result.append(FlagShare(variant: share.variant, ranges: joined(ranges)))
        }
        return closed(result, leftOver: free)
    }

    /// Boundaries keep nine decimals: sums of weights carry no dust, and no weight is off by more than that.
    private static func rounded(_ value: Double) -> Double { (value * 1e9).rounded() / 1e9 }

    private static func laidOut(_ shares: [FlagShare]) -> [FlagShare] {
        var (edge, total) = (0.0, 0.0)
        return shares.enumerated().map { index, share in
            total += share.weight
            let end = index == shares.count - 1 ? 1 : rounded(min(total, 1))
            defer { edge = end }
            return FlagShare(variant: share.variant, ranges: [.init(from: edge, to: end)])
        }
    }

    private static func joined(_ ranges: [FlagShare.Range]) -> [FlagShare.Range] {
        ranges.sorted { $0.from < $1.from }.reduce(into: []) { result, range in
            if let last = result.last, last.to == range.from {
                result[result.count - 1].to = range.to
            } else {
                result.append(range)
            }
        }
    }

    /// What rounding left over goes to the largest share.
    private static func closed(_ shares: [FlagShare], leftOver: [FlagShare.Range]) -> [FlagShare] {
        guard !leftOver.isEmpty, let largest = shares.indices.max(by: { shares[$0].weight < shares[$1].weight }) else {
            return shares
        }
        var shares = shares
        shares[largest] = FlagShare(
            variant: shares[largest].variant, ranges: joined(shares[largest].ranges + leftOver))
        return shares
    }

    private static func permutations(of shares: [FlagShare]) -> [[FlagShare]] {
        guard shares.count > 1 else { return [shares] }
        return shares.indices.flatMap { index in
            var rest = shares
            let first = rest.remove(at: index)
            return permutations(of: rest).map { [first] + $0 }
        }
    }
}
