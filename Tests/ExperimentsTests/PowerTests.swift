import Experiments
import TestSupport
import Testing

@Suite struct PowerTests {
    static let request: JSONObject = [
        "metric": ["kind": "proportion", "baseline": .number(0.05)], "effect": .number(0.1),
    ]

    static func answer(_ change: JSONObject, to request: JSONObject = request) throws -> JSON {
        var request = request
        for (name, value) in change { request[name] = value }
        return try Power.answer(.object(request))
    }

    /// Two normal points squared, 0.09724… of variance and a difference of 0.005, by hand; the multiplier at the planned
    /// end is 3.0352090.
    @Test func usersAreThoseOfTheFormulas() throws {
        let answer = try Self.answer([:])
        let variance = 0.05 * 0.95 + 0.055 * 0.945
        for (design, points) in [("fixed", 1.9599640 + 0.8416212), ("always_valid", 3.0352090 + 0.8416212)] {
            let expected = points * points * variance / (0.005 * 0.005)
            let arms = try #require(answer[design]?["users_per_arm"])
            #expect(arms["control"]?.wholeNumber == Int(expected.rounded(.up)))
            #expect(arms["control"] == arms["treatment"])
            #expect(try answer[design]?["users"]?.wholeNumber == 2 * #require(arms["control"]?.wholeNumber))
        }
        // The lift's error by the delta method, at the lift.
        let points = 1.6448536 + 0.8416212
        let lift = points * points * (0.055 * 0.945 + 0.05 * 0.95 * 1.1 * 1.1) / (0.05 * 0.05) / 0.01
        #expect(answer["bayesian"]?["users_per_arm"]?["control"]?.wholeNumber == Int(lift.rounded(.up)))
    }

    @Test func daysAreRoundedUp() throws {
        let answer = try Self.answer(["daily_users": 4000])
        #expect(answer["fixed"]?["users"] == 62_462)
        #expect(answer["fixed"]?["days"] == 16)
        #expect(answer["fixed"]?["weeks"] == 3)
        #expect(try Self.answer([:])["fixed"]?["days"] == nil)
    }

    /// The absolute effect that a relative one stands for.
    @Test(
        arguments: [
            ["metric": ["kind": "proportion", "baseline": .number(0.05)]],
            ["metric": ["kind": "mean", "mean": 8, "stddev": 20]],
            ["so_far": ["control": ["n": 487, "k": 41], "treatment": ["n": 513, "k": 67]]],
            ["so_far": ["control": ["n": 487, "mean": 4, "std": 9], "treatment": ["n": 513, "mean": 5, "std": 8]]],
        ] as [JSONObject])
    func bothUnitsAskTheSame(metric: JSONObject) throws {
        let base =
            metric["metric"]?["baseline"]?.double ?? metric["metric"]?["mean"]?.double
            ?? metric["so_far"]?["control"]?["mean"]?.double ?? 41.0 / 487
        for effect in [0.1, -0.1] {
            var (relative, absolute) = (metric, metric)
            relative["effect"] = .number(effect)
            absolute["effect"] = .number(effect * base)
            absolute["difference"] = "absolute"
            let (one, other) = (try Power.answer(.object(relative)), try Power.answer(.object(absolute)))
            for design in Power.designs {
                let (users, same) = (one[design]?["users"]?.wholeNumber, other[design]?["users"]?.wholeNumber)
                // Rounding may fall on either side of a whole user.
                #expect(abs(try #require(users) - #require(same)) <= 2)
            }
        }
    }

    /// With the users of the plan the power is the one planned for, and the smallest effect is the effect.
    @Test(arguments: [0.1, -0.1])
    func theAnswersFitTogether(effect: Double) throws {
        let plan = try Self.answer(["effect": .number(effect), "allocation": ["control": 3, "treatment": 1]])
        for design in Power.designs {
            let users = try #require(plan[design]?["users"])
            let found = try Self.answer([
                "effect": .number(effect), "users": users, "allocation": ["control": 3, "treatment": 1],
            ])
            let power = try #require(found[design]?["power"]?.double)
            #expect(power >= 0.8 && power < 0.8001)
            let smallest = try #require(found[design]?["detectable_effect"]?.double)
            #expect(abs(smallest) <= 0.1 && abs(smallest) > 0.0999 && (smallest < 0) == (effect < 0))
        }
    }

