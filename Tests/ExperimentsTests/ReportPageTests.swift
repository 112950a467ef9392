import Foundation
import TestSupport
import Testing

@testable import Experiments

/// The report as a page: both forms say the same, and HTML needs nothing beside it.
@Suite struct ReportPageTests {
    private static let hostile = "<script>alert(\"1\")</script> & 'two' | `three` **four**\nfive"

    private static func report(_ text: String = "A badge helps") throws -> ExperimentReport {
        var experiment = Experiment()
        experiment.slug = text
        experiment.hypothesis = text
        experiment.primaryMetricEvent = "paid"
        experiment.controlVariant = "plain"
        experiment.treatmentVariant = "badge"
        experiment.minimumSample = 750
        experiment.decision = "CONTINUE"
        experiment.decisionSummary = text
        experiment.decisionReason = text
        experiment.whatHappened = text
        let data = try InputData(
            parsing: #"{"paid":{"plain":{"n":12020,"k":481},"badge":{"n":11904,"k":583}}}"#)
        let contract = try Contract(of: experiment)
        let result = try Analysis.result(
            of: data,
            parameters: AnalysisParameters(
                computedAt: Instant(milliseconds: 0), isIndicative: false, contract: contract))
        experiment.analysisResult = result.json.serialized()
        var context = DecisionContext(of: contract)
        context.hypothesis = text
        context.wholeDays = 14
        return ExperimentReport(
            experiment: experiment, recommendation: try Recommendation(of: result, in: context),
            historyHead: String(repeating: "0a", count: 32))
    }

    @Test func bothPagesSayTheSame() throws {
        let report = try Self.report()
        for text in [
            "A badge helps", "12,020", "4.90 %", "+22.4 %", "Decision: CONTINUE",
            "What the rules say", "Results", "What was learned", "Minimum sample", "750 users per variant",
            report.historyHead, "P(win) or P(harm)",
        ] {
            #expect(report.markdown.contains(text), "\(text)")
            #expect(report.html.contains(text), "\(text)")
        }
    }

    @Test func htmlIsWholeAndNeedsNothing() throws {
        let html = try Self.report().html
        #expect(html.hasPrefix("<!doctype html>\n<html lang=\"en\">") && html.hasSuffix("</html>\n"))
        for part in ["src=", "href=", "@import", "url(", "http:", "https:", "<script", "<link", "<img", "<iframe"] {
            #expect(!html.contains(part), "\(part)")
        }
        #expect(html.contains("default-src 'none'") && html.contains("prefers-color-scheme: dark"))
        #expect(html.contains("@media print"))
        // Every element that is opened is closed, in order.
        var open: [Substring] = []
        let body = try #require(html.range(of: "<body>")).lowerBound
        for match in html[body...].matches(of: /<(\/?)([a-z0-9]+)[^>]*>/) {
            if match.1.isEmpty { open.append(match.2) } else if match.2 != "html" { #expect(open.popLast() == match.2) }
        }
        #expect(open.isEmpty)
    }

    @Test func withoutARecommendationTheWarningsStandBesideTheNumbers() throws {
        var report = try Self.report()
        report.recommendation = nil
        var result = DecisionCase().result
        result.warnings = [.init(code: "direction_unclear", message: "Less of it may be better.")]
        report.experiment.analysisResult = result.json.serialized()
        for page in [report.markdown, report.html] {
            #expect(page.contains("What the data say") && page.contains("b raises paid by 20.0 %"))
            #expect(page.contains("Less of it may be better."))
        }
    }

    /// What users write has no meaning of its own, in either form.
    @Test func whatUsersWriteStaysText() throws {
        let report = try Self.report(Self.hostile)
        #expect(!report.html.contains("<script") && !report.html.contains("alert(\"1\")"))
        #expect(report.html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;two&#39;"))
        let outside = report.markdown.components(separatedBy: "```")
        #expect(outside.count >= 3)
        for part in [outside.first, outside.last] { #expect(part?.contains("<script>") == false) }
        let fenced = try Self.report("```\n# not a heading")
        #expect(fenced.markdown.contains("\n````text\n"))
    }

    @Test func thePageIsAskedForByItsName() throws {
        let asked = try ReportExperiment(arguments: ["project": "p", "slug": "s", "page": "html"])
        #expect(asked.page == .html)
        #expect(
            failure { try ReportExperiment(arguments: ["project": "p", "slug": "s", "page": "pdf"]) }?.code
                == "invalid_value")
        var report = try Self.report("a b")
        #expect(report.document == nil)
        report.page = .html
        #expect(report.document?.text == report.html && report.document?.type == "text/html")
        report.page = .markdown
        #expect(report.document?.text == report.markdown && report.document?.name == "a b.md")
    }
}
