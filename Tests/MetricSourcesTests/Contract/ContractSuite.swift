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
        let magnitudes = ReferenceSource(rows).answer(to: query).magnitudes
        try await check(
            rows, query, expecting: contractCase.answer, magnitudes: magnitudes,
            usersInSeveralVariants: contractCase.usersInSeveralVariants, on: bench, contractCase.name)
    }

    /// Compares a source with the reference on rows and a query of any origin.
    static func compareWithReference(
        _ rows: ContractRows, _ query: SourceQuery, on bench: some SourceBench, _ title: String
    ) async throws {
        let (answer, magnitudes) = ReferenceSource(rows).answer(to: query)
        try await check(
            rows, query, expecting: answer.data, magnitudes: magnitudes,
            usersInSeveralVariants: answer.usersInSeveralVariants ?? 0, on: bench, title)
    }

    private static func check(
        _ rows: ContractRows, _ query: SourceQuery, expecting expected: InputData, magnitudes: InputData,
        usersInSeveralVariants: Int, on bench: some SourceBench, _ title: String
    ) async throws {
        var (query, expected, magnitudes) = (query, expected, magnitudes)
        let beyond = query.beyond(bench.capabilities)
        if !beyond.isEmpty {
            let (source, asked) = try await bench.source(holding: rows, for: query)
            try await expectRefusal(of: beyond, by: source, asked, bench.name, title)
            // What is left of the query must still be answered.
            query.metrics = query.metrics.filter { query.beyond(bench.capabilities, $0).isEmpty }
            guard !query.metrics.isEmpty, query.beyond(bench.capabilities).isEmpty else { return }
            let names = query.metrics.map(\.name)
            expected.metrics.removeAll { !names.contains($0.name) }
            magnitudes.metrics.removeAll { !names.contains($0.name) }
        }
        let (source, asked) = try await bench.source(holding: rows, for: query)
        #expect(source.capabilities == bench.capabilities)
        let answer = try await source.collect(asked)
        let differences = AnswerComparison.differences(answer.data, expected: expected, magnitudes: magnitudes)
        #expect(differences.isEmpty, "\(bench.name), \(title): \(differences.joined(separator: "; "))")
        #expect(
            answer.usersInSeveralVariants == (bench.reportsUsersInSeveralVariants ? usersInSeveralVariants : nil),
            "\(bench.name), \(title): users in several variants")
    }

    private static func expectRefusal(
        of beyond: [String], by source: any MetricSource, _ query: SourceQuery, _ name: String, _ title: String
    ) async throws {
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
            isBeyond = isBeyond || (countsClosedWindowsOnly && !capabilities.closedWindows)
        }
        isBeyond = isBeyond || (metric.cap != nil && !capabilities.caps)
        isBeyond = isBeyond || (metric.covariateWindow != nil && !capabilities.covariates)
        return isBeyond ? [metric.name] : []
    }
}
