/// The guardrail metrics of an experiment, kept as a JSON array of event names in a string.
package enum GuardrailEvents {
    /// In stored order, each once. An older file's text that is not JSON is read as one event name, and an element that
    /// is no name as the text that it is, so that no guardrail is passed over in silence.
    package static func read(_ text: String?) -> [String] {
        guard let text, !text.trimmed.isEmpty else { return [] }
        guard let json = try? JSON(parsing: text), json != .null else {
            return text.trimmed == "null" ? [] : [text.trimmed]
        }
        var seen: Set<String> = []
        let names = (json.array ?? [json]).map { $0.text ?? $0.serialized() }
        return names.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// Checks a text that a client writes: a JSON array of names, or one plain event name.
    package static func admit(_ text: String) throws -> String {
        let looksLikeJSON = text.trimmed.first.map { "[{\"".contains($0) } ?? false
        if looksLikeJSON {
            let names = try JSON(parsing: text, field: "guardrailEvents").array
            guard let names, names.allSatisfy({ $0.text?.trimmed.isEmpty == false }) else {
                throw WorkspaceError.invalid(
                    "guardrailEvents takes a JSON array of event names, such as [\"error_rate\"]", code: "invalid_value"
                )
            }
        } else if text.contains(",") {
            throw WorkspaceError.invalid(
                "guardrailEvents \"\(text)\" is read as one event. Give several as a JSON array, such as "
                    + "[\"error_rate\",\"refund\"]", code: "invalid_value")
        }
        return text
    }
}
