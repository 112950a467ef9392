internal import Experiments
internal import Foundation

/// The flags of `power` as the request that they stand for.
struct PowerFlags {
    private let command: PowerCommand

    init(_ command: PowerCommand) {
        self.command = command
    }

    /// No flag but the format is given.
    var isEmpty: Bool {
        let texts = [
            command.baseline, command.mean, command.stddev, command.effect, command.power, command.alpha,
            command.dailyUsers, command.split, command.users, command.control, command.treatment, command.plannedN,
            command.priorMean, command.priorStddev, command.history, command.threshold, command.assurance,
        ]
        return texts.allSatisfy { $0 == nil } && !command.absolute
    }

    /// - Throws: `WorkspaceError` (kind `invalid`) for flags that do not go together, and for values of another form.
    func request() throws -> JSONObject {
        var request = JSONObject()
        request["metric"] = try metric()
        request["so_far"] = try soFar()
        guard request["metric"] != nil || request["so_far"] != nil || command.history != nil else {
            throw Self.missing("give --baseline, or --mean and --stddev, or --control and --treatment")
        }
        request["difference"] = command.absolute ? "absolute" : nil
        let shares = [
            ("effect", "effect", command.effect), ("power", "power", command.power), ("alpha", "alpha", command.alpha),
            ("threshold", "threshold", command.threshold), ("assurance", "assurance", command.assurance),
        ]
        for (field, flag, text) in shares { request[field] = try text.map { try Self.number($0, flag) } }
        let counts = [
            ("users", "users", command.users), ("planned_n", "planned-n", command.plannedN),
            ("daily_users", "daily-users", command.dailyUsers),
        ]
        for (field, flag, text) in counts { request[field] = try text.map { try Self.count($0, flag) } }
        request["allocation"] = try command.split.map(Self.allocation)
        request["prior"] = try prior()
        request["history"] = try command.history.map(Self.history)
        return request
    }

    private func metric() throws -> JSON? {
        switch (command.baseline, command.mean, command.stddev) {
        case (nil, nil, nil): nil
        case (let rate?, nil, nil): ["kind": "proportion", "baseline": try Self.number(rate, "baseline")]
        case (nil, let mean?, let deviation?):
            ["kind": "mean", "mean": try Self.number(mean, "mean"), "stddev": try Self.number(deviation, "stddev")]
        default: throw Self.missing("give either --baseline, or --mean and --stddev")
        }
    }

    private func soFar() throws -> JSON? {
        switch (command.control, command.treatment) {
        case (nil, nil): nil
        case (let control?, let treatment?):
            ["control": try JSON(counts: control), "treatment": try JSON(counts: treatment)]
        default: throw Self.missing("give --control k/n and --treatment k/n together")
        }
    }

    private func prior() throws -> JSON? {
        switch (command.priorMean, command.priorStddev) {
        case (nil, nil): nil
        case (let mean, let deviation?):
            [
                "mean": try Self.number(mean ?? "0", "prior-mean"),
                "stddev": try Self.number(deviation, "prior-stddev"),
            ]
        case (_, nil): throw Self.missing("give --prior-stddev beside --prior-mean")
        }
    }

    // MARK: - The forms of values

    /// `5%`, `0.05` or `1/20`.
    static func number(_ text: String, _ flag: String) throws -> JSON {
        let trimmed = text.trimmed
        let parts = trimmed.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let value: Double? =
            if trimmed.hasSuffix("%") {
                decimal(String(trimmed.dropLast()).trimmed).map { $0 / 100 }
            } else if parts.count == 2, let part = decimal(parts[0]), let whole = decimal(parts[1]) {
                part / whole
            } else {
                decimal(trimmed)
            }
        guard let value, value.isFinite else {
            throw invalid("--\(flag) takes a number such as 0.05, 5% or 1/20, not \"\(text)\"")
        }
        return .number(value)
    }

    /// Swift reads hexadecimal digits and words such as `nan` too.
    private static func decimal(_ text: String) -> Double? {
        text.allSatisfy { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) } ? Double(text) : nil
    }

    /// `4000`, also with commas between thousands.
    private static func count(_ text: String, _ flag: String) throws -> JSON {
        guard let count = Int64(text.trimmed.replacing(",", with: "")) else {
            throw invalid("--\(flag) takes a whole number, not \"\(text)\"")
        }
        return .integer(count)
    }

    private static func allocation(_ text: String) throws -> JSON {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { decimal(String($0).trimmed) }
        guard parts.count == 2, let control = parts[0], let treatment = parts[1], control > 0, treatment > 0 else {
            throw invalid("--split takes two shares above 0, such as 50/50, not \"\(text)\"")
        }
        return ["control": .number(control), "treatment": .number(treatment)]
    }

    private static func history(_ text: String) throws -> JSON {
        .array(
            try text.split(separator: ",", omittingEmptySubsequences: false).map { pair in
                let parts = pair.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2 else {
                    throw invalid("--history takes lift:se pairs such as 4%:2%,-1%:1.5%, not \"\(pair)\"")
                }
                return ["lift": try number(parts[0], "history"), "se": try number(parts[1], "history")]
            })
    }

    private static func invalid(_ message: String) -> WorkspaceError {
        .invalid(message, code: "invalid_value")
    }

    private static func missing(_ message: String) -> WorkspaceError {
        .invalid(message, code: "missing_field")
    }
}
