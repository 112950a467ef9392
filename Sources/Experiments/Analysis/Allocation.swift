/// The intended share of users of each variant.
package struct Allocation: Sendable, Equatable {
    /// Variant to weight; non-negative, not all zero, not necessarily of sum 1.
    package var weights: [String: Double]
    /// In the order in which they were written.
    package var names: [String]

    /// The equal split.
    package init(equalAmong names: [String]) {
        self.names = names
        weights = Dictionary(names.map { ($0, 1 / Double(max(1, names.count))) }) { first, _ in first }
    }

    package init(parsing text: String) throws {
        try self.init(json: JSON(parsing: text, field: "allocation"))
    }

    package init(json: JSON) throws {
        guard let object = json.object, !object.isEmpty else {
            throw Self.fault("takes an object of weights, such as {\"control\":0.5,\"treatment\":0.5}")
        }
        names = object.keys
        weights = [:]
        for (name, value) in object {
            guard let weight = value.double, weight >= 0 else {
                throw Self.fault("gives \"\(name)\" a weight that is not a number of at least 0")
            }
            weights[name] = weight
        }
        guard weights.values.contains(where: { $0 > 0 }) else { throw Self.fault("gives every variant the weight 0") }
    }

    /// The weights of these variants, scaled to the sum 1.
    package func shares(of variants: [String]) -> [Double] {
        let raw = variants.map { weights[$0] ?? 0 }
        let total = raw.reduce(0, +)
        return total > 0 ? raw.map { $0 / total } : raw
    }

    private static func fault(_ what: String) -> WorkspaceError {
        .invalid("allocation \(what)", code: "invalid_value")
    }
}