    @Test func whatIsLeftToCollect() throws {
        let soFar: JSONObject = [
            "so_far": ["control": ["n": 487, "k": 41], "treatment": ["n": 513, "k": 67]], "effect": .number(0.2),
            "daily_users": 500,
        ]
        let fixed = try #require(try Power.answer(.object(soFar))["fixed"])
        let (users, toCome) = (fixed["users"]?.wholeNumber, fixed["users_to_come"]?.wholeNumber)
        #expect(try #require(users) - 1000 == toCome)
        #expect(try abs(#require(fixed["factor_to_come"]?.double) - Double(#require(toCome)) / 1000) < 0.002)
        #expect(fixed["days"]?.wholeNumber == 20)
        #expect(try #require(fixed["power_now"]?.double) < 0.2)
        // The lift of 55 % that chance has shown so far does not blow up the error of the lift of 20 % to be found.
        let bayesian = try Power.answer(.object(soFar))["bayesian"]?["users"]?.wholeNumber
        #expect(try #require(bayesian) < #require(users))
        // Tuned to a plan of long ago, the always-valid interval is wider.
        let tuned = try Self.answer(["planned_n": 100], to: soFar)["always_valid"]?["users"]?.wholeNumber
        let best = try Self.answer([:], to: soFar)["always_valid"]?["users"]?.wholeNumber
        #expect(try #require(tuned) > #require(best))
        let enough = try Self.answer(["effect": 5], to: soFar)["fixed"]
        #expect(enough?["users_to_come"] == 0)
        #expect(enough?["factor_to_come"]?.double == 0)
        #expect(enough?["days"] == 0)
    }

