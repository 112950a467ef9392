package import Experiments

/// The domain error that a body throws; nil when it throws none or another, which no expectation of a code survives.
package func failure<T>(_ body: () throws -> T) -> WorkspaceError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? WorkspaceError
    }
}

package func failure<T>(_ body: () async throws -> T) async -> WorkspaceError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? WorkspaceError
    }
}
