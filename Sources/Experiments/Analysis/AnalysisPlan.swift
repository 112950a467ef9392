/// How the data will be read, fixed before there are any.
package struct AnalysisPlan: Sendable, Equatable {
    /// The width of intervals: they hold 1 - alpha.
    package var alpha = 0.05

    package init() {}

    package init(parsing text: String) throws {
        guard let object = try JSON(parsing: text, field: "analysisPlan").object else {
            throw WorkspaceError.invalid("analysisPlan takes a JSON object", code: "invalid_value")
        }
        if let value = object["alpha"] {
            guard let alpha = value.double, alpha > 0, alpha < 1 else {
                throw WorkspaceError.invalid("analysisPlan.alpha must lie between 0 and 1", code: "invalid_value")
            }
            self.alpha = alpha
        }
    }
}
