import Experiments
import Foundation
import TestSupport
import Testing

@testable import MetricSources

struct FileSourceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func source(_ text: String) throws -> any MetricSource {
        let path = folder.file("summaries")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try source(at: path)
    }

    private func source(at path: String) throws -> any MetricSource {
        try MetricSources.source(.standIn(.file, url: nil) { $0.path = path }, secrets: .standIn)
    }

    private static let everyKind = shopQuery(
        .init(name: "buys", event: "bought"), .init(name: "errors", role: .guardrail, event: "error", inverse: true),
        .init(name: "revenue", kind: .sum, event: "bought"),
        .init(name: "time", kind: .average, event: "session"),
        .init(name: "per order", kind: .ratio, event: "bought", denominator: "order"),
        .init(name: "visits", kind: .count, event: "visit", covariateWindow: 86_400_000))

    private static let everyKindData = """
        {"metrics":{
        "buys":{"control":{"n":487,"k":41},"treatment":{"n":513,"k":67}},
        "errors":{"inverse":true,"control":{"n":487,"k":5},"treatment":{"n":513,"k":4}},
        "revenue":{"control":{"n":487,"sum":4383.5,"sum_squares":79900},"treatment":{"n":513,"sum":-4901.5,"sum_squares":91011}},
        "time":{"control":{"n":400,"mean":3.5,"std":1.25},"treatment":{"n":401,"mean":3.25,"std":1.5}},
        "per order":{"control":{"n":9,"num_sum":1,"num_sum_squares":2,"den_sum":3,"den_sum_squares":4,"num_den_sum":5},
        "treatment":{"n":9,"num_sum":1,"num_sum_squares":2,"den_sum":3,"den_sum_squares":4,"num_den_sum":5}},
        "visits":{"control":{"n":9,"sum":9,"sum_squares":20,"covariate_sum":8,"covariate_sum_squares":9,"covariate_cross":10},
        "treatment":{"n":9,"sum":9,"sum_squares":20,"covariate_sum":8,"covariate_sum_squares":9,"covariate_cross":10}}}}
        """

    @Test func jsonIsInputDataAsItIs() async throws {
        let answer = try await source(Self.everyKindData).collect(Self.everyKind)
        #expect(answer.data == (try InputData(parsing: Self.everyKindData)))
        #expect(answer.rows == nil)
        #expect(answer.computedAt != nil)
        #expect(answer.usersInSeveralVariants == nil)
    }

    @Test func csvSaysTheSame() async throws {
        let columns =
            "metric,variant,n,k,sum,sum_squares,mean,std,num_sum,num_sum_squares,den_sum,den_sum_squares,num_den_sum,"
            + "covariate_sum,covariate_sum_squares,covariate_cross"
        let text = """
            \(columns)
            buys,control,487,41,,,,,,,,,,,,
            buys,treatment,513,67,,,,,,,,,,,,
            errors,control,487,5,,,,,,,,,,,,
            errors,treatment,513,4,,,,,,,,,,,,
            revenue,control,487,,4383.5,79900,,,,,,,,,,
            revenue,treatment,513,,-4901.5,91011,,,,,,,,,,
            time,control,400,,,,3.5,1.25,,,,,,,,
            time,treatment,401,,,,3.25,1.5,,,,,,,,
            per order,control,9,,,,,,1,2,3,4,5,,,
            per order,treatment,9,,,,,,1,2,3,4,5,,,
            visits,control,9,,9,20,,,,,,,,8,9,10
            visits,treatment,9,,9,20,,,,,,,,8,9,10
            """
        let answer = try await source(text).collect(Self.everyKind)
        #expect(answer.data == (try InputData(parsing: Self.everyKindData)))
        #expect(answer.rows == 12)
    }

    @Test func epochsOfCSVAddUp() async throws {
        let text = """
            metric,variant,epoch,n,k
            buys,control,1,100,10
            buys,treatment,1,100,12
            buys,control,2,20,1
            buys,treatment,2,180,30
            """
        let pooled = try await source(text).collect(shopQuery())
        #expect(pooled.data.epochs.isEmpty)
        #expect(pooled.data.metric("buys")?.variants["treatment"] == VariantData(n: 280, shape: .proportion(k: 42)))

        var query = shopQuery()
        query.epochs = [1, 2].map {
            .init(
                number: $0, start: query.window.start, allocation: Allocation(equalAmong: query.variants))
        }
        let answer = try await source(text).collect(query)
        #expect(answer.data.epochs.map(\.number) == [1, 2])
        #expect(
            answer.data.epochs.last?.metrics.first?.variants["control"] == VariantData(n: 20, shape: .proportion(k: 1)))
        query.epochs[1].number = 3
        let error = await failure { try await source(text).collect(query) }
        #expect(error?.code == "source_missing")
        #expect(error?.message.contains("in epoch 3") == true)
    }

    @Test func epochsThatContradictTheWholeAreRefused() async throws {
        var query = shopQuery()
        query.epochs = [1, 2].map {
            .init(
                number: $0, start: query.window.start, allocation: Allocation(equalAmong: query.variants))
        }
        let text = """
            metric,variant,epoch,n,k
            buys,control,1,100,10
            buys,treatment,1,100,12
            buys,control,2,20,1
            buys,treatment,2,180,30
            buys,control,,121,11
            """
        #expect(await failure { try await source(text).collect(query) }?.code == "source_answer")
    }

    @Test(arguments: [
        ("metric,variant,n,k\nbuys,control,10,x", "Line 2"), ("metric,variant,n,k\n\nbuys,control,10", "Line 3"),
        ("metric,variant,n,k\nbuys,control,10,1\nbuys,control,10,1", "Line 3"),
        ("metric,variant,n,clicks\n", "clicks"), ("variant,n,k\n", "\"metric\""),
        ("metric,metric,variant,n\n", "twice"),
        ("metric,variant,n,k\n,control,10,1", "Line 2"), ("metric,variant,n,k,epoch\nbuys,control,10,1,one", "\"one\""),
        ("metric,variant,n,k\nbuys,control,1.5,1", "1.5"), ("metric,variant,n,k,sum\nbuys,control,10,1,1", "Line 2"),
        ("metric,variant,n,k\nbuys,control,10,11\nbuys,treatment,10,1", "Line 2"),
        ("metric,variant,epoch,n,mean,std\nbuys,control,1,10,1,1\nbuys,control,2,10,1,1", "Line 3"),
        ("", "empty"), ("{\"metrics\":", "line 1"),
        ("{\"buys\":{\"control\":{\"n\":10,\"k\":\"1\"}}}", "variant \"control\""),
    ])
    func aFaultNamesItsPlace(text: String, place: String) async throws {
        let source = try source(text)
        let error = await failure { try await source.collect(shopQuery()) }
        #expect(error?.code == "source_answer")
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains(place) == true, "\(error?.message ?? "no error")")
    }

    @Test func whatIsMissingIsNamedAllAtOnce() async throws {
        let source = try source("{\"buys\":{\"control\":{\"n\":10,\"k\":1}}}")
        let query = shopQuery(.init(name: "buys", event: "bought"), .init(name: "visits", event: "visit"))
        let error = await failure { try await source.collect(query) }
        #expect(error?.code == "source_missing")
        for word in ["metric \"buys\", variant \"treatment\"", "metric \"visits\", variant \"control\""] {
            #expect(error?.message.contains(word) == true)
        }
        let report = try await source.test(query)
        #expect(report.findings.filter { !$0.isFine }.count == 3)
        #expect(try await source.test(nil).isFine)
    }

    @Test func aShapeOfAnotherKindAndAnotherDirectionAreRefused() async throws {
        let text = "{\"buys\":{\"inverse\":true,\"control\":{\"n\":10,\"k\":1},\"treatment\":{\"n\":10,\"k\":1}}}"
        let source = try source(text)
        let direction = await failure { try await source.collect(shopQuery()) }
        #expect(direction?.message.contains("inverse") == true)
        let kind = await failure {
            try await source.collect(shopQuery(.init(name: "buys", kind: .sum, event: "bought", inverse: true)))
        }
        #expect(kind?.message.contains("a sum, as n, k") == true)
    }

    @Test func aFileThatIsNotThereOrIsAFolderIsMissing() async throws {
        for path in [folder.file("nowhere"), folder.path] {
            let source = try source(at: path)
            #expect(await failure { try await source.collect(shopQuery()) }?.code == "source_missing")
        }
    }

    @Test func aFileThatChangesWhileItIsReadIsRefused() async throws {
        let path = folder.file("growing.csv")
        try Data("metric,variant,n,k\nbuys,control,10,1\nbuys,treatment,10,1\n".utf8).write(
            to: URL(fileURLWithPath: path))
        let source = try FileSource(.standIn(.file, url: nil) { $0.path = path }) { path in
            let bytes = try FileSource.bytes(path)
            try Data(bytes + Array("visits,control,10,1\n".utf8)).write(to: URL(fileURLWithPath: path))
            return bytes
        }
        let error = await failure { try await source.collect(shopQuery()) }
        #expect(error?.message.contains("changed while it was read") == true)
    }
}
