#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What simulated users do; a lift multiplies it in the treatment, so the true lift is known exactly.
package enum SimulatedMetric: Sendable, Equatable {
    /// A share of users does it.
    case conversion(rate: Double)
    /// A share of users spends a log-normal amount, the others nothing; the lift is on the amount.
    case spend(share: Double, sigma: Double)
    /// Clicks per session of users with 1 to many sessions, every second user four times as ready to click as the
    /// others, so that the sessions of a user are alike.
    case clicks

    package var kind: UserSums.Kind {
        switch self {
        case .conversion: .proportion
        case .spend: .mean
        case .clicks: .ratio
        }
    }

    package var name: String {
        switch self {
        case .conversion(let rate): "conversion \(NumberFormat.significant(rate * 100, digits: 3)) %"
        case .spend(let share, let sigma):
            "spend by \(NumberFormat.significant(share * 100, digits: 3)) %, σ \(NumberFormat.significant(sigma, digits: 3))"
        case .clicks: "clicks per session"
        }
    }

    /// The users of an arm, by their sums.
    func draw(_ users: Int, lift: Double, _ random: inout RandomSource) -> UserSums {
        var sums = UserSums()
        switch self {
        case .conversion(let rate):
            sums.n = users
            sums.sum = Double(Binomial(n: users, p: rate * (1 + lift)).draw(&random))
            sums.squares = sums.sum
        case .spend(let share, let sigma):
            for _ in 0..<Binomial(n: users, p: share).draw(&random) {
                sums.add((1 + lift) * exp(sigma * random.normal()))
            }
            sums.n = users
        case .clicks:
            for _ in 0..<users { Self.addUser(to: &sums, lift: lift, &random) }
        }
        return sums
    }

    /// Sessions: 1 and two numbers of heads before the first tail; clicks: one trial a session.
    private static func addUser(to sums: inout UserSums, lift: Double, _ random: inout RandomSource) {
        let bits = random.next()
        let heads = UInt32(truncatingIfNeeded: bits >> 32).trailingZeroBitCount
        let more = (UInt32(truncatingIfNeeded: bits) | 0x8000_0000).trailingZeroBitCount
        let sessions = 1 + min(31, heads) + more
        let readiness = (random.next() >> 63 == 0 ? 0.04 : 0.16) * (1 + lift)
        var clicks = 0.0
        for _ in 0..<sessions where random.uniform() < readiness { clicks += 1 }
        sums.add(clicks, per: Double(sessions))
    }
}
