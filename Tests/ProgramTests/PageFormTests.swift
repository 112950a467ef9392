import AsyncHTTPClient
import Experiments
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing
import Workspace

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Forms and event streams as the built program serves them.
@Suite struct PageFormTests {
    private static let form = "application/x-www-form-urlencoded"

    /// The cookie and the token that a page gives a browser.
    private static func pass(_ server: Server, _ path: String) async throws -> (cookie: String, token: String) {
        let page = try await server.call("GET", path, headers: ["Accept": "text/html"])
        let cookie = try #require(page.headers["set-cookie"])
        #expect(cookie.contains("SameSite=Strict") && cookie.contains("HttpOnly"))
        let token = try #require(page.text.firstMatch(of: /name="token" value="([^"]+)"/)?.1)
        return (String(cookie.prefix { $0 != ";" }), String(token))
    }

    private static func encoded(_ values: [(String, String)]) -> String {
        values.map { "\($0.0.percentEncoded)=\($0.1.percentEncoded)" }.joined(separator: "&")
    }

    @Test func aFormWithoutOurTokenStoresNothing() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let pass = try await Self.pass(server, "/projects/new")
        let other = try await Self.pass(server, "/projects/new")
        for (cookie, token) in [
            ("", pass.token), (pass.cookie, ""), (pass.cookie, "x"), (pass.cookie, other.token),
            ("experiment_forms=", pass.token),
        ] {
            let answer = try await server.call(
                "POST", "/projects", body: Self.encoded([("name", "Foreign"), ("token", token)]), type: Self.form,
                headers: ["Cookie": cookie])
            #expect(answer.status == 403)
            #expect(answer.text.contains("value=\"Foreign\""), "what was typed stays")
        }
        let foreign = try await server.call(
            "POST", "/projects", body: Self.encoded([("name", "Foreign"), ("token", pass.token)]), type: Self.form,
            headers: ["Cookie": pass.cookie, "Origin": "http://evil.example"])
        #expect(foreign.status == 403)
        #expect(try await server.call("GET", "/api/projects").json.array?.isEmpty == true)
        let ours = try await server.call(
            "POST", "/projects", body: Self.encoded([("name", "Ours"), ("token", pass.token)]), type: Self.form,
            headers: ["Cookie": pass.cookie, "Origin": server.url, "Accept": "text/html"])
        #expect(ours.status == 200 && ours.text.contains("The project is created."))
    }

    /// A turn of a bandit is shown, and pushed only where that is ticked.
    @Test func aTurnOfABanditIsShown() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let data = #"{"metrics":{"paid":{"a":{"n":500,"k":50},"b":{"n":510,"k":60}}}}"#
        try data.write(toFile: folder.file("counts.json"), atomically: true, encoding: .utf8)
        let project = try #require(
            try await server.call("POST", "/api/projects", body: #"{"name":"P"}"#).json["id"]?.text)
        _ = try await server.call(
            "POST", "/api/projects/\(project)/sources",
            body: #"{"name":"counts","kind":"file","path":"\#(folder.file("counts.json"))"}"#)
        _ = try await server.call(
            "POST", "/api/projects/\(project)/experiment",
            body: #"""
                {"slug":"s","method":"bandit","primaryMetricEvent":"paid","controlVariant":"a","treatmentVariant":"b",
                 "observationStart":"2026-03-01","dataSource":{"source":"counts"}}
                """#)
        let address = "/projects/\(project)/experiments/s"
        let pass = try await Self.pass(server, address)
        func turn(_ values: [(String, String)]) async throws -> Server.Answer {
            try await server.call(
                "POST", "\(address)/reweight", body: Self.encoded(values + [("token", pass.token)]), type: Self.form,
                headers: ["Cookie": pass.cookie, "Accept": "text/html"])
        }
        let shown = try await turn([])
        #expect(shown.status == 200 && shown.text.contains("Proposed: a 50.00 % → "), "\(shown.text)")
        let refused = try await turn([("apply", "on")])
        #expect(refused.status == 409 && refused.text.contains("knows no flag system"))
    }

    /// The rules that refuse an upsert refuse the form, with the same status and sentence.
    @Test func aRefusalIsThePageAgain() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let project = try #require(
            try await server.call("POST", "/api/projects", body: "{\"name\":\"P\"}").json["id"]?.text)
        _ = try await server.call(
            "POST", "/api/projects/\(project)/experiment",
            body: "{\"slug\":\"s\",\"hypothesis\":\"h\",\"primaryMetricEvent\":\"m\",\"minimumSample\":10}")
        let address = "/projects/\(project)/experiments/s"
        let pass = try await Self.pass(server, address)
        func send(_ form: String, _ values: [(String, String)] = []) async throws -> Server.Answer {
            try await server.call(
                "POST", "\(address)/\(form)", body: Self.encoded(values + [("token", pass.token)]), type: Self.form,
                headers: ["Cookie": pass.cookie, "Accept": "text/html"])
        }
        let close = try await send("close")
        #expect(close.status == 409)
        #expect(close.text.contains("(Rule 8.)"))
        let broken = try await send("input", [("inputData", "{\"m\":{\"control\":{\"n\":10.5,\"k\":1}}}")])
        #expect(broken.status == 400 || broken.status == 422)
        #expect(broken.text.contains("&quot;n&quot;:10.5"), "what was typed stays")
        let small = "{\"m\":{\"control\":{\"n\":5,\"k\":1},\"treatment\":{\"n\":5,\"k\":2}}}"
        #expect(try await send("input", [("inputData", small)]).text.contains("The data are stored"))
        let refused = try await send("analyze")
        #expect(refused.status == 422)
        #expect(refused.text.contains("name=\"indicative\""), "the way on is offered")
        #expect(try await send("analyze", [("indicative", "true")]).text.contains("The data are analyzed."))
        #expect(try await send("nothing").status == 404)
        let definition = try await send("definition", [("controlVariant", "other")])
        #expect(definition.status == 409 && definition.text.contains("value=\"other\""))
    }

    /// What is not found, too, leaves what was typed; and the address of a form leads to its page.
    @Test func aRefusedFormKeepsWhatWasTyped() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let project = try #require(
            try await server.call("POST", "/api/projects", body: "{\"name\":\"P\"}").json["id"]?.text)
        let address = "/projects/\(project)/new-experiment"
        let pass = try await Self.pass(server, address)
        let answer = try await server.call(
            "POST", address,
            body: Self.encoded([
                ("slug", "typed"), ("hypothesis", "h"), ("primaryMetricEvent", "m"), ("priorFrom", "nosuch"),
                ("token", pass.token),
            ]), type: Self.form, headers: ["Cookie": pass.cookie, "Accept": "text/html"])
        #expect(answer.status == 404 && answer.text.contains("value=\"typed\""))
        _ = try await server.call(
            "POST", "/api/projects/\(project)/experiment", body: "{\"slug\":\"s\",\"hypothesis\":\"h\"}")
        let led = try await server.call(
            "GET", "/projects/\(project)/experiments/s/decide", headers: ["Accept": "text/html"])
        #expect(led.status == 200 && led.text.contains("<h1 dir=\"auto\">s</h1>"))
    }

    /// A form that was open while others wrote does not put their fields back.
    @Test func anOpenFormOverwritesNobody() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let project = try #require(
            try await server.call("POST", "/api/projects", body: "{\"name\":\"P\"}").json["id"]?.text)
        func state(_ body: String) async throws -> Server.Answer {
            try await server.call("PUT", "/api/projects/\(project)/state", body: body)
        }
        _ = try await state("{\"goal\":\"before\"}")
        let page = try await server.call("GET", "/projects/\(project)", headers: ["Accept": "text/html"])
        #expect(page.text.contains("name=\"shown-goal\" value=\"before\""))
        let pass = try await Self.pass(server, "/projects/\(project)")
        _ = try await state("{\"goal\":\"by an agent\"}")
        func send(_ goal: String) async throws -> Server.Answer {
            try await server.call(
                "POST", "/projects/\(project)/state",
                body: Self.encoded([
                    ("goal", goal), ("shown-goal", "before"), ("intent", "mine"), ("shown-intent", ""),
                    ("token", pass.token),
                ]), type: Self.form, headers: ["Cookie": pass.cookie, "Accept": "text/html"])
        }
        let over = try await send("mine")
        #expect(over.status == 409 && over.text.contains("by an agent"))
        #expect(try await send("before").status == 200)
        let stored = try await server.call("GET", "/api/projects/\(project)").json
        #expect(stored["goal"] == "by an agent" && stored["intent"] == "mine")
    }

    /// A picture on another site's page is no visit.
    @Test func otherSitesPagesUseNothing() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        for (path, mode, status) in [
            ("/api/projects", "no-cors", 403), ("/api/projects", "navigate", 403), ("/projects", "no-cors", 403),
            ("/projects", "navigate", 200),
        ] {
            let answer = try await server.call(
                "GET", path, headers: ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode])
            #expect(answer.status == status, "\(path), \(mode)")
        }
        #expect(
            try await server.call("GET", "/api/projects", headers: ["Sec-Fetch-Site": "same-origin"]).status == 200)
    }

    // MARK: - Event streams

    private static func stream(_ server: Server, _ project: String) async throws
        -> HTTPClientResponse.Body.AsyncIterator
    {
        let request = HTTPClientRequest(url: "\(server.url)/api/projects/\(project)/stream")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
        #expect(response.status == .ok)
        #expect(response.headers.first(name: "content-type") == "text/event-stream")
        return response.body.makeAsyncIterator()
    }

    @Test func aStreamTellsOfWritesByAnotherProcessAndEndsWithTheServer() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        var ids: [String] = []
        for name in ["A", "B"] {
            ids.append(
                try #require(
                    try await server.call("POST", "/api/projects", body: "{\"name\":\"\(name)\"}").json["id"]?.text))
        }
        var first = try await Self.stream(server, ids[0])
        var second = try await Self.stream(server, ids[1])
        #expect(try await first.next().map { String(buffer: $0) }?.contains("open") == true)
        #expect(try await second.next().map { String(buffer: $0) }?.contains("open") == true)

        // Another project's write comes first and must not be told here.
        for id in [ids[1], ids[0]] {
            let written = try await Program.run([
                "add-activity", id, "--type", "note", "--title", "T", "--workspace", folder.file(),
            ])
            #expect(written.status == 0)
        }
        let event = try #require(try await first.next().map { String(buffer: $0) })
        #expect(event.contains("event: changed"))
        let sequence = try #require(event.firstMatch(of: /data: (\d+)/).flatMap { Int($0.1) })
        let last = try await server.call("GET", "/api/changes").json["sequence"]?.wholeNumber
        #expect(sequence == last, "the write to the other project is not told")

        let clock = ContinuousClock()
        let start = clock.now
        kill(server.process.processIdentifier, SIGTERM)
        while try await first.next() != nil {}
        while try await second.next() != nil {}
        server.process.waitUntilExit()
        // A server that waits for its streams is ended by force after ten seconds.
        #expect(clock.now - start < .seconds(6))
        #expect(server.process.terminationStatus == 0)
    }

    @Test func aStreamOfNoProjectIsNotFound() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        #expect(try await server.call("GET", "/api/projects/none/stream").status == 404)
    }

    // MARK: - Drawings

    @Test func everyDrawingStandsAlone() async throws {
        let folder = try TemporaryFolder()
        #expect(try await Program.run(["demo", "--once", "--workspace", folder.file()]).status == 0)
        let server = try Server(workspace: folder.file())
        let projects = try await server.call("GET", "/api/projects").json.array ?? []
        let project = try #require(projects.first { $0["name"]?.text?.hasPrefix("Spring") == true }?["id"]?.text)
        let plot = "/projects/\(project)/experiments/e-mail-campaign/plot/"
        for name in ["intervals", "users", "density-Mens%20E-Mail", "over-time-Mens%20E-Mail"] {
            let drawing = try await server.call("GET", plot + name + ".svg")
            #expect(drawing.status == 200, "\(name)")
            #expect(drawing.headers["content-type"]?.hasPrefix("image/svg+xml") == true)
            #expect(drawing.headers["content-security-policy"]?.contains("style-src 'sha256-") == true)
            #expect(XMLParser(data: Data(drawing.text.utf8)).parse(), "\(name)")
        }
        #expect(try await server.call("GET", plot + "none.svg").status == 404)
    }
}
