extension MinimumSample {
    static func given(_ users: Int) throws -> MinimumSample {
        guard users > 0, users < 1 << 53 else {
            throw WorkspaceError.invalid(
                "minimumSample is \(users); give a whole number of users per variant, from 1 to 2^53 - 1",
                code: "invalid_minimum_sample")
        }
        return MinimumSample(users, .given, [:], "as given")
    }

    static func hypothesis(_ named: BaselineRate) -> MinimumSample {
        let inputs: JSONObject = ["text": .string(named.text), "rate": .number(named.rate.value)]
        return MinimumSample(
            users(at: named.rate), .hypothesis, inputs,
            "since the hypothesis puts today's rate at \(percent(named.rate)) (\"\(named.text)\")")
    }

    static func eventKind(_ kind: EventKind, event: String) -> MinimumSample {
        MinimumSample(
            kind.usualMinimum, .eventKind, ["event": .string(event), "kind": .string(kind.rawValue)],
            "the usual number for \(kind.phrase), which the event's name \"\(event)\" speaks of")
    }

    static func measured(_ users: Int, n: Int, k: Int, event: String) -> MinimumSample {
        MinimumSample(
            users, .measured, counts(n: n, k: k),
            "since \(NumberFormat.count(k)) of \(NumberFormat.count(n, of: "user")) of the control fired \"\(event)\"")
    }

    static func answered(_ answer: String, event: String) throws -> MinimumSample {
        var inputs: JSONObject = ["answer": .string(answer)]
        switch try BaselineAnswer(reading: answer) {
        case .rate(let rate):
            inputs["rate"] = .number(rate.value)
            return MinimumSample(
                users(at: rate), .answered, inputs,
                "since the answer \"\(answer)\" puts today's rate at \(percent(rate))")
        case .counts(let n, let k):
            for (name, count) in counts(n: n, k: k) { inputs[name] = count }
            guard let users = try users(n: n, k: k) else { return nobodyFired(event, n: n, answer: answer) }
            return MinimumSample(
                users, .answered, inputs,
                "since \(NumberFormat.count(k)) of \(NumberFormat.count(n, of: "user")) fired \"\(event)\", as answered"
            )
        case .unknown:
            return assumed(inputs)
        }
    }

    /// A rate of zero says that the true one is small, and not how small.
    static func nobodyFired(_ event: String, n: Int, answer: String? = nil) -> MinimumSample {
        var inputs = counts(n: n, k: 0)
        if let answer { inputs["answer"] = .string(answer) }
        return assumed(inputs, because: "none of \(NumberFormat.count(n, of: "user")) has fired \"\(event)\" yet, so ")
    }

    static func assumed(_ inputs: JSONObject, because: String = "") -> MinimumSample {
        MinimumSample(
            Contract.assumedMinimumSample, .assumed, inputs,
            "\(because)this is an assumption, to be revised once the event's rate is known")
    }

    /// The question for a person, or for an agent to pass on.
    static func question(of event: String) -> String {
        """
        How many users fire "\(event)" today? Give k/n, such as 12/300: n is the number of unique users exposed to the \
        control (what users see now), k is how many of those users fired "\(event)". Both stand in the analytics or the \
        database in which the product's exposures (or page views) and events are kept; take a recent whole week. An \
        estimate will do: "about 5 %" or "maybe 1 in 20". If you cannot tell, answer "don't know".
        """
    }

    /// The choice and its inputs, for the experiment's `assumptions`.
    package var json: JSON {
        [
            "users": .integer(Int64(users)), "step": .string(step.rawValue), "inputs": .object(inputs),
            "revise": .boolean(step == .assumed), "sentence": .string(sentence),
        ]
    }

    // MARK: - Parts

    private init(_ users: Int, _ step: Step, _ inputs: JSONObject, _ reason: String) {
        let sentence = "\(NumberFormat.count(users, of: "user")) per variant: \(reason)."
        self.init(users: users, step: step, inputs: inputs, sentence: sentence)
    }

    private static func users(at rate: Rate) -> Int { enough(for: rate.numerator, of: rate.denominator) }

    private static func counts(n: Int, k: Int) -> JSONObject {
        ["n": .integer(Int64(n)), "k": .integer(Int64(k))]
    }

    /// `4 %`, `12.5 %`: as many digits as a person would write.
    private static func percent(_ rate: Rate) -> String {
        NumberFormat.significant(rate.value * 100, digits: 3) + " %"
    }
}
