import Testing

@testable import Experiments

/// Texts that are kept are compared by their bytes: another composition of the same characters is another text.
@Suite struct SameTextTests {
    private static let composed = "caf\u{E9}"
    private static let decomposed = "cafe\u{301}"

    @Test func swiftTakesThemForEqualAndWeDoNot() {
        #expect(Self.composed == Self.decomposed)
        #expect(!Self.composed.hasSameBytes(as: Self.decomposed))
        #expect(Self.composed.hasSameBytes(as: "caf\u{E9}"))
        // As many bytes, in another order.
        #expect(!"a\u{323}\u{307}".hasSameBytes(as: "a\u{307}\u{323}"))
    }

    @Test func jsonIsEqualByItsBytes() {
        #expect(JSON.string(Self.composed) != .string(Self.decomposed))
        #expect(JSON.array([.string(Self.composed)]) != .array([.string(Self.decomposed)]))
        #expect(JSON.object([Self.composed: 1]) != .object([Self.decomposed: 1]))
        #expect(JSON.object([Self.composed: 1, "b": 2]) == .object(["b": 2, Self.composed: 1]))
    }

    /// A stored result of which another program changed only the composition is not what is computed.
    @Test func replayTellsThemApart() throws {
        var experiment = Experiment()
        experiment.slug = "s"
        experiment.primaryMetricEvent = Self.composed
        experiment.controlVariant = "a"
        experiment.treatmentVariant = "b"
        var snapshot = Snapshot()
        snapshot.inputData = #"{"\#(Self.composed)":{"a":{"n":1000,"k":100},"b":{"n":1000,"k":130}}}"#
        let result = try Analysis.result(
            of: InputData(parsing: snapshot.inputData), snapshot: .init(id: "", sha256: ""),
            parameters: AnalysisParameters(
                computedAt: Instant(milliseconds: 0), isIndicative: false, contract: Contract(of: experiment)))
        var stored = StoredAnalysis()
        stored.engine = Engine.name
        stored.parameters = JSON.object(result.parameters).serialized()
        stored.result = result.json.serialized()
        #expect(stored.replayed(of: snapshot, experiment: "s").finding == .identical)
        stored.result = stored.result.replacing(Self.composed, with: Self.decomposed)
        #expect(stored.replayed(of: snapshot, experiment: "s").finding == .different)
    }

    /// The same data in other bytes are other data: they make a snapshot of their own.
    @Test func newBytesAreNewData() throws {
        var experiment = Experiment()
        experiment.status = .collecting
        experiment.inputData = #"{"\#(Self.composed)":{"a":{"n":10,"k":1}}}"#
        var snapshot = Snapshot()
        snapshot.inputData = experiment.inputData ?? ""
        let facts = ExperimentUpdate.Facts(
            latestSnapshot: snapshot, isAnalyzed: false, now: Instant(milliseconds: 0))
        func newData(_ text: String?) throws -> String? {
            let change = try ExperimentChange(fields: ["inputData": text.map(JSON.string) ?? .null])
            return try ExperimentUpdate(change, to: experiment, reason: nil, facts: facts).newInputData
        }
        #expect(try newData(experiment.inputData) == nil)
        #expect(try newData(#"{"\#(Self.decomposed)":{"a":{"n":10,"k":1}}}"#) != nil)
    }
}
