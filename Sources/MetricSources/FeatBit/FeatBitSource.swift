internal import Experiments

/// FeatBit's results of a flag: per metric and variant, how many users saw it and how many of them converted.
struct FeatBitSource: MetricSource {
    let capabilities = SourceCapabilities(
        kinds: [.proportion], conversionWindows: false, caps: false, covariates: false, epochs: false,
        closedWindows: false)

    private let service: FeatBitService
    private let exposedField: String
    private let convertedField: String
    private let concurrency: Int

    init(_ configuration: SourceConfiguration, secrets: SecretReader, surroundings: CallSurroundings) throws {
        let options = try SourceOptions(of: configuration)
        service = try FeatBitService(configuration, secrets: secrets, surroundings: surroundings, options: options)
        exposedField = try options.text("exposed_field") ?? "exposed"
        convertedField = try options.text("converted_field") ?? "converted"
        concurrency = try options.number("concurrency", in: 1...16) ?? 4
    }

    func collect(_ query: SourceQuery) async throws -> SourceAnswer {
        try capabilities.require(query, of: service.caller.name)
        let questions = try questions(of: query)
        let counts = try await answers(to: questions)
        var answer = SourceAnswer(
            data: try query.inputData { metric, variant in
                guard let data = counts[Key(metric: metric.name, variant: variant)] else {
                    throw service.caller.failure(
                        .answer, "There is no answer for metric \"\(metric.name)\", variant \"\(variant)\".")
                }
                return data
            })
        answer.statement = try statement(for: query)
        answer.rows = questions.count
        answer.notes = unevenExposure(in: answer.data, variants: query.variants)
        return answer
    }

    func statement(for query: SourceQuery) throws -> String? {
        try questions(of: query).map { "GET \($0.url)" }.joined(separator: "\n")
    }

    func test(_ query: SourceQuery?) async throws -> SourceReport {
        var report = SourceReport()
        guard let query else {
            let url = try service.url(envId: nil, path: "experiments/results")
            let reply = try await service.caller.send { service.call(url: url) }
            // Without a flag it may well refuse the question; what counts is that it knows the token.
            if ![400, 404, 422].contains(reply.status) { try service.caller.requireSuccess(reply) }
            report.add("\(service.caller.place) answers, and accepts the token.")
            report.add("Whether it knows a flag and its metrics shows with --experiment SLUG.")
            return report
        }
        try capabilities.require(query, of: service.caller.name)
        let answer = try await collect(query)
        report.add("\(service.caller.place) answers, and accepts the token.")
        for metric in answer.data.metrics {
            let counts = metric.variantNames.map { "\($0) \(NumberFormat.count(metric.variants[$0]?.n ?? 0))" }
            report.add("It knows \"\(metric.name)\"; users exposed: \(counts.joined(separator: ", ")).")
        }
        let users = answer.data.metrics.flatMap { $0.variants.values.map(\.n) }
        if users.allSatisfy({ $0 == 0 }) {
            report.add(
                "Nobody saw the flag \"\(query.flagKey)\" in the window. Check its key, the variants' names and the window.",
                isFine: false)
        }
        for note in answer.notes { report.add(note) }
        return report
    }

    private struct Key: Hashable {
        let metric: String
        let variant: String
    }

    private struct Question: Sendable {
        let key: Key
        let url: String
    }

    private func questions(of query: SourceQuery) throws -> [Question] {
        let url = try service.url(envId: query.envId, path: "experiments/results")
        return query.metrics.flatMap { metric in
            query.variants.map { variant in
                let parameters = [
                    ("flagKey", query.flagKey), ("metric", metric.event), ("variant", variant),
                    ("from", query.window.start.jsonText), ("to", query.window.end.jsonText),
                ]
                let text = parameters.map { "\($0)=\($1.percentEncoded)" }.joined(separator: "&")
                return Question(key: Key(metric: metric.name, variant: variant), url: "\(url)?\(text)")
            }
        }
    }

    /// Asks a few at a time.
    private func answers(to questions: [Question]) async throws -> [Key: VariantData] {
        try await withThrowingTaskGroup(of: (Key, VariantData).self) { group in
            var waiting = questions[...]
            var answers: [Key: VariantData] = [:]
            for question in waiting.prefix(concurrency) { group.addTask { try await ask(question) } }
            waiting = waiting.dropFirst(concurrency)
            for try await (key, data) in group {
                answers[key] = data
                if let next = waiting.popFirst() { group.addTask { try await ask(next) } }
            }
            return answers
        }
    }

    private func ask(_ question: Question) async throws -> (Key, VariantData) {
        let caller = service.caller
        let what = "for metric \"\(question.key.metric)\", variant \"\(question.key.variant)\""
        let reply = try await caller.send { service.call(url: question.url) }
        try caller.requireSuccess(
            reply,
            [
                404: (
                    .missing,
                    "It has no results \(what) (status 404). Check url and envId, the flag's key and the metric's event."
                )
            ])
        let data = try service.data(of: reply, what)
        let summary = VariantData(
            n: try count(exposedField, in: data, what), shape: .proportion(k: try count(convertedField, in: data, what))
        )
        if let fault = summary.impossibility {
            throw caller.failure(.answer, "Its answer \(what) \(fault).")
        }
        return (question.key, summary)
    }

    /// - Parameter field: a key, or several with points between them.
    private func count(_ field: String, in data: JSON, _ what: String) throws -> Int {
        let value = field.split(separator: ".").reduce(JSON?.some(data)) { $0?[String($1)] }
        guard let value else {
            throw service.caller.failure(
                .answer,
                "Its answer \(what) has no \"\(field)\". If the field is called otherwise, set exposed_field or "
                    + "converted_field in the source's options.")
        }
        guard let count = value.wholeNumber, count >= 0 else {
            throw service.caller.failure(
                .answer, "Its answer \(what) has \(field) = \(value.serialized()), which is not a count.")
        }
        return count
    }

    /// All metrics of a variant are over the same users, unless they were counted at different moments or wrongly.
    private func unevenExposure(in data: InputData, variants: [String]) -> [String] {
        variants.compactMap { variant in
            let counts = data.metrics.compactMap { $0.variants[variant]?.n }
            guard let least = counts.min(), let most = counts.max(), least != most else { return nil }
            return
                "The metrics of \"\(variant)\" are over different numbers of users, from \(NumberFormat.count(least)) "
                + "to \(NumberFormat.count(most)): exposures came in between the requests, or FeatBit counts them by metric."
        }
    }
}
