/// Recomputes the chain of all writes and compares it with what the file holds.
package struct VerifyHistory: Verb {
    package typealias Output = HistoryVerification
    /// The head that was kept elsewhere; found again as long as nothing up to it was rewritten or cut off.
    package var expected: String?

    package static let declaration = VerbDeclaration(
        "verify", .read, .get, "/api/verify",
        "Recomputes the chain of all writes and compares it with the records.",
        parameters: [.init("expect", summary: "a head of the chain that was kept elsewhere")])

    package init(expected: String? = nil) { self.expected = expected }

    package init(_ arguments: VerbArguments) throws {
        self.init(expected: arguments.optionalText("expect"))
        guard expected.map({ $0.count == 64 && $0.allSatisfy(\.isHexDigit) }) != false else {
            throw WorkspaceError.invalid(
                "expect takes the 64 hexadecimal digits that verify prints as the head", code: "invalid_value")
        }
    }

    package var arguments: JSONObject { expected.map { ["expect": .string($0)] } ?? [:] }
}

/// What `verify` found.
package struct HistoryVerification: VerbOutput, Equatable {
    /// The first entry that does not continue the chain, and why.
    package struct Break: Sendable, Equatable {
        package var sequence: Int
        package var reason: String

        package init(sequence: Int, reason: String) {
            self.sequence = sequence
            self.reason = reason
        }
    }

    /// A record that is not what the chain last said of it.
    package struct Difference: Sendable, Equatable {
        package enum Finding: String, Sendable {
            /// Another program changed it.
            case changedOutside = "changed_outside"
            /// It is gone, and the chain knows of no deletion.
            case missing
            /// Another program wrote it.
            case unrecorded
        }

        package var entity: String
        package var id: String
        package var finding: Finding

        package init(entity: String, id: String, finding: Finding) {
            self.entity = entity
            self.id = id
            self.finding = finding
        }
    }

    package var entries: Int
    /// The last hash: keep it elsewhere, and `verify --expect` will find a chain that was rewritten or cut.
    package var head: String
    package var firstBroken: Break?
    package var differences: [Difference]
    /// nil where none was expected.
    package var isExpectedHeadFound: Bool?

    package var isSound: Bool { firstBroken == nil && differences.isEmpty && isExpectedHeadFound != false }

    package init(
        entries: Int, head: String, firstBroken: Break?, differences: [Difference], isExpectedHeadFound: Bool?
    ) {
        self.entries = entries
        self.head = head
        self.firstBroken = firstBroken
        self.differences = differences
        self.isExpectedHeadFound = isExpectedHeadFound
    }

    package var json: JSON {
        [
            "ok": .boolean(isSound), "entries": .integer(Int64(entries)), "head": .string(head),
            "first_broken": firstBroken.map {
                ["sequence": .integer(Int64($0.sequence)), "reason": .string($0.reason)]
            } ?? .null,
            "differences": .array(
                differences.map {
                    ["entity": .string($0.entity), "id": .string($0.id), "finding": .string($0.finding.rawValue)]
                }),
            "expected_head_found": isExpectedHeadFound.map(JSON.boolean) ?? .null,
        ]
    }

    package init(json: JSON) throws {
        guard let entries = json["entries"]?.wholeNumber, let head = json["head"]?.text else {
            throw WorkspaceError.invalid("the answer is no verification", code: "wrong_type")
        }
        self.entries = entries
        self.head = head
        firstBroken = json["first_broken"].flatMap { broken in
            guard let sequence = broken["sequence"]?.wholeNumber, let reason = broken["reason"]?.text else {
                return nil
            }
            return Break(sequence: sequence, reason: reason)
        }
        differences = (json["differences"]?.array ?? []).compactMap { difference in
            guard let entity = difference["entity"]?.text, let id = difference["id"]?.text,
                let finding = difference["finding"]?.text.flatMap(Difference.Finding.init(rawValue:))
            else { return nil }
            return Difference(entity: entity, id: id, finding: finding)
        }
        isExpectedHeadFound = json["expected_head_found"]?.bool
    }
}
