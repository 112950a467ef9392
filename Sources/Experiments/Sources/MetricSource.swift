/// A place where an experiment's input data come from: an engine, a service or a file that turns exposures and events
/// into summaries.
///
/// Every source attributes in the same way, so that numbers are equal across sources: counts exactly, sums to 1e-12
/// relative.
///
/// **Whom it counts.** A user belongs to the variant that is first seen inside the window `[start, end)`, and to the
/// epoch of that exposure. Of two exposures at one instant the variant that the query names first counts. Exposures to
/// variants that the query does not name are passed over. Users seen in several of the named variants are counted and
/// reported; they are left out where the query has at most one epoch, and kept with the first exposure where it has
/// several. Keys of users, flags, events and variants are compared byte by byte.
///
/// **What counts for a user.** Events from the instant of that exposure on, never before it; up to the end of the window,
/// or until the metric's conversion window has passed since the exposure if that comes first (its end exclusive).
///
/// | kind | per user | users in n | summary |
/// |---|---|---|---|
/// | proportion | 1 with an event, else 0 | all | n, k |
/// | count | the number of events | all | n, sum, sum_squares |
/// | sum | the sum of the values; an event without a value adds 0 | all | n, sum, sum_squares |
/// | average | the mean of the values; an event without a value is passed over | users with a value | n, sum, sum_squares |
/// | ratio | the sums of both events' values; an event without a value adds 1 | all | the five sums of a ratio |
///
/// **Caps** hold for count, sum and average: a value per user above the cap counts as the cap. The cap is the nearest
/// rank ⌈N p/100⌉ of the values that are not 0 of the counted users of all variants (and all epochs) together; where that
/// would not be above 0 nothing is capped.
///
/// **Covariates** hold for count, sum and average: the same value per user, never capped, from the events in
/// `[exposure - covariate_days, exposure)`; 0 for a user without one.
///
/// **Closed windows.** Where the query counts users with closed windows only, a user is in a metric only when its
/// conversion window has ended by `asOf`; a metric without one takes every user.
///
/// A source gives every variant of every metric, with n = 0 where there are no users, and for several epochs the same per
/// epoch. It gives all of an answer or throws; it never changes what it reads.
///
/// **Missing events.** A name that nobody ever fired counts as 0 for everybody, just as a misspelt one does. A source that
/// sees single events names those of the query that it does not have, at any time and of any user.
package protocol MetricSource: Sendable {
    /// What it can give. A query beyond it is refused by name before anything is asked.
    var capabilities: SourceCapabilities { get }

    /// The summaries that the query asks for.
    ///
    /// A cancelled task ends the work on the server too.
    /// - Throws: `WorkspaceError`: `unreachable` (see `SourceFailure`) where the source cannot be reached, refuses, lacks
    ///   a table, times out, is not ready or answers something else than it should; `dataNotSane` where it cannot give
    ///   what the query asks for; `invalid` for a configuration that cannot work.
    func collect(_ query: SourceQuery) async throws -> SourceAnswer

    /// The statement or request that `collect` sends, for people to read; nil where there is none.
    func statement(for query: SourceQuery) throws -> String?

    /// What can be reached, which tables and columns are there, and what is missing.
    ///
    /// - Parameter query: the experiment to look for; nil looks at the source's own defaults.
    /// - Throws: `WorkspaceError`, `unreachable`, where nothing can be said but that.
    func test(_ query: SourceQuery?) async throws -> SourceReport
}
