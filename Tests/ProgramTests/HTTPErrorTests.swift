import Experiments
import Foundation
import GRDB
import TestSupport
import Testing

@Suite struct HTTPErrorTests {
    struct Call: Sendable {
        var method = "POST"
        var path = "/api/projects"
        var body: String?
        var type: String? = "application/json"
        var headers: [String: String] = [:]
    }

    @Test(
        arguments: [
            (Call(body: "{"), 400, "malformed_json"),
            (Call(body: #"{"name":"a","name":"b"}"#), 400, "duplicate_key"),
            (Call(body: #"{"name":5}"#), 400, "wrong_type"),
            (Call(body: #"["name"]"#), 400, "wrong_type"),
            (Call(body: #"{"nmae":"x"}"#), 400, "unknown_field"),
            (Call(body: "{}"), 400, "missing_field"),
            (Call(body: #"{"name":"x"}"#, type: "text/plain"), 415, "unsupported_media_type"),
            (Call(body: #"{"name":"x"}"#, type: nil), 415, "unsupported_media_type"),
            (Call(body: #"{"name":"\#(String(repeating: "x", count: 5 << 20))"}"#), 413, "body_too_large"),
            (Call(method: "PATCH"), 405, "method_not_allowed"),
            (Call(method: "POST", path: "/health"), 405, "method_not_allowed"),
            (Call(method: "PUT", path: "/projects"), 405, "method_not_allowed"),
            (Call(method: "GET", path: "/api/projects?bogus=1"), 400, "unknown_field"),
            (Call(method: "DELETE", path: "/api/projects/x/state"), 405, "method_not_allowed"),
            (Call(method: "GET", path: "/api/nothing"), 404, "not_found"),
            (Call(method: "GET", path: "/api/projects/no/experiments"), 404, "project_not_found"),
            (Call(method: "GET", path: "/api/projects/p/experiment?slug=a&slug=b"), 400, "duplicate_key"),
            (Call(method: "DELETE", path: "/api/projects/p"), 400, "missing_field"),
            (
                Call(method: "POST", path: "/api/projects/p/experiments/s/analyze", body: #"{"slug":"t"}"#), 400,
                "unknown_field"
            ),
            (Call(method: "GET", path: "/api/projects", headers: ["Host": "evil.example"]), 403, "foreign_host"),
            (
                Call(method: "GET", path: "/api/projects", headers: ["Origin": "http://evil.example"]), 403,
                "foreign_origin"
            ),
        ] as [(Call, Int, String)])
    func answersWithTheOneErrorForm(call: Call, status: Int, code: String) async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let answer = try await server.call(
            call.method, call.path, body: call.body, type: call.type, headers: call.headers)
        #expect(answer.status == status)
        let json = try answer.json
        #expect(json["code"]?.text == code)
        #expect(json["error"]?.text?.isEmpty == false)
        #expect(answer.headers["content-security-policy"]?.contains("unsafe") == false)
        if status == 405 { #expect(answer.headers["allow"]?.isEmpty == false) }
        #expect(try await server.call("GET", "/api/projects").text == "[]", "nothing was stored")
    }

    /// Many clients write all of a body before they read, and end the connection with the request.
    @Test(arguments: [
        ("/api/track", "localhost", 6 << 20, "413"), ("/api/track", "localhost", 50 << 20, "413"),
        ("/api/track", "evil.example", 6 << 20, "403"), ("/nothing", "localhost", 6 << 20, "404"),
    ])
    func anEarlyRefusalReachesAClientThatStillWrites(path: String, host: String, size: Int, status: String) throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let head = """
            POST \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\nContent-Type: application/json\r
            Content-Length: \(size)\r\n\r\n
            """
        let answer = try server.exchange(Data(head.utf8) + Data(repeating: UInt8(ascii: " "), count: size))
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(200))")
    }

    @Test(arguments: ["/health", "/projects", "/api/projects", "/assets/workspace.css"])
    func headIsGetWithoutTheBody(path: String) async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let answer = try await server.call("HEAD", path)
        #expect(answer.status == 200)
        #expect(answer.text.isEmpty)
    }

    @Test func localNamesAreAccepted() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
            let answer = try await server.call("GET", "/health", headers: ["Host": "\(host):\(server.port)"])
            #expect(answer.status == 200, "\(host)")
        }
        let own = try await server.call("GET", "/health", headers: ["Origin": server.url])
        #expect(own.status == 200)
    }

    @Test func aLockedFileIsBusyAndTheSecondTryWorks() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.file(), configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let busy = try await server.call("POST", "/api/projects", body: #"{"name":"x"}"#)
        #expect(busy.status == 503)
        #expect(try busy.json["code"] == "workspace_busy")
        #expect(busy.headers["retry-after"] == "1")
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try await server.call("POST", "/api/projects", body: #"{"name":"x"}"#).status == 201)
    }
}
