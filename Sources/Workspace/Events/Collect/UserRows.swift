/// All that the log has of one user for a query, each list by time.
struct UserRows {
    struct Exposure {
        var at: Int64
        /// The variant's place in the query.
        var rank: Int
        var sequence: Int64
    }

    struct Event {
        var at: Int64
        var value: Double?
        var sequence: Int64
    }

    var exposures: [Exposure] = []
    /// For each event of the query.
    var events: [[Event]]

    init(events: Int) { self.events = Array(repeating: [], count: events) }

    mutating func clear() {
        exposures.removeAll(keepingCapacity: true)
        for index in events.indices { events[index].removeAll(keepingCapacity: true) }
    }

    /// Whether a row lies at or beyond this instant.
    func reach(_ instant: Int64) -> Bool {
        (exposures.last?.at ?? .min) >= instant || events.contains { ($0.last?.at ?? .min) >= instant }
    }
}

/// How much of the log a collection saw: the last keys of both logs.
struct LogMarks: Equatable {
    var exposures: Int64
    var events: Int64
}

/// What counts at a collection: the rows up to its marks, before the window's end, with windows closed as of an instant.
struct Moment: Equatable {
    var marks: LogMarks
    var end: Int64
    var asOf: Int64
}
