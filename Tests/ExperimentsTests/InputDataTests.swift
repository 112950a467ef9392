import Experiments
import TestSupport
import Testing

@Suite struct InputDataTests {
    @Test(arguments: [
        #"{"n":487,"k":41}"#, #"{"n":487.0,"k":4.1e1}"#, #"{"n":487,"sum":1,"sum_squares":2}"#,
        #"{"n":487,"mean":1,"std":2}"#, #"{"n":487,"mean":1,"stddev":2}"#,
        #"{"n":1,"num_sum":1,"num_sum_squares":1,"den_sum":1,"den_sum_squares":1,"num_den_sum":1}"#,
        #"{"n":9,"sum":1,"sum_squares":2,"covariate_sum":1,"covariate_sum_squares":1,"covariate_cross":1}"#,
    ])
    func acceptsEveryShape(variant: String) throws {
        let wrapped = try InputData(parsing: #"{"metrics":{"m":{"inverse":true,"a":\#(variant)}}}"#)
        let bare = try InputData(parsing: #"{"m":{"inverse":true,"a":\#(variant)}}"#)
        #expect(wrapped == bare)
        #expect(wrapped.metric("m")?.inverse == true)
        #expect(wrapped.metric("m")?.variantNames == ["a"])
    }

    @Test(arguments: [
        (#"{"n":487.5,"k":41}"#, "n = 487.5"), (#"{"n":"500","k":41}"#, "n = \"500\""),
        (#"{"n":true,"k":1}"#, "n = true"),
        (#"{"n":9007199254740992,"k":1}"#, "n = 9007199254740992"), (#"{"k":41}"#, "lacks n"),
        (#"{"n":487}"#, "has the fields n"), (#"{"n":487,"sum":1}"#, "has the fields n, sum"),
        (#"{"n":487,"k":41,"rate":0.1}"#, "has the fields n, k, rate"),
        (#"{"n":487,"mean":"1","std":2}"#, "mean = \"1\""),
        ("41", "not a number"),
    ])
    func refusesOtherShapesNamingThePlace(variant: String, fault: String) {
        let error = failure { try InputData(parsing: #"{"metrics":{"m":{"a":\#(variant)}}}"#) }
        #expect(error?.kind == .invalid)
        #expect(error?.code == "invalid_input_data")
        #expect(error?.message.contains("metric \"m\", variant \"a\"") == true)
        #expect(error?.message.contains(fault) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        "[]", #"{"metrics":{"m":1}}"#, #"{"metrics":{"m":{"inverse":1}}}"#, #"{"metrics":{},"extra":1}"#,
        #"{"metrics":{},"epochs":{}}"#, #"{"metrics":{},"epochs":[{"allocation":{"a":1}}]}"#, "not json",
    ])
    func refusesOtherOuterShapes(text: String) {
        #expect(failure { try InputData(parsing: text) }?.kind == .invalid)
    }

    @Test func checksThatEpochsAddUp() throws {
        let epoch =
            #"{"epoch":1,"start":"2026-03-01","allocation":{"a":1,"b":1},"metrics":{"m":{"a":{"n":5,"k":1},"b":{"n":5,"k":2}}}}"#
        let second = epoch.replacing("\"epoch\":1", with: "\"epoch\":2")
        let sound = #"{"metrics":{"m":{"a":{"n":10,"k":2},"b":{"n":10,"k":4}}},"epochs":[\#(epoch),\#(second)]}"#
        #expect(try InputData(parsing: sound).epochs.count == 2)
        let error = failure { try InputData(parsing: sound.replacing("\"k\":4", with: "\"k\":5")) }
        #expect(error?.kind == .dataNotSane)
        #expect(error?.message.contains("variant \"b\": k is 5, and its epochs add up to 4") == true)
        let twice = failure { try InputData(parsing: sound.replacing("[\(epoch),", with: "[\(epoch),\(epoch),")) }
        #expect(twice?.message.contains("stands twice") == true)
    }

    @Test func epochsMayCancelAndMustNotBringOthers() throws {
        func text(_ parts: [Double], variant: String = "a") -> String {
            let epochs = parts.enumerated().map {
                #"{"epoch":\#($0),"start":"2026-03-01","allocation":{"a":1},"metrics":{"m":{"\#(variant)":{"n":2,"sum":\#($1),"sum_squares":1}}}}"#
            }
            return
                #"{"metrics":{"m":{"a":{"n":6,"sum":0,"sum_squares":3}}},"epochs":[\#(epochs.joined(separator: ","))]}"#
        }
        #expect(try InputData(parsing: text([0.3, -0.1, -0.2])).epochs.count == 3)
        #expect(failure { try InputData(parsing: text([0.3, -0.1, -0.3])) }?.code == "epochs_do_not_add_up")
        #expect(
            failure { try InputData(parsing: text([0], variant: "z")) }?.message.contains("which the totals lack")
                == true)
        #expect(try InputData(parsing: #"{"metrics":{"m":{"a":{"n":1,"k":1}}},"epochs":[]}"#).epochs.isEmpty)
    }
}
