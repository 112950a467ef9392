import TestSupport
import Testing

@testable import Experiments

@Suite struct MinimumSampleTests {
    private static let event = "page_scrolled"

    private func sample(_ evidence: MinimumSample.Evidence) throws -> MinimumSample {
        switch try MinimumSample.find(evidence) {
        case .found(let sample): return sample
        case .ask(let question):
            Issue.record("asked: \(question)")
            throw WorkspaceError.invalid("asked")
        }
    }

    // MARK: - The steps and their order

    @Test func takesTheFirstStepThatTells() throws {
        var evidence = MinimumSample.Evidence(
            event: "cta_clicked", hypothesis: "from 4% to 5%", given: 321, measured: (n: 1000, k: 100), answer: "5 %",
            canAsk: true)
        #expect(try sample(evidence).step == .given)
        #expect(try sample(evidence).users == 321)
        evidence.given = nil
        #expect(try sample(evidence).step == .measured)
        #expect(try sample(evidence).users == 300)
        evidence.measured = nil
        #expect(try sample(evidence).step == .hypothesis)
        #expect(try sample(evidence).users == 750)
        evidence.hypothesis = "a 20% lift"
        #expect(try sample(evidence).step == .eventKind)
        #expect(try sample(evidence).users == 500)
        evidence.event = Self.event
        #expect(try sample(evidence).step == .answered)
        #expect(try sample(evidence).users == 600)
        evidence.answer = nil
        #expect(try MinimumSample.find(evidence) == .ask(MinimumSample.question(of: Self.event)))
        evidence.canAsk = false
        #expect(try sample(evidence).step == .assumed)
        #expect(try sample(evidence).users == 1000)
    }

    @Test func nobodyOfTheMeasuredUsersLeadsToTheAssumption() throws {
        let sample = try sample(
            .init(
                event: "cta_clicked", hypothesis: "from 4% to 5%", measured: (n: 200, k: 0), answer: "5%", canAsk: true)
        )
        #expect(sample.step == .assumed)
        #expect(sample.users == 1000)
        #expect(sample.inputs == ["n": 200, "k": 0])
        #expect(sample.json["revise"] == true)
    }

    @Test func theQuestionSaysWhatToLookUp() {
        let question = MinimumSample.question(of: Self.event)
        for part in [
            "\"page_scrolled\"", "n is the number of unique users exposed to the control", "k is how many",
            "about 5 %", "maybe 1 in 20", "don't know", "analytics",
        ] {
            #expect(question.contains(part), "\(part)")
        }
    }

    // MARK: - Exact numbers

    /// The rates of one to three decimals: a product of doubles misses some by one.
    @Test func roundsUpExactly() throws {
        #expect(try sample(.init(event: Self.event, hypothesis: "currently 4%")).users == 750)
        #expect(try sample(.init(event: Self.event, hypothesis: "currently 1 in 20")).users == 600)
        for thousandths in stride(from: 1, to: 100_000, by: 997) {
            let text = "\(thousandths / 1000).\(String(thousandths % 1000 + 1000).dropFirst())"
            let rate = try #require(BaselineRate(namedIn: "currently \(text) %")?.rate)
            let users = MinimumSample.enough(for: rate.numerator, of: rate.denominator)
            // The least whole number whose expected events are not fewer than 30.
            #expect(users * thousandths >= 3_000_000 && (users - 1) * thousandths < 3_000_000, "\(text) %")
        }
    }

    @Test(arguments: [
        (1000, 100, 300), (1000, 1000, 30), (1000, 999, 31), (1, 1, 30), (7, 3, 70), (7, 4, 53),
        (300_239_975_158_033, 1, 9_007_199_254_740_990), (9_007_199_254_740_991, 9_007_199_254_740_991, 30),
        (9_007_199_254_740_991, 30, 9_007_199_254_740_991),
    ])
    func countsMeasuredUsers(n: Int, k: Int, users: Int) throws {
        let sample = try sample(.init(event: Self.event, measured: (n: n, k: k)))
        #expect(sample.users == users)
        #expect(sample.inputs == ["n": .integer(Int64(n)), "k": .integer(Int64(k))])
    }

