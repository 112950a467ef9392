import Experiments
import Foundation
import Testing
import Workspace

/// Every page and tab, light and dark, wide and narrow: nothing fails, nothing overflows, everybody can read it.
@Suite(.serialized, .enabled(if: isBrowserAsked)) struct EveryPageTests {
    private static let looks: [(name: String, isDark: Bool, width: Int)] = [
        ("light", false, 1280), ("dark", true, 1280), ("narrow", false, 360), ("narrow-dark", true, 360),
    ]

    private static func desk() async throws -> (Desk, [(name: String, path: String)]) {
        let clock = Fixture.Clock("2026-03-01")
        let place = Place()
        let desk = try await Desk(clock: clock) { workspace in
            let watched = try await Fixture.watched(workspace, clock)
            try await Fixture.bandit(workspace, in: watched, clock)
            try await Fixture.holdout(workspace, in: watched, clock)
            await place.keep(watched, try await Fixture.limits(workspace))
        }
        let (watched, limits) = await (place.watched, place.limits)
        let badge = "/projects/\(watched)/experiments/badge"
        let far = "/projects/\(limits)/experiments/\("تجربة الحدود".percentEncoded)"
        var pages: [(name: String, path: String)] = [
            ("projects", "/projects"), ("new-project", "/projects/new"), ("project", "/projects/\(watched)"),
            ("new-experiment", "/projects/\(watched)/new-experiment"), ("sources", "/projects/\(watched)/sources"),
            ("bandit", "/projects/\(watched)/experiments/banner-bandit"),
            ("bandit-results", "/projects/\(watched)/experiments/banner-bandit/results"),
            ("bandit-over-time", "/projects/\(watched)/experiments/banner-bandit/over-time"),
            ("holdout", "/projects/\(watched)/experiments/launch/holdout"),
            ("verified", badge + "/history?verify=1"), ("limits-project", "/projects/\(limits)"),
            ("limits-project-7", "/projects/\(limits)?page=7"),
            ("limits-empty", "/projects/\(limits)/experiments/exp-1"),
            ("limits-foreign", "/projects/\(limits)/experiments/foreign"),
        ]
        for tab in ["", "results", "health", "over-time", "data", "history", "report"] {
            pages.append(("experiment-\(tab.isEmpty ? "overview" : tab)", badge + (tab.isEmpty ? "" : "/\(tab)")))
            pages.append(("limits-\(tab.isEmpty ? "overview" : tab)", far + (tab.isEmpty ? "" : "/\(tab)")))
        }
        return (desk, pages)
    }

    private actor Place {
        var watched = ""
        var limits = ""
        func keep(_ watched: String, _ limits: String) { (self.watched, self.limits) = (watched, limits) }
    }

    @Test func everyPageHoldsToTheRulesInEveryLook() async throws {
        let (desk, pages) = try await Self.desk()
        let browser = desk.browser
        for look in Self.looks {
            try await browser.see(dark: look.isDark, width: look.width)
            for page in pages {
                try await desk.open(page.path)
                if !page.name.hasPrefix("limits-project") {
                    // What is folded must hold to the rules too.
                    try await browser.run("document.querySelectorAll('details').forEach(d => d.open = true)").ignored()
                }
                try await desk.inspect("\(page.name), \(look.name)")
                if look.name == "light" {
                    let faults = (try await browser.run(PageRules.focusScript).array ?? []).compactMap(\.text)
                    #expect(faults.isEmpty, "\(page.name): \(faults.prefix(5))")
                }
                try await browser.run("document.querySelectorAll('details').forEach(d => d.open = false)").ignored()
                if Browser.screenshots != nil {
                    let height =
                        try await browser.run("return document.documentElement.scrollHeight").wholeNumber ?? 900
                    try await browser.see(dark: look.isDark, width: look.width, height: min(max(height, 600), 4000))
                    try await browser.screenshot("\(page.name)-\(look.name)")
                    try await browser.see(dark: look.isDark, width: look.width)
                }
            }
        }
        await browser.end()
    }

    @Test func aPageThatIsNotThereIsAPage() async throws {
        let desk = try await Desk()
        try await desk.open("/projects/none")
        try await desk.inspect("not found", refusals: 1)
        #expect(try await desk.browser.text("h1") == "Not found")
        await desk.browser.end()
    }
}
