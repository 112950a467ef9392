internal import Experiments

/// The settings of a kind, from a configuration's `options`: each has a type, and none is passed over.
struct SourceOptions {
    private let name: String
    private let settings: JSONObject

    /// - Throws: `WorkspaceError`, `invalid` (code `invalid_source`), naming a setting that the kind does not have.
    init(of configuration: SourceConfiguration) throws {
        name = configuration.name
        settings = configuration.settings
        if let key = settings.keys.first(where: { !configuration.kind.options.contains($0) }) {
            throw fault(": \(configuration.fault(ofOption: key))")
        }
    }

    func text(_ key: String) throws -> String? {
        try read(key, "a text that is not empty") { $0.text.flatMap { $0.isEmpty ? nil : $0 } }
    }

    func word(_ key: String, of words: [String]) throws -> String? {
        try read(key, "one of \(words.joined(separator: ", "))") { $0.text.flatMap { words.contains($0) ? $0 : nil } }
    }

    func flag(_ key: String) throws -> Bool {
        try read(key, "true or false", \.bool) ?? false
    }

    func number(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
        try read(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            $0.wholeNumber.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func object(_ key: String) throws -> JSONObject? { try read(key, "an object", \.object) }

    private func read<Value>(_ key: String, _ type: String, _ value: (JSON) -> Value?) throws -> Value? {
        guard let json = settings[key] else { return nil }
        guard let value = value(json) else { throw fault(" takes for the option \(key) \(type)") }
        return value
    }

    private func fault(_ what: String) -> WorkspaceError {
        .invalid("The source \"\(name)\"\(what).", code: "invalid_source")
    }
}
