internal import Statistics

/// One simulated bandit from its start to the end of its time.
struct BanditRun {
    /// The look at which it stopped, from 1; nil where it never did.
    private(set) var stop: Int?
    /// Whether it stopped at the arm that is better than all others.
    private(set) var isRightStop = false
    /// The largest share that the best arm was given before the stop, and at the end.
    private(set) var largestShareOfBest = 0.0
    private(set) var lastShareOfBest = 0.0
    /// The share of all users who got the best arm.
    private(set) var usersOnBest = 0.0
    /// Conversions that an oracle would have had more, on average.
    private(set) var regret = 0.0
    /// The difference of the best arm and the control, or of the second arm where the control is the best, at the stop.
    private(set) var estimates: [BanditEstimate: EstimatedDifference] = [:]

    private let setting: BanditSimulation
    private let best: Int
    private var shares: [Double]
    /// The finished epochs, and the users of the one that goes on.
    private var epochs: [EpochSummary] = []
    private var users: [Int]
    private var conversions: [Int]
    private var total: (users: [Int], conversions: [Int])

    init(rule: BanditRule, setting: BanditSimulation, _ random: inout RandomSource) {
        self.setting = setting
        let arms = setting.rates.count
        best = setting.best
        shares = [Double](repeating: 1 / Double(arms), count: arms)
        users = [Int](repeating: 0, count: arms)
        conversions = users
        total = (users, users)
        for look in 1...max(1, setting.looks) {
            draw(&random)
            if stop == nil { self.look(look, rule) }
        }
        lastShareOfBest = shares[best]
        let all = Double(total.users.reduce(0, +))
        usersOnBest = all > 0 ? Double(total.users[best]) / all : 0
        if stop == nil { estimate() }
    }

    var trueDifference: Double { setting.rates[setting.pair.treatment] - setting.rates[setting.pair.control] }

    /// The users until the next look.
    private mutating func draw(_ random: inout RandomSource) {
        var left = setting.usersPerHour * setting.hours
        var share = 1.0
        for arm in shares.indices {
            let isLast = arm == shares.count - 1
            let came = isLast ? left : Binomial(n: left, p: share > 0 ? shares[arm] / share : 0).draw(&random)
            left -= came
            share -= shares[arm]
            let converted = Binomial(n: came, p: setting.rates[arm]).draw(&random)
            users[arm] += came
            conversions[arm] += converted
            total.users[arm] += came
            total.conversions[arm] += converted
            regret += Double(came) * (setting.rates[best] - setting.rates[arm])
        }
    }

    /// As `reweight` does it: the stop is tested before the weights change, and every change begins an epoch.
    private mutating func look(_ number: Int, _ rule: BanditRule) {
        guard total.users.allSatisfy({ $0 >= BanditAnalysis.usersNeeded }), let found = try? bestArm(rule) else {
            return
        }
        let leader = found.probabilities.indices.max { found.probabilities[$0] < found.probabilities[$1] } ?? 0
        if found.probabilities[leader] >= BanditAnalysis.stopThreshold {
            stop = number
            isRightStop = leader == best && setting.isBestAlone
            estimate()
            if setting.onStop == .winner { apply(shares.indices.map { $0 == leader ? 1 : 0 }) }
        } else if let policy = rule.policy, let weights = try? found.weights(policy, floor: setting.floor) {
            apply(weights)
            largestShareOfBest = max(largestShareOfBest, shares[best])
        }
    }

    private func bestArm(_ rule: BanditRule) throws(StatisticsError) -> BestArm {
        guard !epochs.isEmpty else {
            return try BestArm(proportions: zip(users, conversions).map { Proportion(n: $0, k: $1) }, inverse: false)
        }
        return try BestArm(
            effects: BatchedEffects(epochsSoFar()), inverse: false, isRankingSecond: rule.policy == .topTwoCount)
    }

    private func epochsSoFar() throws(StatisticsError) -> [EpochSummary] {
        var arms: [Summary?] = []
        for (n, k) in zip(users, conversions) {
            arms.append(n > 0 ? try Summary(n: n, sums: [Double(k)], sumsOfProducts: [Double(k)]) : nil)
        }
        return epochs + [try EpochSummary(shares: shares, arms: arms)]
    }

    private mutating func apply(_ weights: [Double]) {
        guard zip(weights, shares).contains(where: { abs($0 - $1) > 1e-9 }) else { return }
        if let finished = try? epochsSoFar() { epochs = finished }
        users = users.map { _ in 0 }
        conversions = users
        shares = weights
    }

    private mutating func estimate() {
        let (control, treatment) = setting.pair
        guard let epochs = try? epochsSoFar() else { return }
        let arms = [control, treatment].map { try? Moments.proportion(n: total.users[$0], k: total.conversions[$0]) }
        if let before = arms[0], let after = arms[1] {
            let contrast = Contrast(control: before, treatment: after)
            let error = (before.varianceOfMean + after.varianceOfMean).squareRoot()
            estimates[.naive] = .init(contrast.difference, error: error)
        }
        if let batched = try? BatchedContrast(epochs, control: control, treatment: treatment) {
            estimates[.batched] = .init(batched.difference, error: batched.standardError)
        }
        if let adaptive = try? AdaptiveMeans(epochs).difference(treatment: treatment, control: control) {
            estimates[.adaptive] = .init(adaptive.value, error: adaptive.standardError)
        }
    }
}

/// How a difference is estimated after the stop.
package enum BanditEstimate: String, Sendable, CaseIterable {
    case naive
    case batched = "batched_ols"
    case adaptive = "aw_aipw"
}

struct EstimatedDifference {
    var value: Double
    var error: Double

    init(_ value: Double, error: Double) {
        self.value = value
        self.error = error
    }
}

extension BanditSimulation {
    /// The arm with the highest rate; of equals the last.
    var best: Int { rates.indices.reduce(0) { rates[$1] >= rates[$0] ? $1 : $0 } }
    var isBestAlone: Bool { rates.count { $0 == rates[best] } == 1 }
    /// The arms whose difference is estimated.
    var pair: (control: Int, treatment: Int) { (0, best == 0 ? 1 : best) }
}