    @Test func aPriorGivesAssurance() throws {
        let prior: JSON = ["mean": .number(0.02), "stddev": .number(0.05)]
        let answer = try Self.answer(["prior": prior])["bayesian"]
        #expect(abs(try #require(answer?["power"]?.double) - 0.8) < 1e-9)
        let largest = try #require(answer?["largest_assurance"]?.double)
        #expect(abs(largest - 0.6554217416) < 1e-10, "Φ(0.4)")
        #expect(try #require(answer?["assurance"]?.double) < largest)
        let wanted = try Self.answer(["prior": prior, "assurance": .number(0.5)])["bayesian"]
        #expect(abs(try #require(wanted?["assurance"]?.double) - 0.5) < 1e-9)
        let tooMuch = try Self.answer(["prior": prior, "assurance": .number(0.66)])["bayesian"]
        #expect(tooMuch?["error"]?.text?.hasPrefix("no number of users gives the wanted assurance") == true)
        #expect(tooMuch?["largest_assurance"]?.double == largest)
        #expect(
            try Self.answer(["assurance": .number(0.5)])["bayesian"]?["error"]?.text
                == "assurance needs a prior on the lift")
    }

    static let history: JSON = .array(
        [
            (0.042, 0.021), (-0.013, 0.018), (0.087, 0.035), (0.005, 0.012), (0.031, 0.026), (-0.044, 0.031),
            (0.012, 0.015), (0.120, 0.048), (0.002, 0.009), (-0.021, 0.022), (0.058, 0.027), (0.017, 0.019),
        ].map { ["lift": .number($0), "se": .number($1)] })

    /// The numbers are those of `planning_cases.json`, made with mpmath.
    @Test func historyGivesThePrior() throws {
        let alone = try Power.answer(["history": Self.history])
        let prior = try #require(alone["prior"])
        #expect(alone.object?.keys == ["prior"])
        #expect(abs(try #require(prior["mean"]?.double) - 0.017443037669) < 1e-11)
        #expect(abs(try #require(prior["stddev"]?.double) - 0.033079036608) < 1e-11)
        #expect(prior["experiments"] == 12)
        let shrunk = try #require(prior["shrunk"]?.array)
        #expect(shrunk.count == 12)
        #expect(abs(try #require(shrunk[0]["lift"]?.double) - 0.03494589596) < 1e-10)
        let planned = try Self.answer(["history": Self.history])
        let same = try Self.answer(["prior": ["mean": prior["mean"] ?? .null, "stddev": prior["stddev"] ?? .null]])
        #expect(planned["bayesian"] == same["bayesian"])
    }

    @Test func aDesignThatCannotBeComputedSaysWhyInItsPlace() throws {
        let means: JSON = [
            "metric": ["kind": "mean", "mean": -3, "stddev": 2], "effect": .number(0.2), "difference": "absolute",
        ]
        let answer = try Power.answer(means)
        #expect(answer["bayesian"]?["error"]?.text?.hasPrefix("control mean is negative") == true)
        #expect(answer["fixed"]?["users"] != nil)
        let few = try Self.answer(["effect": .null, "users": 2, "power": .number(0.999)])
        #expect(few["fixed"]?["error"]?.text?.hasPrefix("with so few users") == true)
    }

    @Test func onlyTheDesignsAskedFor() throws {
        #expect(try Self.answer(["designs": ["always_valid"]]).object?.keys == ["always_valid"])
        #expect(try Self.answer([:]).object?.keys == ["fixed", "always_valid", "bayesian"])
    }

    /// What is changed in the request, and what the sentence names.
    static let refusals: [(change: String, name: String)] = [
        (#"{"effect":0}"#, "effect"), (#"{"effect":"large"}"#, "effect"), (#"{"effect":null}"#, "effect"),
        (#"{"effect":19}"#, "effect"), (#"{"effect":-1}"#, "effect"), (#"{"difference":"half"}"#, "difference"),
        (#"{"metric":null}"#, "metric"), (#"{"metric":1}"#, "metric"), (#"{"metric":{"kind":"ratio"}}"#, "metric"),
        (#"{"metric":{"kind":"proportion"}}"#, "baseline"),
        (#"{"metric":{"kind":"proportion","baseline":1}}"#, "baseline"),
        (#"{"metric":{"kind":"proportion","baseline":0.1,"mean":1}}"#, "mean"),
        (#"{"metric":{"kind":"mean","mean":1}}"#, "stddev"), (#"{"metric":{"kind":"mean","stddev":1}}"#, "mean"),
        (#"{"metric":{"kind":"mean","mean":0,"stddev":1}}"#, "absolute"), (#"{"alpha":0}"#, "alpha"),
        (#"{"alpha":1}"#, "alpha"), (#"{"power":0.01}"#, "power"), (#"{"power":"high"}"#, "power"),
        (#"{"threshold":0.5}"#, "threshold"), (#"{"assurance":1}"#, "assurance"), (#"{"users":1}"#, "users"),
        (#"{"users":10.5}"#, "users"), (#"{"planned_n":0}"#, "planned_n"), (#"{"daily_users":0}"#, "daily_users"),
        (#"{"allocation":{"control":1}}"#, "allocation"),
        (#"{"allocation":{"control":1,"treatment":0}}"#, "allocation"),
        (#"{"allocation":{"control":1,"treatment":1,"third":1}}"#, "allocation"),
        (#"{"designs":["magic"]}"#, "designs"), (#"{"designs":[]}"#, "designs"), (#"{"unknown":1}"#, "unknown"),
        (#"{"prior":{"mean":0,"stddev":0}}"#, "prior"), (#"{"prior":1}"#, "prior"), (#"{"history":[]}"#, "history"),
        (#"{"history":[1,2,3,4,5,6,7,8,9,10]}"#, "history"),
        (#"{"history":[1],"prior":{"mean":0,"stddev":1}}"#, "history"),
        (#"{"so_far":{"control":{"n":10,"k":1},"treatment":{"n":10,"k":1}}}"#, "so_far"),
        (#"{"metric":null,"so_far":{"control":{"n":10,"k":1}}}"#, "treatment"),
        (#"{"metric":null,"so_far":{"control":{"n":10,"k":11},"treatment":{"n":10,"k":1}}}"#, "so_far"),
        (#"{"metric":null,"so_far":{"control":{"n":10,"k":0},"treatment":{"n":10,"k":1}}}"#, "so_far"),
        (#"{"metric":null,"so_far":{"control":{"n":10,"k":1},"treatment":{"n":10,"mean":1,"std":1}}}"#, "so_far"),
        (#"{"metric":null,"users":9,"so_far":{"control":{"n":9,"k":1},"treatment":{"n":9,"k":1}}}"#, "so_far"),
    ]

    @Test(arguments: refusals)
    func refusesOtherRequests(change: String, name: String) throws {
        let change = try #require(try JSON(parsing: change).object)
        let error = try #require(failure { try Self.answer(change) })
        #expect(error.kind == .invalid)
        #expect(error.message.contains(name), "\(error.message)")
    }
}
