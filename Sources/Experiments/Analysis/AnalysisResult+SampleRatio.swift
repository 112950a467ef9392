internal import Statistics

extension AnalysisResult.SampleRatioCheck {
    /// The users of the primary metric against the experiment's own allocation; with epochs, statistics and degrees of
    /// freedom add up.
    ///
    /// - Throws: `WorkspaceError`, `dataNotSane`, where the split cannot be tested.
    init(of data: InputData, contract: Contract) throws {
        let names = contract.variants.all
        let users = { (metrics: [InputData.Metric]) in
            let metric = metrics.first { $0.name == contract.primaryMetric }
            return names.map { metric?.variants[$0]?.n ?? 0 }
        }
        let parts: [(users: [Int], shares: [Double])] =
            data.epochs.isEmpty
            ? [(users(data.metrics), contract.allocation.shares(of: names))]
            : data.epochs.map { (users($0.metrics), $0.allocation.shares(of: names)) }
        var expected = [Double](repeating: 0, count: names.count)
        for part in parts {
            let total = Double(part.users.reduce(0, +))
            for index in names.indices { expected[index] += part.shares[index] * total }
        }
        do {
            let strata = parts.map { (observed: $0.users, weights: $0.shares) }
            let test = try SampleRatio.chiSquare(strata: strata)
            let sequential = try SampleRatio.alwaysValid(strata: strata)
            let gate = contract.plan.sampleRatioRule == .chiSquare ? test.pValue : sequential.pValue
            self.init(
                pValue: test.pValue, isSound: gate >= 0.01,
                observed: zip(names, users(data.metrics)).map { .init(name: $0, value: $1) },
                expected: zip(names, expected).map { .init(name: $0, value: $1) },
                degreesOfFreedom: test.degreesOfFreedom, alwaysValidP: sequential.pValue)
        } catch {
            throw WorkspaceError(
                .dataNotSane, code: "srm_not_testable",
                "The sample ratio cannot be tested: \(error). Check the allocation.")
        }
    }

    /// The users alone, where the weights changed and the data do not say when who came.
    init(untested data: InputData, contract: Contract) {
        let metric = contract.primaryMetric.flatMap(data.metric)
        self.init(
            pValue: nil, isSound: nil,
            observed: contract.variants.all.map { .init(name: $0, value: metric?.variants[$0]?.n ?? 0) }, expected: [])
    }

    /// What to say of a split that is not sound.
    var message: String {
        let counts = observed.map { "\($0.name) \(NumberFormat.count($0.value))" }.joined(separator: ", ")
        let planned = expected.map { NumberFormat.count(Int($0.value.rounded())) }.joined(separator: ", ")
        return "The users are not split as planned: \(counts), where \(planned) were to be expected "
            + "(χ² \(NumberFormat.pValue(pValue)), valid at any look \(NumberFormat.pValue(alwaysValidP))). "
            + "Find out why before reading any difference."
    }
}