    @Test(arguments: [
        (0, 0), (-5, 0), (10, -1), (10, 11), (Int.min, 0), (Int.max, 1), (9_007_199_254_740_992, 5),
        (300_239_975_158_034, 1), (9_007_199_254_740_991, 29),
    ])
    func refusesMeasuredNonsense(n: Int, k: Int) {
        let error = failure { try MinimumSample.find(.init(event: "cta", given: 5, measured: (n: n, k: k))) }
        #expect(error?.kind == .invalid)
        #expect(error?.code == "invalid_baseline")
        #expect(error?.message.contains("\(k < 0 ? k : n)") == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [0, -1, Int.min, 1 << 53])
    func refusesGivenNonsense(users: Int) {
        let error = failure { try MinimumSample.find(.init(event: "cta", given: users)) }
        #expect(error?.code == "invalid_minimum_sample")
        #expect(error?.kind == .invalid)
    }

    // MARK: - Kinds of events

    private static let kinds: [(EventKind, [String])] = [
        (
            .click,
            [
                "cta_clicked", "click", "buttonClick", "CTAClicked", "cta-click", "Button clicked",
                "signup_cta_clicked",
                "checkout_click", "click_through_rate", "ctr", "error_page_clicked", "clicks_on_checkout", "CTA",
            ]
        ),
        (
            .signup,
            [
                "signup", "sign_up", "signUpCompleted", "sign-up-done", "user_registered", "RegistrationFinished",
                "signed_up_on_mobile", "user_registered_from_cta", "Sign up", "SIGNUP",
            ]
        ),
        (
            .purchase,
            [
                "checkout-complete", "purchase", "order_placed", "check_out", "ticketPurchased", "checkoutCompleted",
                "one_click_purchase", "payment.succeeded", "Buys",
            ]
        ),
        (.engagement, ["feature_used", "featureEngagement", "search-feature-opened", "engagement", "coupon_used"]),
        (
            .fault,
            [
                "error_rate", "page_latency_p95", "checkout_error", "loadTime", "HTTPErrors", "payment_failed",
                "error_rate_on_checkout", "latency", "request-timed-out", "app crash",
            ]
        ),
    ]

    @Test func readsTheKindOfEvent() {
        for (kind, names) in Self.kinds {
            for name in names { #expect(EventKind(eventName: name) == kind, "\(name)") }
        }
    }

    @Test(arguments: [
        "terror_watched", "eclectic", "reactor_started", "page_scrolled", "", "_", "border_shown", "mirrored",
        "sign_in",
        "assignment_up", "latently", "designup", "fuse", "disorder", "42", "inclick", "clickety", "accused",
    ])
    func knowsWholeWordsOnly(name: String) {
        #expect(EventKind(eventName: name) == nil)
    }

    @Test func givesEachKindItsNumber() throws {
        let names = [
            "click": 500, "signup": 1000, "purchase": 1500, "feature_used": 200, "error": 1000, "latency": 1000,
        ]
        for (name, users) in names {
            let sample = try sample(.init(event: name, canAsk: true))
            #expect(sample.users == users)
            #expect(sample.step == .eventKind)
            #expect(sample.inputs["event"] == .string(name))
            #expect(sample.inputs["kind"]?.text == EventKind(eventName: name)?.rawValue)
        }
    }

    // MARK: - Answers

    @Test(arguments: [
        ("about 5 %", 600), ("5%", 600), ("maybe 1 in 20", 600), ("0.05", 600), ("5", 600), ("12/300", 750),
        ("12 of 300 users", 750), ("12 out of 300", 750), ("n = 300, k = 12", 750), ("k=12 n=300", 750),
        ("1,200 / 30,000", 750), ("I think 5 percent", 600), ("4,5 %", 667), ("one in twenty", 600), ("300/300", 30),
        ("it's around 0.04", 750), ("~5", 600), ("2.5", 1200), ("5% of users, I guess", 600),
        ("don't know, maybe 5%", 600),
        ("0.5 %", 6000), ("12 / 300 visitors", 750),
    ])
    func readsAnAnswer(answer: String, users: Int) throws {
        let sample = try sample(.init(event: Self.event, answer: answer))
        #expect(sample.users == users)
        #expect(sample.step == .answered)
        #expect(sample.inputs["answer"] == .string(answer))
    }

    @Test(arguments: [
        "don't know", "Don’t know.", "I do not know", "", "  ", "no idea", "not sure", "unknown", "?", "skip", "0/300",
        "0 of 300",
    ])
    func noKnowledgeLeadsToTheAssumption(answer: String) throws {
        let sample = try sample(.init(event: Self.event, answer: answer, canAsk: true))
        #expect(sample.step == .assumed)
        #expect(sample.users == 1000)
        #expect(sample.inputs["answer"] == .string(answer))
    }

    @Test(arguments: [
        "4-5 %", "between 4 and 5 %", "4 % or 6 %", "0.5", "100 %", "0", "0 %", "150 %", "5 users", "a 5 % lift",
        "at least 5%", "300/12", "banana", "1.200/30.000", "-5", "12/0", "5 points", "1 in 0", "20 in 1", "12/300/4",
        "99999999999999999999/99999999999999999999", "+5%",
    ])
    func refusesWhatIsNoRate(answer: String) {
        let error = failure { try MinimumSample.find(.init(event: Self.event, answer: answer, canAsk: true)) }
        #expect(error?.kind == .invalid)
        #expect(error?.code == "invalid_answer")
        #expect(error?.message.contains(answer.lowercased()) == true, "\(error?.message ?? "")")
    }

    // MARK: - What is kept and shown

    private static let evidence: [MinimumSample.Evidence] = [
        .init(event: event, given: 321), .init(event: event, hypothesis: "raise it from 12.5% to 15%"),
        .init(event: "cta_clicked"), .init(event: event, measured: (n: 1000, k: 100)),
        .init(event: event, answer: "maybe 1 in 20"), .init(event: event, answer: "12/300"), .init(event: event),
        .init(event: event, measured: (n: 10, k: 0)),
    ]

    @Test func saysWhatTheNumberRestsOn() throws {
        let sentences = [
            "321 users per variant: as given.",
            "240 users per variant: since the hypothesis puts today's rate at 12.5 % (\"12.5%\").",
            "500 users per variant: the usual number for a click, which the event's name \"cta_clicked\" speaks of.",
            "300 users per variant: since 100 of 1,000 users of the control fired \"page_scrolled\".",
            "600 users per variant: since the answer \"maybe 1 in 20\" puts today's rate at 5 %.",
            "750 users per variant: since 12 of 300 users fired \"page_scrolled\", as answered.",
            "1,000 users per variant: this is an assumption, to be revised once the event's rate is known.",
            "1,000 users per variant: none of 10 users has fired \"page_scrolled\" yet, so this is an assumption, "
                + "to be revised once the event's rate is known.",
        ]
        for (evidence, sentence) in zip(Self.evidence, sentences) {
            let sample = try sample(evidence)
            #expect(sample.sentence == sentence)
        }
    }

    @Test func neverShowsTheFormula() throws {
        let texts = try Self.evidence.map { try sample($0).json.serialized() } + [MinimumSample.question(of: "x")]
        for text in texts {
            #expect(!text.contains("30 ") && !text.contains("30/") && !text.contains("30n"), "\(text)")
        }
    }

    @Test func keepsTheChoiceAndItsInputs() throws {
        let json = try sample(Self.evidence[1]).json
        #expect(json["users"] == 240)
        #expect(json["step"] == "hypothesis")
        #expect(json["inputs"] == ["text": "12.5%", "rate": .number(0.125)])
        #expect(json["revise"] == false)
        #expect(try JSON(parsing: json.serialized()) == json)
    }
}
