internal import Experiments

/// A real experiment, as the aggregate counts that are public, with their source.
struct DemoExperiment {
    var project: String
    var slug: String
    var hypothesis: String
    /// Field to value of the experiment's definition.
    var definition: JSONObject
    var inputData: JSON
    var source: String
    /// What is often said of these numbers, where that is not what they support.
    var popularReading: String?

    /// Marks a project as the demo's own.
    static let marker = "Demo of the experiment workspace on public data."

    static let all = [eMailTest, cookieCats]

    static let windowNote = "The window of 14 days is the demo's own; the public data give counts without dates."

    private static let eMailTest = DemoExperiment(
        project: "Spring e-mail campaign", slug: "e-mail-campaign",
        hypothesis: "We believe that an e-mail with merchandise raises visits of last year's customers, "
            + "because it reminds them at the moment of choice.",
        definition: [
            "primaryMetricEvent": "visit",
            "metricDescription": "Visited the shop's site within two weeks of the e-mail",
            "controlVariant": "No E-Mail", "treatmentVariant": "Mens E-Mail,Womens E-Mail", "minimumSample": 500,
            "observationStart": "2026-03-01", "observationEnd": "2026-03-14",
            "metricDefinitions": ["conversion": ["role": "secondary"], "spend": ["role": "secondary", "kind": "sum"]],
            "assumptions": ["window": .string(windowNote)],
        ],
        inputData: [
            "metrics": [
                "visit": [
                    "No E-Mail": ["n": 21306, "k": 2262], "Mens E-Mail": ["n": 21307, "k": 3894],
                    "Womens E-Mail": ["n": 21387, "k": 3238],
                ],
                "conversion": [
                    "No E-Mail": ["n": 21306, "k": 122], "Mens E-Mail": ["n": 21307, "k": 267],
                    "Womens E-Mail": ["n": 21387, "k": 189],
                ],
                "spend": [
                    "No E-Mail": ["n": 21306, "sum": .number(13908.33), "sum_squares": .number(2870050.3621)],
                    "Mens E-Mail": ["n": 21307, "sum": .number(30311.69), "sum_squares": .number(6759024.4973)],
                    "Womens E-Mail": ["n": 21387, "sum": .number(23038.11), "sum_squares": .number(4911446.5763)],
                ],
            ]
        ],
        source: "Kevin Hillstrom, MineThatData E-Mail Analytics and Data Mining Challenge (2008), 64,000 customers")

    private static let cookieCats = DemoExperiment(
        project: "Cookie Cats gate", slug: "cookie-cats-gate",
        hypothesis: "We believe that the first gate at level 40 instead of 30 keeps more players for a week, "
            + "because they meet it with more to lose.",
        definition: [
            "primaryMetricEvent": "retention_7", "metricDescription": "Played again seven days after the install",
            "guardrailEvents": ["retention_1"], "controlVariant": "gate_30", "treatmentVariant": "gate_40",
            "minimumSample": 1000, "observationStart": "2026-03-01", "observationEnd": "2026-03-14",
            "assumptions": ["window": .string(windowNote)],
        ],
        inputData: [
            "metrics": [
                "retention_7": ["gate_30": ["n": 44700, "k": 8502], "gate_40": ["n": 45489, "k": 8279]],
                "retention_1": ["gate_30": ["n": 44700, "k": 20034], "gate_40": ["n": 45489, "k": 20119]],
            ]
        ],
        source: "Cookie Cats, a mobile game (public data set of 90,189 players)",
        popularReading: "gate_40 loses players, so keep the gate at level 30")
}
