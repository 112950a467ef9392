internal import Experiments

/// The plots of one experiment by their names in addresses.
enum ExperimentPlots {
    /// nil for a name that there is not, or where there is nothing to draw.
    static func plot(
        _ name: String, of subject: ExperimentSubject, analyses: [StoredAnalysis], holdout: HoldoutCheck?
    ) -> Plot? {
        switch name {
        case "intervals": return subject.result.map { intervals(of: $0, plan: subject.plan) }
        case "users": return subject.result.map(UsersPlot.plot)
        case "weights": return weights(of: analyses)
        case "best-arm": return bestArm(of: analyses)
        case "holdout": return holdout.map(HoldoutPlot.plot)
        default: break
        }
        if let treatment = name.suffix(after: "density-") {
            return subject.result.flatMap { density(of: treatment, in: $0) }
        }
        return name.suffix(after: "over-time-").flatMap { effect(of: $0, over: analyses) }
    }

    private static func intervals(of result: AnalysisResult, plan: AnalysisPlan) -> Plot {
        let threshold = result.sampleRatio.isSound == false ? nil : result.winThreshold ?? 0.95
        let rows = result.sections.flatMap { part, section in
            section.rows.filter { !$0.isControl }.compactMap { row -> (String, IntervalPlot.Row, String)? in
                guard let figures = section.figures(of: row) else { return nil }
                let look = row.comparison?.alwaysValid?.value
                let guardrail =
                    part == .guardrail
                    ? result.part(of: section, for: row.variant, correction: plan.guardrailCorrection) : nil
                return (
                    "\(section.event) · \(row.variant)",
                    IntervalPlot.Row(figures: figures, anyLook: look.map { ($0.lower, $0.upper) }),
                    Tone.of(guardrail, win: figures.probability, winThreshold: threshold)
                )
            }
        }
        return IntervalPlot.plot(
            of: Array(rows.prefix(MetricTable.mostRows)), title: "Changes against \(result.control)")
    }

    static func density(of treatment: String, in result: AnalysisResult) -> Plot? {
        guard let section = result.primaryMetric, let row = section.rows.first(where: { $0.variant == treatment }),
            let figures = section.figures(of: row), abs(figures.lower ?? 0) < 1e6, abs(figures.upper ?? 0) < 1e6,
            let curve = EffectDensity(of: row, in: section, of: result)
        else { return nil }
        return DensityPlot.plot(
            curve, figures: figures, title: "What we believe about \(treatment)", isInverse: section.isInverse,
            probability: figures.probability)
    }

    // MARK: - Over time

    /// Of every snapshot the latest analysis that `read` understands, oldest first.
    private static func looks<Look>(_ analyses: [StoredAnalysis], read: (StoredAnalysis) -> Look?) -> [Look] {
        var seen: Set<String> = []
        var found: [Look] = []
        for stored in analyses where found.count < 200 {
            guard let look = read(stored), stored.snapshotId.map({ seen.insert($0).inserted }) ?? true else { continue }
            found.append(look)
        }
        return found.reversed()
    }

    /// nil where the treatment was never compared.
    static func effect(of treatment: String, over analyses: [StoredAnalysis]) -> Plot? {
        let looks = looks(analyses) { stored -> EffectOverTimePlot.Look? in
            guard let result = (try? JSON(parsing: stored.result)).flatMap({ try? AnalysisResult(json: $0) }),
                let section = result.primaryMetric, let row = section.rows.first(where: { $0.variant == treatment }),
                let figures = section.figures(of: row)
            else { return nil }
            let threshold = result.sampleRatio.isSound == false ? nil : result.winThreshold ?? 0.95
            let look = row.comparison?.alwaysValid?.value
            return .init(
                at: stored.createdAt, users: row.n, figures: figures, anyLook: look.map { ($0.lower, $0.upper) },
                tone: Tone.of(nil, win: figures.probability, winThreshold: threshold))
        }
        return looks.isEmpty ? nil : EffectOverTimePlot.plot(looks, title: "Effect of \(treatment) at every look")
    }

    static func weights(of analyses: [StoredAnalysis]) -> Plot? {
        shares(of: analyses, title: "Weights of the arms", \.weight)
    }

    static func bestArm(of analyses: [StoredAnalysis]) -> Plot? {
        shares(of: analyses, title: "Probability of being the best arm", \.probabilityOfBeingBest)
    }

    private static func shares(
        of analyses: [StoredAnalysis], title: String, _ share: (BanditReading.Arm) -> Double?
    ) -> Plot? {
        let readings = looks(analyses) { stored in
            BanditReading(parsing: stored.result).map { (stored.createdAt, $0) }
        }
        guard let arms = readings.last?.1.arms.map(\.name), !arms.isEmpty else { return nil }
        let moments = readings.map { at, reading in
            SharesPlot.Moment(
                at: at, shares: arms.map { name in reading.arms.first { $0.name == name }.flatMap(share) })
        }
        return SharesPlot.plot(moments, arms: arms, title: title)
    }
}

extension String {
    fileprivate func suffix(after start: String) -> String? {
        hasPrefix(start) ? String(dropFirst(start.count)) : nil
    }
}
