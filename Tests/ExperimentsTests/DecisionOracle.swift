import TestSupport

@testable import Experiments

extension DecisionCase {
    /// The rules once more, as a table of conditions that are all looked at, in the words of the specification.
    func expectedRule(of arm: Arm) -> DecisionRule {
        let exact = basis == .exact
        func proper(_ number: Double?) -> Double? { number.flatMap { $0 >= 0 && $0 <= 1 ? $0 : nil } }
        func finite(_ number: Double?) -> Double? { number.flatMap { $0.isNaN || $0.isInfinite ? nil : $0 } }
        let isThere = hasPrimary && !arm.isMissing
        let p = isThere ? proper(exact ? arm.exact?.value?.probability : arm.probability) : nil
        let riskOfControl = isThere ? finite(exact ? arm.exact?.value?.riskOfControl : arm.riskOfControl) : nil
        let riskOfTreatment = isThere ? finite(exact ? arm.exact?.value?.riskOfTreatment : arm.riskOfTreatment) : nil
        let priorIsNotWeighed = isThere && exact && hasPrior && p == nil && arm.exact != nil && arm.exact?.value == nil

        let g = context.guardrailCorrection == .none || context.guardrails.isEmpty ? 1 : context.guardrails.count
        let harms = context.guardrails.map { name -> Double? in
            guard let place = guardrails.firstIndex(of: name), !arm.isMissing, place < arm.harms.count else {
                return nil
            }
            return proper(arm.harms[place])
        }
        let isHarmed = harms.contains { ($0 ?? 0) >= 1 - 0.05 / Double(g) }
        let isWatched = harms.contains { ($0 ?? 1) >= 1 - 0.20 / Double(g) }

        let threshold = winThreshold ?? (arms.count == 1 ? 0.95 : 1 - 0.05 / Double(arms.count + 1))
        let isWin = (p ?? -1) >= threshold
        let hasOverride = context.overrides["srm"].map { $0.contains { $0 != " " } } ?? false
        let look = isThere ? arm.alwaysValid?.value : nil
        let (up, down) = ((look?.absoluteLower ?? -1) > 0, (look?.absoluteUpper ?? 1) < 0)
        let isFree = context.looks == .anyTime
        let isLow = p.map { $0 <= 0.05 } ?? false

        let table: [(DecisionRule, Bool)] = [
            (.notComputable, p == nil && !priorIsNotWeighed),
            (.sampleRatio, isSplitSound == false && !hasOverride),
            (.minimumSample, !isSampleEnough),
            (.priorNotExact, priorIsNotWeighed),
            (.bothRisky, (riskOfControl ?? 0) > 0.02 && (riskOfTreatment ?? 0) > 0.02),
            (.harm, isHarmed),
            (.noAnyTimeSupport, isLow && isFree && !(isInverse ? up : down)),
            (.harm, isLow),
            (.guardrailWatch, isWatched),
            (.riskyOrLeaning, isWin && !((riskOfTreatment ?? 1) < 0.01)),
            (.riskyOrLeaning, !isWin && (p ?? 0) >= 0.80),
            (.tooEarly, isWin && (context.wholeDays ?? 0) < 7),
            (.noAnyTimeSupport, isWin && isFree && !(isInverse ? down : up)),
            (.win, isWin),
        ]
        return table.first(where: \.1)?.0 ?? .unclear
    }

    /// Anything at all, sane or not, with many values on the limits.
    static func random(_ random: inout SplitMix64) -> DecisionCase {
        var item = DecisionCase()
        func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
        func pick<T>(_ choices: [T], else other: T) -> T { choices.randomElement(using: &random) ?? other }
        func probability() -> Double? {
            if chance(0.02) { return pick([nil, .nan, -0.1, 1.5, .infinity], else: nil) }
            let limits = [0, 0.05, 0.20, 0.80, 0.90, 0.95, 0.975, 1 - 0.05 / 3, 0.99, 1]
            return chance(0.5) ? pick(limits, else: 0.5) : Double.random(in: 0...1, using: &random)
        }
        func risk() -> Double? {
            if chance(0.02) { return pick([nil, .nan, .infinity, -1], else: nil) }
            return chance(0.5) ? pick([0, 0.01, 0.02, 0.03], else: 0) : Double.random(in: 0...0.03, using: &random)
        }
        item.guardrails = ["x", "y", "z"].filter { _ in chance(0.3) }
        item.context.guardrails = ["x", "y", "z"].filter { _ in chance(0.3) }
        item.isProportion = chance(0.5)
        item.arms = (0..<pick([0, 1, 1, 1, 1, 1, 1, 2, 3, 4], else: 1)).map { number in
            var arm = Arm(name: "b\(number)")
            arm.users = chance(0.02) ? pick([0, -1, .max, .min], else: 0) : Int.random(in: 1...9999, using: &random)
            arm.conversions = chance(0.9) ? nil : Int.random(in: -5...9999, using: &random)
            arm.value = chance(0.02) ? pick([nil, .nan, .infinity, -3], else: nil) : 0.1
            arm.probability = probability()
            (arm.riskOfControl, arm.riskOfTreatment) = (risk(), risk())
            if let p = probability(), let first = risk(), let second = risk() {
                arm.exact = exact(p, riskOfControl: first, riskOfTreatment: second)
            }
            if chance(0.1) { arm.exact = chance(0.5) ? .failure("contradiction") : nil }
            let ends = [-0.1, 0, 0.1, Double.random(in: -1...1, using: &random)]
            arm.alwaysValid = look(pick(ends, else: 0), pick(ends, else: 0))
            if chance(0.1) { arm.alwaysValid = chance(0.5) ? .failure("too few users") : nil }
            arm.harms = item.guardrails.map { _ in probability() }
            if chance(0.05) { arm.harms.removeAll() }
            arm.isMissing = chance(0.02)
            return arm
        }
        item.basis = pick([.gaussian, .gaussian, .exact, .exact, nil], else: nil)
        item.isInverse = chance(0.3)
        item.hasPrior = chance(0.3)
        item.hasPrimary = chance(0.98)
        item.isSplitSound = pick([true, true, true, true, false, nil], else: nil)
        item.isSampleEnough = chance(0.9)
        item.winThreshold = pick([0.95, 1 - 0.05 / 3, nil], else: nil)
        item.context.guardrailCorrection = chance(0.5) ? .none : .perGuardrail
        item.context.looks = chance(0.4) ? .anyTime : .fixed
        item.context.wholeDays = pick([nil, -1, 0, 6, 7, 14, .max], else: 7)
        item.context.earlierAnalyses = pick([0, 1, 27, 28, -1, .max], else: 0)
        item.context.isWindowOver = chance(0.5)
        item.context.isDesignChanged = chance(0.2)
        if chance(0.3) { item.context.overrides = ["srm": pick(["bots were filtered", " ", ""], else: "")] }
        return item
    }
}
