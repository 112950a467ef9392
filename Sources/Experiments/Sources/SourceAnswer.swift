/// What a source gives: the summaries, and what it saw on the way.
package struct SourceAnswer: Sendable, Equatable {
    /// Every metric of the query, every variant of it, and per epoch the same where the query has several.
    package var data: InputData
    /// Users seen in several of the named variants; nil where the source cannot tell.
    package var usersInSeveralVariants: Int?
    /// The statement or request that was sent; nil where there is none.
    package var statement: String?
    /// Rows that the source read, or, where it does not say, that it answered; nil where neither is known.
    package var rows: Int?
    /// When the source computed its answer, where it says so.
    package var computedAt: Instant?
    /// Events of the query that occur nowhere in the source, of no user and at no time; empty where it cannot tell.
    package var missingEvents: [String] = []
    /// The events that occur there, where some are missing and the source knows the others without a search.
    package var presentEvents: [String] = []
    /// Sentences for the reader.
    package var notes: [String] = []

    package init(data: InputData) { self.data = data }
}

/// What a source can give.
package struct SourceCapabilities: Sendable, Equatable {
    package var kinds: Set<MetricDefinition.Kind>
    package var conversionWindows: Bool
    package var caps: Bool
    package var covariates: Bool
    package var epochs: Bool
    package var closedWindows: Bool

    package init(
        kinds: Set<MetricDefinition.Kind>, conversionWindows: Bool, caps: Bool, covariates: Bool, epochs: Bool,
        closedWindows: Bool
    ) {
        self.kinds = kinds
        self.conversionWindows = conversionWindows
        self.caps = caps
        self.covariates = covariates
        self.epochs = epochs
        self.closedWindows = closedWindows
    }

    /// What a source gives that sees every exposure and event.
    package static let all = SourceCapabilities(
        kinds: Set(MetricDefinition.Kind.allCases), conversionWindows: true, caps: true, covariates: true, epochs: true,
        closedWindows: true)

    /// - Parameter source: how people call the source.
    /// - Throws: `WorkspaceError`, `dataNotSane`, naming all that the query asks for and the source cannot give.
    package func require(_ query: SourceQuery, of source: String) throws {
        var missing: [String] = []
        for metric in query.metrics {
            let name = "\"\(metric.name)\""
            if !kinds.contains(metric.kind) { missing.append("the \(metric.kind.rawValue) \(name)") }
            if !conversionWindows, metric.conversionWindow != nil { missing.append("window_hours of \(name)") }
            if !caps, metric.cap != nil { missing.append("the cap of \(name)") }
            if !covariates, metric.covariateWindow != nil { missing.append("the covariate of \(name)") }
        }
        if !epochs, query.epochs.count > 1 { missing.append("summaries per epoch") }
        if !closedWindows, query.countsClosedWindowsOnly, query.metrics.contains(where: { $0.conversionWindow != nil })
        {
            missing.append("users with closed conversion windows only")
        }
        guard missing.isEmpty else {
            throw WorkspaceError(
                .dataNotSane, code: "not_in_source",
                "\(source) cannot give \(missing.joined(separator: ", ")). Leave that out of metricDefinitions, or take "
                    + "another source.", details: ["missing": .array(missing.map(JSON.string))])
        }
    }
}
