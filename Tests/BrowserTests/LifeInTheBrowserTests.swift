import Experiments
import Foundation
import Testing
import Workspace

/// What people do with the pages, in a real browser.
@Suite(.serialized, .enabled(if: isBrowserAsked)) struct LifeInTheBrowserTests {
    @Test func fromTheFirstProjectToAClosedExperiment() async throws {
        let desk = try await Desk()
        let browser = desk.browser
        try await desk.open("/")
        try await desk.inspect("no projects")
        try await browser.screenshot("projects-empty")
        try await Self.createProject(desk)
        try await desk.inspect("a new project")
        try await Self.createExperiment(desk, isScripted: true)
        try await desk.inspect("a draft")
        try await browser.screenshot("experiment-draft")

        // Wrong data are refused beside the field, and what was typed stays.
        try await browser.click("nav.tabs a[href$='/data']")
        try await browser.type("{\"metrics\": {}}x", into: "#input-inputData")
        try await browser.click("#input button")
        try await browser.wait(for: "document.querySelector('#input-inputData[aria-invalid]')")
        #expect(try await browser.text("#input-inputData-error").isEmpty == false)
        #expect(
            try await browser.run("return document.querySelector('#input-inputData').value").text
                == "{\"metrics\": {}}x")
        try await desk.inspect("refused data", refusals: 1)
        try await browser.screenshot("data-refused")
        _ = try await browser.run("document.querySelector('#input-inputData').value = ''")
        try await browser.type(Desk.data, into: "#input-inputData")
        try await browser.click("#input button")
        try await browser.wait(for: "document.querySelector('.notice') && document.querySelector('#analyze')")

        try await browser.click("#analyze button")
        try await browser.wait(for: "document.querySelector('.results')")
        try await desk.inspect("analyzed")
        try await browser.screenshot("experiment-analyzed")

        // Another decision than the recommended one needs a reason.
        try await browser.run(
            "const f = document.querySelector('#decide-decision'); f.value = 'ROLLBACK_CANDIDATE'; f.dispatchEvent(new Event('input', {bubbles: true}))"
        ).ignored()
        try await browser.click("#decide button")
        try await browser.wait(for: "document.querySelector('#decide-reason[aria-invalid]')")
        try await desk.inspect("refused decision", refusals: 1)
        try await browser.screenshot("decide-refused")
        try await browser.run(
            "const f = document.querySelector('#decide-decision'); f.value = [...f.options].find(o => o.text.includes('recommended')).value"
        ).ignored()
        try await browser.click("#decide button")
        try await browser.wait(for: "document.querySelector('.decided') && document.querySelector('#close')")
        try await browser.click("#close button")
        try await browser.wait(for: "document.querySelector('.eyebrow').textContent.includes('decided')")
        try await desk.inspect("closed")
        try await browser.screenshot("experiment-closed")
        await browser.end()
    }

    @Test func aSecondWindowFollowsWhatHappensInTheFirst() async throws {
        let desk = try await Desk { workspace in
            _ = try await workspace.perform(CreateProject(name: "Followed"))
        }
        let browser = desk.browser
        try await desk.open("/projects")
        try await browser.click(".list .title")
        let first = try await browser.window
        let address = try await browser.run("return location.pathname").text ?? ""
        try await browser.turn(to: browser.newWindow())
        let second = try await browser.window
        try await desk.open(address)
        // What is unfolded stays unfolded when the page changes around it.
        try await browser.run("document.querySelector('details').open = true").ignored()
        try await browser.turn(to: first)
        try await browser.run("document.querySelectorAll('details').forEach(d => d.open = true)").ignored()
        try await browser.type("Seen from afar", into: "#note-title")
        try await browser.click("#note button")
        try await browser.wait(for: "document.querySelector('.feed').textContent.includes('Seen from afar')")
        try await browser.turn(to: second)
        try await browser.wait(for: "document.querySelector('.feed').textContent.includes('Seen from afar')")
        #expect(try await browser.run("return document.querySelector('details').open").bool == true)

        // A form that somebody fills in is left alone until it is done.
        try await browser.run("document.querySelectorAll('details').forEach(d => d.open = true)").ignored()
        try await browser.type("Half a sentence", into: "#note-title")
        try await browser.turn(to: first)
        try await browser.run("document.querySelectorAll('details').forEach(d => d.open = true)").ignored()
        try await browser.type("Another", into: "#note-title")
        try await browser.click("#note button")
        try await browser.turn(to: second)
        try await browser.wait(for: "!document.querySelector('.live').hidden")
        #expect(try await browser.run("return document.querySelector('#note-title').value").text == "Half a sentence")
        // So is one that was refused.
        try await desk.open(address)
        try await browser.run("document.querySelectorAll('details').forEach(d => d.open = true)").ignored()
        try await browser.type("Not its name", into: "#delete-confirm")
        try await browser.click("#delete button")
        try await browser.wait(for: "document.querySelector('#delete[data-refused]')")
        try await browser.run("document.activeElement.blur()").ignored()
        try await browser.turn(to: first)
        try await browser.run("document.querySelectorAll('details').forEach(d => d.open = true)").ignored()
        try await browser.type("A third", into: "#note-title")
        try await browser.click("#note button")
        try await browser.turn(to: second)
        try await browser.wait(for: "!document.querySelector('.live').hidden")
        #expect(try await browser.run("return document.querySelector('#delete-confirm').value").text == "Not its name")
        try await desk.inspect("a followed project", refusals: 1)
        await browser.end()
    }

    /// What a turn came to can be read, although the page follows what the turn has written.
    @Test func anAnswerStaysWhileThePageFollows() async throws {
        let clock = Fixture.Clock("2026-03-01")
        var path = ""
        let desk = try await Desk(clock: clock) { path = try await Fixture.running($0, clock) }
        let browser = desk.browser
        try await desk.open(path)
        try await browser.click("#reweight button")
        try await browser.wait(for: "document.querySelector('[data-answer]')")
        try await Task.sleep(for: .seconds(2))
        #expect(try await browser.text("[data-answer]").contains("Proposed: "))
        await browser.end()
    }

    @Test func everythingWorksWithoutScripts() async throws {
        let desk = try await Desk()
        let browser = desk.browser
        try await browser.switchScripts(on: false)
        try await desk.open("/projects")
        try await Self.createProject(desk)
        try await Self.createExperiment(desk, isScripted: false)
        try await browser.click("nav.tabs a[href$='/data']")
        try await browser.type(Desk.data, into: "#input-inputData")
        try await browser.click("#input button")
        try await browser.click("#analyze button")
        try await browser.wait(for: "document.querySelector('.verdict h2').textContent.includes('paid')")
        try await browser.click("#decide button")
        try await browser.wait(for: "document.querySelector('.decided')")
        try await browser.click("#close button")
        try await browser.wait(for: "document.querySelector('.eyebrow').textContent.includes('decided')")
        try await desk.inspect("closed without scripts", isScripted: false)
        await browser.end()
    }

    @Test func theKeyboardAloneIsEnough() async throws {
        let desk = try await Desk()
        let browser = desk.browser
        try await desk.open("/projects")
        try await browser.press(Key.tab)
        #expect(try await browser.run("return document.activeElement.className").text == "skip")
        try await browser.press(Key.enter)
        try await Self.tab(browser, to: "a.button")
        try await browser.press(Key.enter)
        try await browser.wait(for: "document.querySelector('#new-project')")
        try await Self.tab(browser, to: "#new-project-name")
        try await browser.press("By keys")
        try await browser.press(Key.enter)
        try await browser.wait(for: "document.querySelector('h1').textContent === 'By keys'")
        try await Self.tab(browser, to: "a[href$='/new-experiment']")
        try await browser.press(Key.enter)
        try await browser.wait(for: "document.querySelector('#new-experiment')")
        for (field, text) in [
            ("slug", "keys"), ("hypothesis", "Keys do, because they must"), ("primaryMetricEvent", "paid"),
        ] {
            try await Self.tab(browser, to: "#new-experiment-\(field)")
            try await browser.press(text)
        }
        try await Self.tab(browser, to: "#new-experiment button")
        try await browser.press(Key.space)
        try await browser.wait(for: "document.querySelector('h1').textContent === 'keys'")
        try await Self.tab(browser, to: "nav.tabs a[href$='/health']")
        try await browser.press(Key.enter)
        try await browser.wait(for: "document.querySelector('.checks')")
        try await desk.inspect("by keys")
        await browser.end()
    }

    // MARK: - Steps

    private static func createProject(_ desk: Desk) async throws {
        let browser = desk.browser
        try await browser.click("a[href='/projects/new']")
        try await browser.type("Checkout", into: "#new-project-name")
        try await browser.type("Does the badge help?", into: "#new-project-description")
        try await browser.click("#new-project button")
        try await browser.wait(for: "document.querySelector('h1').textContent === 'Checkout'")
    }

    private static func createExperiment(_ desk: Desk, isScripted: Bool) async throws {
        let browser = desk.browser
        try await browser.click("a[href$='/new-experiment']")
        // Nothing to expect: the rule's sentence stands at the field.
        try await browser.type("badge", into: "#new-experiment-slug")
        try await browser.click("#new-experiment button")
        try await browser.wait(for: "document.querySelector('#new-experiment-hypothesis[aria-invalid]')")
        #expect(try await browser.text("#new-experiment-hypothesis-error").contains("Rule 1"))
        #expect(try await browser.run("return document.querySelector('#new-experiment-slug').value").text == "badge")
        try await desk.inspect("refused experiment", refusals: 1, isScripted: isScripted)
        for (field, text) in [
            ("hypothesis", "The badge raises payment from 10 % to 12 %, because people trust it"),
            ("primaryMetricEvent", "paid"), ("guardrailEvents", "errors"), ("inverseGuardrails", "errors"),
            ("observationStart", "2026-03-01"), ("observationEnd", "2026-03-14"),
        ] {
            try await browser.type(text, into: "#new-experiment-\(field)")
        }
        try await browser.click("#new-experiment button")
        try await browser.wait(for: "document.querySelector('h1').textContent === 'badge'")
    }

    private static func tab(_ browser: Browser, to selector: String) async throws {
        for _ in 0..<60 {
            try await browser.press(Key.tab)
            if try await browser.run("return document.activeElement.matches(\(JSON.string(selector).serialized()))")
                .bool == true
            {
                return
            }
        }
        throw Browser.Fault(description: "The key Tab never comes to \(selector).")
    }
}

extension JSON {
    /// For scripts that only do something.
    func ignored() {}
}
