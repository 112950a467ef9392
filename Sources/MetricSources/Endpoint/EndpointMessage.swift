internal import Experiments

/// What a signed endpoint is asked, and how its answer is read: the schema of version 1.
struct EndpointMessage: Sendable {
    static let schemaVersion = 1

    let query: SourceQuery
    let staticParameters: JSONObject

    /// The request's body.
    var request: JSON {
        [
            "schemaVersion": .integer(Int64(Self.schemaVersion)), "experimentMode": .string(query.mode.rawValue),
            "experimentId": .string(query.experiment), "flagKey": .string(query.flagKey),
            "envId": query.envId.map(JSON.string) ?? .null, "variants": .array(query.variants.map(JSON.string)),
            "window": [
                "start": .string(query.window.start.jsonText), "end": .string(query.window.end.jsonText),
            ],
            "metrics": .array(query.metrics.map(request(of:))), "staticParams": .object(staticParameters),
        ]
    }

    private func request(of metric: MetricRequest) -> JSON {
        let (type, aggregation) = Self.type(of: metric.kind)
        return [
            "name": .string(metric.name), "role": .string(role(of: metric)), "type": .string(type),
            "agg": .string(aggregation), "inverse": .boolean(metric.inverse),
        ]
    }

    /// A bandit's primary metric is its reward. The schema has no secondary metrics: they are asked for as guardrails.
    private func role(of metric: MetricRequest) -> String {
        metric.role == .primary ? query.mode == .bandit ? "reward" : "primary" : "guardrail"
    }

    private static func type(of kind: MetricDefinition.Kind) -> (type: String, aggregation: String) {
        kind == .proportion ? ("binary", "once") : ("continuous", kind.rawValue)
    }

    /// An answer read whole, or the first fault that was found in it.
    struct Fault: Error {
        let sentence: String
    }

    /// - Throws: `Fault`.
    func answer(_ json: JSON?) throws -> SourceAnswer {
        guard let json, let object = json.object else { throw Fault(sentence: "is not a whole JSON object") }
        guard object["schemaVersion"]?.wholeNumber == Self.schemaVersion else {
            throw Fault(
                sentence: "is of schemaVersion \(Self.shown(object["schemaVersion"])), not \(Self.schemaVersion)")
        }
        guard object["experimentId"]?.text == query.experiment else {
            throw Fault(
                sentence: "is for the experiment \(Self.shown(object["experimentId"])), not \"\(query.experiment)\"")
        }
        guard let computedAt = object["computedAt"].flatMap(Instant.init(json:)) else {
            throw Fault(sentence: "lacks computedAt, the time at which it was computed")
        }
        guard let metrics = object["metrics"]?.object else { throw Fault(sentence: "lacks metrics") }
        var notes = try windowNotes(object["window"])
        var answer = SourceAnswer(data: try query.inputData { try summary(of: $0, variant: $1, in: metrics) })
        notes += strangers(metrics.keys, query.metrics.map(\.name), "metric")
        for metric in query.metrics {
            let variants = metrics[metric.name]?["data"]?.object?.keys ?? []
            notes += strangers(variants, query.variants, "variant of \"\(metric.name)\"")
        }
        answer.computedAt = computedAt
        answer.notes = notes
        return answer
    }

    /// An answer of other times is not ours. Its data may end early, though: an endpoint can lag behind.
    private func windowNotes(_ json: JSON?) throws -> [String] {
        guard let start = json?["start"].flatMap(Instant.init(json:)),
            let end = json?["end"].flatMap(Instant.init(json:))
        else { throw Fault(sentence: "lacks window with start and end") }
        let (asked, grain) = (query.window, Int64(1000))
        guard abs(start.milliseconds - asked.start.milliseconds) < grain,
            end.milliseconds < asked.end.milliseconds + grain
        else {
            throw Fault(
                sentence: "is for the window from \(start.jsonText) to \(end.jsonText), and asked for was "
                    + "\(asked.start.jsonText) to \(asked.end.jsonText)")
        }
        guard end.milliseconds <= asked.end.milliseconds - grain else { return [] }
        return ["The endpoint's data end at \(end.jsonText), and the window at \(asked.end.jsonText)."]
    }

    private func summary(of metric: MetricRequest, variant: String, in metrics: JSONObject) throws -> VariantData {
        guard let answered = metrics[metric.name] else { throw Fault(sentence: "lacks the metric \"\(metric.name)\"") }
        let (type, aggregation) = Self.type(of: metric.kind)
        guard answered["type"]?.text == type, answered["agg"]?.text == aggregation else {
            throw Fault(
                sentence:
                    "gives \"\(metric.name)\" as \(Self.shown(answered["type"])) \(Self.shown(answered["agg"])), and "
                    + "asked for was \(type) \(aggregation)")
        }
        let place = "metric \"\(metric.name)\", variant \"\(variant)\""
        guard let data = answered["data"]?[variant] else { throw Fault(sentence: "lacks \(place)") }
        let summary: VariantData
        do {
            summary = try VariantData(json: data, place: place)
        } catch {
            throw Fault(sentence: "is not as it should be: \(error)")
        }
        guard metric.kind.takes(summary.shape) else {
            throw Fault(
                sentence:
                    "gives \(place), a \(metric.kind.rawValue), as \(summary.shapeName); it takes \(metric.kind.fields)"
            )
        }
        if let impossibility = summary.impossibility { throw Fault(sentence: "is not sane: \(place) \(impossibility)") }
        return summary
    }

    private func strangers(_ found: [String], _ known: [String], _ what: String) -> [String] {
        found.filter { !known.contains($0) }.map { "The endpoint also gave \"\($0)\", no \(what); it was passed over." }
    }

    private static func shown(_ json: JSON?) -> String { json?.serialized() ?? "none" }
}
