import Experiments
import Foundation
import TestSupport
import Testing

@testable import WorkspaceServer

@Suite struct FormTests {
    @Test func anEncodedFormIsRead() throws {
        let values = try FormValues(
            body: Data("a=1+2&b=%C3%A9%0D%0Ax&c=&a=second".utf8),
            type: "application/x-www-form-urlencoded; charset=utf-8")
        #expect(values["a"] == "1 2")
        #expect(values["b"] == "é\nx")
        #expect(values.text("c") == nil)
        #expect(values["none"] == "")
    }

    /// A file counts where the field of its name was left empty, and only there.
    @Test func aFileFillsTheFieldThatWasLeftEmpty() throws {
        func body(_ typed: String) -> Data {
            Data(
                ("--xyz\r\nContent-Disposition: form-data; name=\"inputData\"\r\n\r\n\(typed)\r\n"
                    + "--xyz\r\nContent-Disposition: form-data; name=\"inputData\"; filename=\"d.json\"\r\n"
                    + "Content-Type: application/json\r\n\r\n{\"file\": 1}\r\n--xyz--\r\n").utf8)
        }
        let type = "multipart/form-data; boundary=xyz"
        #expect(try FormValues(body: body(""), type: type)["inputData"] == "{\"file\": 1}")
        #expect(try FormValues(body: body("{}"), type: type)["inputData"] == "{}")
    }

    @Test(arguments: [
        "--xyz", "--xyz\r\n\r\n", "nothing", "--xyz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xyz--",
    ])
    func aBrokenBodyHoldsNothing(body: String) throws {
        #expect(try FormValues(body: Data(body.utf8), type: "multipart/form-data; boundary=xyz").texts.isEmpty)
    }

    @Test func aFileIsTextInUTF8() throws {
        func body(_ file: [UInt8]) -> Data {
            Data("--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"d\"\r\n\r\n".utf8) + Data(file)
                + Data("\r\n--xyz--\r\n".utf8)
        }
        let type = "multipart/form-data; boundary=xyz"
        #expect(try FormValues(body: body([0xEF, 0xBB, 0xBF, 0x7B, 0x7D]), type: type)["f"] == "{}")
        let latin = failure { try FormValues(body: body([0x63, 0x61, 0x66, 0xE9]), type: type) }
        #expect(latin?.code == "malformed_form" && latin?.message.contains("UTF-8") == true)
    }

    /// Only what somebody typed is sent on, and not over what others wrote meanwhile.
    @Test(
        arguments: [
            // What the form showed, what came, what the record holds now, and whether it is a change.
            ("old", "old", "theirs", false), ("old", "new", "old", true), ("old", "new", "new", false),
            ("a\nb", "a\r\nb", "a\r\nb", false), (nil, "new", "old", true), (nil, "old", "old", false),
        ] as [(String?, String, String, Bool)])
    func onlyChangesAreSentOn(shown: String?, given: String, now: String, isChange: Bool) throws {
        var texts = ["goal": given]
        texts["shown-goal"] = shown
        #expect(try FormValues(texts).changed(["goal", "intent"]) { _ in now } == (isChange ? ["goal"] : []))
    }

    @Test func aChangeOverAnotherIsRefused() {
        let values = FormValues(["goal": "mine", "shown-goal": "old"])
        let error = failure { try values.changed(["goal"]) { _ in "theirs" } }
        #expect(error?.code == "changed_meanwhile" && error?.message.contains("\"theirs\"") == true)
    }

    @Test func whatIsNoFormIsRefused() {
        #expect(
            failure { try FormValues(body: Data("{}".utf8), type: "application/json") }?.code
                == "unsupported_media_type")
        #expect(
            failure { try FormValues(body: Data("%zz=1".utf8), type: "application/x-www-form-urlencoded") }?.code
                == "malformed_form")
    }

    /// A refusal stands at the field that it is about, and what was typed stays.
    @Test func aRefusalStandsAtItsField() {
        func view(_ error: WorkspaceError) -> FormView {
            FormView(
                "f", at: "/f",
                fields: [.line("slug", "Name"), .line("minimumSample", "Minimum", codes: ["too_small"])],
                submit: "Send",
                after: FilledForm(form: "f", values: FormValues(["slug": "typed", "minimumSample": "x"]), error: error))
        }
        let named = view(.invalid("minimumSample takes a whole number", code: "wrong_type"))
        #expect(named.groups[0].fields.map { $0.error != nil } == [false, true])
        #expect(named.groups[0].fields.map(\.value) == ["typed", "x"])
        #expect(named.refusal == nil)
        let claimed = view(.invalid("It is too small.", code: "too_small"))
        #expect(claimed.groups[0].fields[1].error == "It is too small.")
        let other = view(.invalid("Something else.", code: "other"))
        #expect(other.refusal == "Something else." && other.isRefused)
    }

    @Test func aFormThatIsNotRefusedKeepsItsOwnValues() {
        let filled = FilledForm(form: "other", values: FormValues(["slug": "typed"]), error: .invalid("x"))
        let view = FormView("f", at: "/f", fields: [.line("slug", "Name", value: "own")], submit: "Send", after: filled)
        #expect(view.groups[0].fields[0].value == "own")
        #expect(!view.isRefused)
    }
}
