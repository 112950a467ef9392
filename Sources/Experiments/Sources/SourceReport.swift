/// What `sources test` found.
package struct SourceReport: VerbOutput, Equatable {
    package struct Finding: Sendable, Equatable {
        package var isFine: Bool
        /// What was found, and where something is missing, what to do.
        package var sentence: String

        package init(isFine: Bool, _ sentence: String) {
            self.isFine = isFine
            self.sentence = sentence
        }
    }

    package var source = ""
    package var kind = ""
    package var findings: [Finding] = []

    package init(findings: [Finding] = []) { self.findings = findings }

    package var isFine: Bool { findings.allSatisfy(\.isFine) }

    package mutating func add(_ sentence: String, isFine: Bool = true) {
        findings.append(Finding(isFine: isFine, sentence))
    }

    package var json: JSON {
        [
            "source": .string(source), "kind": .string(kind), "ok": .boolean(isFine),
            "findings": .array(
                findings.map { ["ok": .boolean($0.isFine), "finding": .string($0.sentence)] }),
        ]
    }

    package init(json: JSON) throws {
        guard let source = json["source"]?.text, let kind = json["kind"]?.text, let list = json["findings"]?.array
        else {
            throw WorkspaceError.invalid("the answer is no test of a source", code: "wrong_type")
        }
        self.source = source
        self.kind = kind
        findings = list.map { Finding(isFine: $0["ok"]?.bool ?? false, $0["finding"]?.text ?? "") }
    }
}
