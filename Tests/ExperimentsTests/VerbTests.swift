import Experiments
import TestSupport
import Testing

@Suite struct VerbTests {
    @Test func namesAndRoutesAreUniqueAndPathsAreDeclared() {
        let declarations = VerbTable.all.map { $0.declaration }
        #expect(Set(declarations.map(\.name)).count == declarations.count)
        #expect(Set(declarations.map { "\($0.method) \($0.path)" }).count == declarations.count)
        for declaration in declarations {
            let known = Set(declaration.parameters.map(\.name))
            #expect(declaration.pathParameters.allSatisfy(known.contains), "\(declaration.name)")
        }
    }

    @Test func everyVerbReadsItsOwnArguments() throws {
        func roundTrip<V: Verb>(_ verb: V) throws {
            #expect(try V(arguments: verb.arguments).arguments == verb.arguments)
        }
        try roundTrip(GetProject(project: "p"))
        try roundTrip(UpdateState(project: "p", values: ["goal": "g", "intent": .null]))
        try roundTrip(SetStage(project: "p", stage: .measuring))
        try roundTrip(AddActivity(project: "p", type: "note", title: "t", detail: "d"))
        try roundTrip(GetExperiment(project: "p", slug: "s"))
        try roundTrip(UpsertExperiment(project: "p", slug: "s", fields: ["hypothesis": "h", "minimumSample": 5]))
        try roundTrip(ListProjects())
        try roundTrip(CreateProject(name: "n", description: "d"))
        try roundTrip(DeleteProject(project: "p", confirm: "n"))
        try roundTrip(ListExperiments(project: "p"))
        try roundTrip(GetOverview(project: "p", offset: 5, limit: 7))
        try roundTrip(AnalyzeExperiment(project: "p", slug: "s", isIndicative: true))
        for kind in AnalyzeExperiment.Kind.allCases {
            try roundTrip(AnalyzeExperiment(project: "p", slug: "s", as: kind))
        }
        try roundTrip(GetHealth())
    }

    @Test func theReplacedSystemsSentencesAreKept() {
        #expect(
            failure { try UpdateState(arguments: ["project": "p", "other": 1]) }?.message
                == "No valid state fields provided")
        #expect(
            failure { try SetStage(arguments: ["project": "p", "stage": "done"]) }?.message
                == "Invalid stage. Must be one of: intent, hypothesis, implementing, exposing, measuring, deciding, learning"
        )
        #expect(
            failure { try AddActivity(arguments: ["project": "p", "type": "note"]) }?.message
                == "type and title are required")
        #expect(
            failure { try GetExperiment(arguments: ["project": "p"]) }?.message == "slug query parameter is required")
        #expect(failure { try UpsertExperiment(arguments: ["project": "p"]) }?.message == "slug is required")
    }

    @Test(arguments: ["a/b", "..", ".", "a\u{01}b", String(repeating: "x", count: 201)])
    func refusesSlugsThatBreakAddresses(slug: String) {
        #expect(failure { try UpsertExperiment(arguments: ["project": "p", "slug": .string(slug)]) }?.kind == .invalid)
    }

    @Test func ownVerbsRefuseWhatTheyDoNotKnow() {
        let error = failure { try AnalyzeExperiment(arguments: ["project": "p", "slug": "s", "indicatve": true]) }
        #expect(error?.code == "unknown_field")
        #expect(error?.message.contains("indicatve") == true)
        let other = failure { try AnalyzeExperiment(arguments: ["project": "p", "slug": "s", "as": "abc"]) }
        #expect(other?.code == "invalid_value" && other?.message.contains("ab or bandit") == true)
        #expect(failure { try CreateProject(arguments: ["name": "  "]) }?.code == "missing_field")
        #expect(failure { try CreateProject(arguments: ["name": 5]) }?.code == "wrong_type")
        #expect(failure { try GetOverview(arguments: ["project": "p", "limit": -1]) }?.code == "invalid_value")
    }

    @Test func errorsComeBackFromTheirJSON() throws {
        for kind in WorkspaceError.Kind.allCases {
            let code = kind == .internal ? "internal" : "some_code"
            let error = WorkspaceError(kind, code: code, "A sentence.", details: ["faults": ["one"]])
            #expect(try WorkspaceError(json: error.json, httpStatus: kind.httpStatus) == error)
        }
    }
}
