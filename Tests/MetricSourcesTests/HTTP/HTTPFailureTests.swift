import Experiments
import TestSupport
import Testing

@testable import MetricSources

/// What both services do when they fail, shown on the signed endpoint.
struct HTTPFailureTests {
    private func failureOf(
        options: String? = nil, _ reply: @escaping @Sendable (Int) -> StandInServer.Reply
    ) async throws -> (error: WorkspaceError?, requests: Int, slept: [Duration]) {
        let server = try await StandInServer { _, before in reply(before) }
        let still = StillSurroundings()
        let source = try MetricSources.standIn(.endpoint, server, options: options, still)
        let error = await failure { try await source.collect(shopQuery()) }
        return (error, server.requests.count, still.slept)
    }

    @Test(arguments: [
        (401, "source_refused"), (403, "source_refused"), (404, "source_missing"), (422, "source_missing"),
        (400, "source_answer"), (302, "source_answer"), (500, "source_unreachable"), (502, "source_unreachable"),
    ])
    func aStatusHasItsCodeAndIsNotAskedAgain(status: Int, code: String) async throws {
        let (error, requests, _) = try await failureOf { _ in
            .json(
                status, ["error": .string("because \(sharedSecret)\nof this")],
                headers: ["Location": "https://elsewhere.example"])
        }
        #expect(error?.code == code)
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains(String(status)) == true)
        #expect(error?.message.contains(sharedSecret) == false)
        #expect(error?.message.contains(status == 302 ? "https://elsewhere.example" : "of this") == true)
        #expect(error?.message.hasSuffix("Nothing was stored.") == true)
        #expect(requests == 1)
    }

    @Test(arguments: [202, 429, 503])
    func patienceEndsAfterFiveTries(status: Int) async throws {
        let (error, requests, slept) = try await failureOf { _ in .json(status, [:]) }
        #expect(error?.code == "source_not_ready")
        #expect(requests == 6)
        #expect(slept == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16)])
    }

    @Test(arguments: [202, 429, 503])
    func aLongWishIsToldNotWaitedFor(status: Int) async throws {
        let (error, requests, slept) = try await failureOf { _ in .json(status, [:], headers: ["Retry-After": "3600"]) }
        #expect(error?.code == "source_not_ready")
        #expect(error?.message.contains("3600 s") == true)
        #expect(requests == 1)
        #expect(slept.isEmpty)
    }

    @Test func halfAnAnswerIsNone() async throws {
        let (error, _, _) = try await failureOf { _ in .half("{\"schemaVersion\":1,") }
        #expect(error?.code == "source_answer")
    }

    @Test func aBrokenConnectionIsAnError() async throws {
        let (error, _, _) = try await failureOf { _ in .drop }
        #expect(error?.code == "source_unreachable")
    }

    @Test(arguments: [StandInServer.Reply.silence, .stall("{"), .drip("{")])
    func anAnswerThatIsNotWholeInTimeTimesOut(reply: StandInServer.Reply) async throws {
        let (error, _, _) = try await failureOf(options: "{\"timeout_s\":1}") { _ in reply }
        #expect(error?.code == "source_timeout", "\(String(describing: error))")
    }

    @Test func aHeaderThatCannotBeSentIsNotPrinted() async throws {
        let server = try await StandInServer { _, _ in .json(200, [:]) }
        let caller = HTTPCaller(
            name: "shop", place: "here", secret: sharedSecret, timeout: 5, surroundings: .system)
        let url = server.url
        let error = await failure {
            try await caller.send { HTTPCall(url: url, headers: [("Authorization", "Bearer s3c\nret")]) }
        }
        #expect(
            error?.code == "source_unreachable" && error?.message.contains("s3c") == false, "\(error?.message ?? "")")
    }

    @Test func aServerThatIsDownIsNamed() async throws {
        let server = try await StandInServer { _, _ in .drop }
        try await server.stop()
        let source = try MetricSources.standIn(.endpoint, server)
        let error = await failure { try await source.collect(shopQuery()) }
        #expect(error?.code == "source_unreachable")
        #expect(error?.message.contains(server.url.dropFirst(7)) == true)
    }

    @Test func aCancelledTaskStopsWaiting() async throws {
        let server = try await StandInServer { _, _ in .silence }
        let source = try MetricSources.standIn(.endpoint, server)
        let task = Task { try await source.collect(shopQuery()) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
