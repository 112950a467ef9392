/// What a source is asked for: whom to count, when, and which metrics. `MetricSource` says what each part means.
package struct SourceQuery: Sendable, Equatable {
    package enum Mode: String, Sendable {
        case ab, bandit
    }

    /// The window's start, included, and its end, excluded: never after `asOf`.
    package struct Window: Sendable, Equatable {
        package var start: Instant
        package var end: Instant

        package init(start: Instant, end: Instant) {
            self.start = start
            self.end = end
        }
    }

    /// A stretch of constant allocation, from its start to the start of the next one.
    package struct Epoch: Sendable, Equatable {
        package var number: Int
        package var start: Instant
        package var allocation: Allocation

        package init(number: Int, start: Instant, allocation: Allocation) {
            self.number = number
            self.start = start
            self.allocation = allocation
        }
    }

    /// The experiment's id, for sources that ask for it.
    package var experiment: String
    package var mode = Mode.ab
    package var flagKey: String
    package var envId: String?
    /// Control first, treatments in contract order.
    package var variants: [String]
    package var window: Window
    package var asOf: Instant
    /// Primary first.
    package var metrics: [MetricRequest]
    /// By start; empty, or one, where the allocation never changed. An exposure before the first start is in the first.
    package var epochs: [Epoch] = []
    /// Counts a user in a metric only when its conversion window has ended, as a bandit must.
    package var countsClosedWindowsOnly = false
    /// Where the exposures and events are, in sources that have tables; nil for the source's default.
    package var exposures: TableMapping?
    package var events: TableMapping?

    package init(
        experiment: String, flagKey: String, variants: [String], window: Window, asOf: Instant,
        metrics: [MetricRequest]
    ) {
        self.experiment = experiment
        self.flagKey = flagKey
        self.variants = variants
        self.window = window
        self.asOf = asOf
        self.metrics = metrics
    }

    /// Whether users seen in several variants are kept with their first exposure; else they are left out.
    package var keepsUsersOfSeveralVariants: Bool { epochs.count > 1 }

    /// Every event that a metric is made of, each once, in the order of the metrics.
    package var eventNames: [String] {
        var names: [String] = []
        for name in metrics.flatMap({ [$0.event, $0.denominator].compactMap(\.self) })
        where !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            names.append(name)
        }
        return names
    }
}

/// One metric as a source makes it from events.
package struct MetricRequest: Sendable, Equatable {
    package enum Role: String, Sendable {
        case primary, guardrail, secondary
    }

    package var name: String
    package var role: Role
    package var kind: MetricDefinition.Kind
    package var event: String
    /// The event that a ratio divides by; nil for the other kinds.
    package var denominator: String?
    /// True where lower is better.
    package var inverse: Bool
    /// Milliseconds after the exposure in which events count; nil for the whole window.
    package var conversionWindow: Int64?
    /// The percentile of the cap, in (0, 100]; nil for none.
    package var cap: Double?
    /// Milliseconds before the exposure from which the covariate is made; nil for none.
    package var covariateWindow: Int64?

    package init(
        name: String, role: Role = .primary, kind: MetricDefinition.Kind = .proportion, event: String,
        denominator: String? = nil, inverse: Bool = false, conversionWindow: Int64? = nil, cap: Double? = nil,
        covariateWindow: Int64? = nil
    ) {
        self.name = name
        self.role = role
        self.kind = kind
        self.event = event
        self.denominator = denominator
        self.inverse = inverse
        self.conversionWindow = conversionWindow
        self.cap = cap
        self.covariateWindow = covariateWindow
    }
}
