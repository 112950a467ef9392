import Experiments
import TestSupport
import Testing

/// What every source is held to: what it declares is compared with the answer, the rest is refused by name.
enum ContractSuite {
    /// Runs one case, as far as the bench can hold its rows.
    static func check(_ contractCase: ContractCase, on bench: some SourceBench) async throws {
        let (rows, query) = (contractCase.rows, contractCase.query)
        guard rows.fit(resolution: bench.resolution), bench.hasEnvironments || query.envId == nil,
            bench.knowsIdentifiers || rows.events.allSatisfy({ $0.id == nil })
        else { return }
        try await check(
            query,
            expecting: Expectation(
                data: contractCase.answer, magnitudes: ReferenceSource(rows).answer(to: query).magnitudes,
                usersInSeveralVariants: contractCase.usersInSeveralVariants,
                missingEvents: contractCase.missingEvents ?? ReferenceSource(rows).missingEvents(of: query)),
            of: bench, with: bench.load(rows), contractCase.name)
    }

    /// Compares a source with the reference on rows and queries from seeds, all of them stored at once.
    static func compareWithReference(seeds: ClosedRange<UInt64>, on bench: some SourceBench) async throws {
        let cases = seeds.map { SeededRows(seed: $0) }
        var rows = ContractRows()
        for one in cases {
            rows.exposures += one.rows.exposures
            rows.events += one.rows.events
        }
        let loaded = try await bench.load(rows)
        for (seed, one) in zip(seeds, cases) {
            var query = one.query
            if !bench.hasEnvironments { query.envId = nil }
            let (answer, magnitudes) = ReferenceSource(one.rows).answer(to: query)
            try await check(
                query,
                expecting: Expectation(
                    data: answer.data, magnitudes: magnitudes,
                    usersInSeveralVariants: answer.usersInSeveralVariants ?? 0,
                    missingEvents: ReferenceSource(rows).missingEvents(of: query)),
                of: bench, with: loaded, "seed \(seed)")
        }
    }

    private struct Expectation {
        var data: InputData
        var magnitudes: InputData
        var usersInSeveralVariants: Int
        var missingEvents: [String]
    }

    private static func check(
        _ query: SourceQuery, expecting expected: Expectation, of bench: some SourceBench, with loaded: LoadedRows,
        _ title: String
    ) async throws {
        var (query, expected) = (query, expected)
        let beyond = query.beyond(bench.capabilities)
        if !beyond.isEmpty {
            let (source, asked) = try await loaded(query)
            expectRefusal(of: beyond, by: source, asked, bench.name, title)
            // What is left of the query must still be answered.
            query.metrics = query.metrics.filter { query.beyond(bench.capabilities, $0).isEmpty }
            guard !query.metrics.isEmpty, query.beyond(bench.capabilities).isEmpty else { return }
            let names = query.metrics.map(\.name)
            expected.data.metrics.removeAll { !names.contains($0.name) }
            expected.magnitudes.metrics.removeAll { !names.contains($0.name) }
        }
        let (source, asked) = try await loaded(query)
        #expect(source.capabilities == bench.capabilities)
        let answer = try await source.collect(asked)
        let differences = AnswerComparison.differences(
            answer.data, expected: expected.data, magnitudes: expected.magnitudes)
        #expect(differences.isEmpty, "\(bench.name), \(title): \(differences.joined(separator: "; "))")
        #expect(
            answer.usersInSeveralVariants
                == (bench.reportsUsersInSeveralVariants ? expected.usersInSeveralVariants : nil),
            "\(bench.name), \(title): users in several variants")
        #expect(
            answer.missingEvents == (bench.seesEvents ? expected.missingEvents : []),
            "\(bench.name), \(title): missing events")
    }

    private static func expectRefusal(
        of beyond: [String], by source: any MetricSource, _ query: SourceQuery, _ name: String, _ title: String
    ) {
        let error = failure { try source.capabilities.require(query, of: name) }
        #expect(error?.code == "not_in_source" && error?.kind == .dataNotSane, "\(name), \(title)")
        for word in beyond {
            #expect(error?.message.contains(word) == true, "\(name), \(title): \(word) is not named")
        }
    }
}

extension SourceQuery {
    /// What the query asks for beyond these capabilities, each as a word of its refusal.
    func beyond(_ capabilities: SourceCapabilities) -> [String] {
        var words = metrics.flatMap { beyond(capabilities, $0) }
        if epochs.count > 1, !capabilities.epochs { words.append("epoch") }
        return words
    }

    func beyond(_ capabilities: SourceCapabilities, _ metric: MetricRequest) -> [String] {
        var isBeyond = !capabilities.kinds.contains(metric.kind)
        if metric.conversionWindow != nil {
            isBeyond = isBeyond || !capabilities.conversionWindows
            if countsClosedWindowsOnly, !capabilities.closedWindows { return [metric.name, "closed"] }
        }
        isBeyond = isBeyond || (metric.cap != nil && !capabilities.caps)
        isBeyond = isBeyond || (metric.covariateWindow != nil && !capabilities.covariates)
        return isBeyond ? [metric.name] : []
    }
}
