internal import Experiments

/// A customer's own endpoint: asked by a signed request for all metrics and variants at once.
struct EndpointSource: MetricSource {
    let capabilities = SourceCapabilities(
        kinds: [.proportion, .count, .sum, .average], conversionWindows: false, caps: false, covariates: false,
        epochs: false, closedWindows: false)

    private let service: SignedService
    private let staticParameters: JSONObject

    init(_ configuration: SourceConfiguration, secrets: SecretReader, surroundings: CallSurroundings) throws {
        let options = try SourceOptions(of: configuration)
        service = try SignedService(configuration, secrets: secrets, surroundings: surroundings, options: options)
        staticParameters = try options.object("static_params") ?? [:]
    }

    func collect(_ query: SourceQuery) async throws -> SourceAnswer {
        try capabilities.require(query, of: service.caller.name)
        let message = EndpointMessage(query: query, staticParameters: staticParameters)
        let reply = try await service.post(message.request)
        try service.caller.requireSuccess(
            reply, Self.words.merging([404: (.missing, "Nothing is there (status 404). Check url and path.")]) { $1 })
        do {
            var answer = try message.answer(reply.json)
            answer.statement = try statement(for: query)
            return answer
        } catch let fault as EndpointMessage.Fault {
            throw service.caller.failure(.answer, "Its answer \(fault.sentence).")
        }
    }

    func statement(for query: SourceQuery) throws -> String? {
        let body = EndpointMessage(query: query, staticParameters: staticParameters).request
        return "POST \(service.url)\n\n\(body.serialized())"
    }

    func test(_ query: SourceQuery?) async throws -> SourceReport {
        var report = SourceReport()
        guard let query else {
            let now = service.caller.surroundings.now()
            let probe = SourceQuery(
                experiment: "test", flagKey: "test", variants: [], window: .init(start: now, end: now), asOf: now,
                metrics: [])
            let reply = try await service.post(
                EndpointMessage(query: probe, staticParameters: staticParameters).request)
            // A question about nothing may well be refused; what counts is that the signature was accepted.
            if ![400, 422].contains(reply.status) { try service.caller.requireSuccess(reply, Self.words) }
            report.add("\(service.caller.place) answers, and accepts the signature.")
            report.add("Whether it knows an experiment and its metrics shows with --experiment SLUG.")
            return report
        }
        let answer = try await collect(query)
        report.add("\(service.caller.place) answers, and accepts the signature.")
        for metric in answer.data.metrics {
            let counts = metric.variantNames.map { "\($0) \(NumberFormat.count(metric.variants[$0]?.n ?? 0))" }
            report.add("It knows \"\(metric.name)\"; users: \(counts.joined(separator: ", ")).")
        }
        for note in answer.notes { report.add(note) }
        return report
    }

    private static let words: [Int: (SourceFailure, String)] = [
        401: (
            .refused,
            "It refused the signature (status 401). Both sides need the same secret, and clocks that agree."
        ),
        422: (.missing, "It cannot serve this experiment (status 422)."),
    ]
}
