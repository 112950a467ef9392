import Experiments
import TestSupport
import Testing

@Suite struct RecordTests {
    @Test func anExperimentHasExactlyTheDocumentedFields() {
        #expect(
            Experiment().object.keys == [
                "id", "projectId", "slug", "status", "createdAt", "updatedAt", "hypothesis", "method", "methodReason",
                "primaryMetricEvent", "metricDescription", "guardrailEvents", "guardrailDescriptions", "controlVariant",
                "treatmentVariant", "trafficAllocation", "minimumSample", "observationStart", "observationEnd",
                "priorProper", "priorMean", "priorStddev", "inputData", "analysisResult", "decision", "decisionSummary",
                "decisionReason", "whatChanged", "whatHappened", "confirmedOrRefuted", "whyItHappened",
                "nextHypothesis",
                "allocation", "metricDefinitions", "dataSource", "analysisPlan", "assumptions", "holdoutPlan",
            ])
    }

    @Test func aProjectHasNoSecrets() {
        #expect(!Project().object.keys.contains("envSecret"))
        #expect(!Project().object.keys.contains("accessToken"))
    }

    @Test func aRecordIsWholeOrRefused() {
        #expect(failure { try Project(json: [:]) }?.message == "the record lacks id")
        #expect(failure { try DeletedProject(json: [:]) }?.kind == .invalid)
        #expect(failure { try Health(json: [:]) }?.kind == .invalid)
    }

    @Test func recordsComeBackFromTheirJSON() throws {
        var experiment = try experiment([
            "status": "running", "minimumSample": .number(500), "priorProper": true, "priorMean": .number(0.05),
            "observationStart": "2026-03-01", "guardrailEvents": ["error_rate"], "decision": "ROLLBACK CANDIDATE",
        ])
        experiment.id = "e1"
        experiment.projectId = "p1"
        #expect(try Experiment(json: experiment.json) == experiment)
        #expect(experiment.status == .collecting)
        #expect(experiment.decision == "ROLLBACK_CANDIDATE")
        #expect(experiment.guardrailEvents == #"["error_rate"]"#)
        #expect(experiment.json["observationStart"] == "2026-03-01T00:00:00.000Z")
    }

    @Test func textThatCameAsAStringIsKeptByteForByte() throws {
        let text = #"{ "metrics" : { "m":{"a":{"n":10.0,"k":1e0}} } }"#
        #expect(try experiment(["inputData": .string(text)]).inputData == text)
        let value: JSON = ["metrics": ["m": ["a": ["n": .number(10), "k": 1]]]]
        #expect(try experiment(["inputData": value]).inputData == #"{"metrics":{"m":{"a":{"n":10,"k":1}}}}"#)
    }

    @Test func anExplicitNullClearsAndAnAbsentKeyLeaves() throws {
        let filled = try experiment(["hypothesis": "h", "minimumSample": 5])
        let (changed, fields) = try ExperimentChange(fields: ["minimumSample": .null]).applied(to: filled)
        #expect(changed.minimumSample == nil)
        #expect(changed.hypothesis == "h")
        #expect(fields.map(\.name) == ["minimumSample"])
    }

    @Test(
        arguments: [
            ("nonsense", JSON.null, "unknown_field"), ("id", "x", "read_only_field"), ("slug", "x", "read_only_field"),
            ("status", "paused", "invalid_value"), ("status", .null, "wrong_type"),
            ("priorProper", .null, "wrong_type"),
            ("priorProper", "true", "wrong_type"), ("minimumSample", "500", "wrong_type"),
            ("minimumSample", .number(487.5), "wrong_type"), ("minimumSample", -1, "invalid_value"),
            ("hypothesis", 5, "wrong_type"), ("observationStart", "soon", "wrong_type"),
            ("method", "magic", "invalid_value"),
            ("decision", "SHIP", "invalid_value"), ("priorStddev", 0, "invalid_value"),
            ("controlVariant", "inverse", "invalid_value"), ("treatmentVariant", "a,inverse", "invalid_value"),
            ("treatmentVariant", "a, a", "invalid_value"), ("treatmentVariant", " , ", "invalid_value"),
            ("guardrailEvents", "[1]", "invalid_value"), ("guardrailEvents", "[\"a\"", "malformed_json"),
            ("inputData", "# Markdown", "malformed_json"), ("inputData", ["m": 1], "invalid_input_data"),
            ("allocation", ["a": -1], "invalid_value"), ("allocation", ["a": 0], "invalid_value"),
            ("allocation", [:], "invalid_value"), ("metricDefinitions", ["m": ["kind": "median"]], "invalid_value"),
            ("metricDefinitions", ["m": ["kind": "ratio"]], "invalid_value"),
            ("metricDefinitions", ["m": ["cup": 1]], "invalid_value"), ("analysisPlan", ["alpha": 2], "invalid_value"),
            ("metricDefinitions", ["m": ["role": "guardrail"]], "invalid_value"),
            ("analysisPlan", ["alhpa": .number(0.1)], "invalid_value"),
            ("analysisPlan", ["looks": "often"], "invalid_value"),
            ("dataSource", "[]", "invalid_value"),
        ] as [(String, JSON, String)])
    func refusesWrongFields(name: String, value: JSON, code: String) {
        let error = failure { try ExperimentChange(fields: JSONObject([(name, value)])) }
        #expect(error?.kind == .invalid)
        #expect(error?.code == code)
        #expect(error?.message.contains(name) == true)
    }

    @Test func namesVariantsAndGuardrailsOfOlderFiles() throws {
        var older = Experiment()
        #expect(Variants(of: older) == Variants(control: "control", treatments: ["treatment"]))
        older.treatmentVariant = "b | c"
        #expect(Variants(of: older).treatments == ["b", "c"])
        #expect(Variants.split(" b, c ,d") == ["b", "c", "d"])
        #expect(GuardrailEvents.read("error_rate") == ["error_rate"])
        #expect(GuardrailEvents.read(#"["a","b","a"]"#) == ["a", "b"])
        #expect(GuardrailEvents.read(nil).isEmpty)
        #expect(GuardrailEvents.read("null").isEmpty)
        #expect(GuardrailEvents.read(#"["a",{"event":"b"}]"#) == ["a", #"{"event":"b"}"#])
    }
}
