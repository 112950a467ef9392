import Experiments
import Foundation
import TestSupport
import Testing

/// Headless Chromium, driven over the WebDriver protocol.
///
/// Source: W3C WebDriver, https://www.w3.org/TR/webdriver2/; what begins with `goog` is Chromium's own.
final class Browser: Sendable {
    private let driver: RunningProgram
    private let session: String
    private let profile: TemporaryFolder

    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    init() async throws {
        guard let program = Self.find("chromedriver"),
            let chromium = Self.find("chromium") ?? Self.find("google-chrome")
        else { throw Fault(description: "There is no chromium with its driver. scripts/test --browser installs them.") }
        profile = try TemporaryFolder()
        driver = try RunningProgram(program, ["--port=0"], saysPortAfter: "successfully on port ")
        let arguments: [JSON] = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--hide-scrollbars", .string("--user-data-dir=\(profile.file("profile"))"), "--window-size=1280,900",
        ]
        let answer = try await HTTP.call(
            "POST", "http://127.0.0.1:\(driver.port)/session",
            body: [
                "capabilities": [
                    "alwaysMatch": [
                        "goog:chromeOptions": ["binary": .string(chromium), "args": .array(arguments)],
                        "goog:loggingPrefs": ["browser": "ALL"],
                    ]
                ]
            ])
        guard let id = answer.json["value"]?["sessionId"]?.text else {
            throw Fault(description: "The browser did not start: \(answer.json.serialized())")
        }
        session = "http://127.0.0.1:\(driver.port)/session/\(id)"
    }

    private static func find(_ name: String) -> String? {
        ["/usr/bin", "/usr/local/bin", "/usr/lib/chromium"].map { "\($0)/\(name)" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    func end() async { _ = try? await HTTP.call("DELETE", session) }

    // MARK: - The protocol

    @discardableResult
    private func command(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        let answer = try await HTTP.call(method, session + path, body: method == "POST" ? body ?? [:] : nil)
        guard answer.status == 200 else {
            throw Fault(description: "\(path): \(answer.json["value"]?["message"]?.text?.prefix(500) ?? "refused")")
        }
        return answer.json["value"] ?? .null
    }

    private func developer(_ name: String, _ parameters: JSON) async throws {
        try await command("POST", "/goog/cdp/execute", ["cmd": .string(name), "params": parameters])
    }

    // MARK: - What a person does

    func open(_ url: String) async throws { try await command("POST", "/url", ["url": .string(url)]) }

    private func element(_ selector: String) async throws -> String {
        let found = try await command("POST", "/element", ["using": "css selector", "value": .string(selector)])
        return try #require(found.object?.first { _ in true }?.1.text, "no element \(selector)")
    }

    func click(_ selector: String) async throws {
        try await command("POST", "/element/\(element(selector))/click")
    }

    func type(_ text: String, into selector: String) async throws {
        try await command("POST", "/element/\(element(selector))/value", ["text": .string(text)])
    }

    /// Keys go to whatever has the focus.
    func press(_ keys: String...) async throws {
        let actions = keys.flatMap { key -> [JSON] in
            key.map { String($0) }.flatMap { value -> [JSON] in
                [["type": "keyDown", "value": .string(value)], ["type": "keyUp", "value": .string(value)]]
            }
        }
        try await command(
            "POST", "/actions", ["actions": [["type": "key", "id": "keyboard", "actions": .array(actions)]]])
    }

    // MARK: - How the page is seen

    func see(dark: Bool = false, width: Int = 1280, height: Int = 900) async throws {
        try await developer(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]]])
        try await developer(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .integer(Int64(width)), "height": .integer(Int64(height)), "deviceScaleFactor": 1,
                "mobile": .boolean(width < 600),
            ])
    }

    func switchScripts(on: Bool) async throws {
        try await developer("Emulation.setScriptExecutionDisabled", ["value": .boolean(!on)])
    }

    // MARK: - What the page says

    func run(_ script: String) async throws -> JSON {
        try await command("POST", "/execute/sync", ["script": .string(script), "args": []])
    }

    func text(_ selector: String) async throws -> String {
        try await run("return document.querySelector(\(JSON.string(selector).serialized()))?.textContent ?? ''").text
            ?? ""
    }

    /// Waits until a JavaScript expression is true.
    func wait(for condition: String, seconds: Int = 30) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(seconds)
        while clock.now < deadline {
            if (try? await run("return Boolean(\(condition))").bool) == true { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Fault(
            description: "Never true: \(condition). The page says: \(try await text("main").prefix(1500))")
    }

    /// The lines of the console since the last call.
    func console() async throws -> [String] {
        let lines = try await command("POST", "/se/log", ["type": "browser"])
        return (lines.array ?? []).compactMap { $0["message"]?.text }
    }

    // MARK: - Windows

    func newWindow() async throws -> String {
        try #require(try await command("POST", "/window/new", ["type": "window"])["handle"]?.text)
    }

    var window: String { get async throws { try await command("GET", "/window").text ?? "" } }

    func turn(to window: String) async throws { try await command("POST", "/window", ["handle": .string(window)]) }

    // MARK: - Screenshots

    /// Where screenshots go: `EXPERIMENT_SCREENSHOTS`; nil for nowhere.
    static let screenshots = ProcessInfo.processInfo.environment["EXPERIMENT_SCREENSHOTS"]

    func screenshot(_ name: String) async throws {
        guard let folder = Self.screenshots else { return }
        let shot = try await command("GET", "/screenshot")
        guard let data = shot.text.flatMap({ Data(base64Encoded: $0) }) else { return }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try data.write(to: URL(fileURLWithPath: "\(folder)/\(name).png"))
    }
}

/// Keys by the code points that the protocol gives them.
enum Key {
    static let tab = "\u{E004}"
    static let enter = "\u{E007}"
    static let space = " "
}
