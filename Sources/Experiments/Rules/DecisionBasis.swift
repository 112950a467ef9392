/// What a decision rests on: the latest snapshot, read by our own analysis (rule 7).
package struct DecisionBasis: Sendable {
    package var experiment: Experiment
    package var snapshot: Snapshot
    /// By epoch, those that were applied before the snapshot.
    package var appliedAllocations: [Int: Allocation]
    /// Our analysis of that snapshot, where one is stored.
    package var result: AnalysisResult?
    /// Analyses on older snapshots.
    package var earlierAnalyses: Int
    /// Whether the definition changed after the first data.
    package var isDesignChanged: Bool
    /// In force now.
    package var allocation: Allocation

    package init(
        experiment: Experiment, snapshot: Snapshot, appliedAllocations: [Int: Allocation] = [:],
        result: AnalysisResult?, earlierAnalyses: Int, isDesignChanged: Bool, allocation: Allocation
    ) {
        self.experiment = experiment
        self.snapshot = snapshot
        self.appliedAllocations = appliedAllocations
        self.result = result
        self.earlierAnalyses = earlierAnalyses
        self.isDesignChanged = isDesignChanged
        self.allocation = allocation
    }

    /// What our rules recommend on it.
    ///
    /// Where only a client's own analysis is stored, ours is computed for the rules, and a guardrail without data counts
    /// as one that cannot be computed.
    ///
    /// - Parameters:
    ///   - overrides: blocker to the written reason why it is passed over.
    ///   - now: tells whether the window is over.
    /// - Throws: `WorkspaceError`, `dataNotSane`: nothing can be computed from the snapshot.
    package func recommendation(overrides: [String: String], now: Instant) throws -> Recommendation {
        var contract = try Contract(of: experiment)
        var context = DecisionContext(of: contract)
        context.wholeDays = experiment.wholeDaysObserved(until: snapshot.createdAt)
        context.earlierAnalyses = earlierAnalyses
        context.isWindowOver = experiment.endOfWindow.map { $0 <= now } ?? false
        context.isEndPlanned = experiment.observationEnd != nil
        context.isControlServed = (allocation.weights[contract.variants.control] ?? 0) > 0
        context.hypothesis = experiment.hypothesis
        context.isDesignChanged = isDesignChanged
        context.overrides = overrides
        let data = try InputData(parsing: snapshot.inputData)
        context.data = data
        if let result { return try Recommendation(of: result, in: context) }
        contract.guardrails.removeAll { data.metric($0) == nil }
        var parameters = AnalysisParameters(computedAt: now, isIndicative: true, contract: contract)
        parameters.appliedAllocations = appliedAllocations
        return try Recommendation(of: Analysis.result(of: data, parameters: parameters), in: context)
    }
}

extension Experiment {
    /// Up to the end of the window, and no further than a moment; nil without a start.
    package func wholeDaysObserved(until moment: Instant) -> Int? {
        observationStart.map { start in
            let end = min(endOfWindow ?? moment, moment)
            return Int(max(0, end.milliseconds - start.milliseconds) / Instant.millisecondsPerDay)
        }
    }

    /// The instant at which the observation ends; an end at midnight means the whole day that it begins.
    package var endOfWindow: Instant? {
        observationEnd.map {
            $0.isMidnight ? Instant(milliseconds: $0.milliseconds + Instant.millisecondsPerDay) : $0
        }
    }

    /// What is wrong with the window, as a sentence without its point; nil for a good one.
    package var windowFault: String? {
        guard let start = observationStart, let end = observationEnd, let last = endOfWindow, last <= start else {
            return nil
        }
        let (begins, ends) = (start.isMidnight ? start.day : start.jsonText, end.isMidnight ? end.day : end.jsonText)
        return "the window ends before it begins: observationStart is \(begins), and observationEnd \(ends)"
    }
}
