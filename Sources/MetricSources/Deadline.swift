/// What some work gives, unless it takes too long: then it is cancelled, and has ended before this returns.
///
/// - Returns: nil for work that took too long.
/// - Throws: what the work throws; `CancellationError` where the task was cancelled meanwhile.
func value<Value: Sendable>(
    within limit: Duration, of work: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    let value = try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
    // A body that is read in a cancelled task ends early, as if it were whole.
    try Task.checkCancellation()
    return value
}
