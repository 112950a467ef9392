/// Tells which projects were written to since a write of the history. It is cheap: for doors that show live pages.
package struct ListChanges: Verb {
    package typealias Output = Changes
    /// The last write that is known already; nil only asks for the last one.
    package var after: Int?

    package static let declaration = VerbDeclaration(
        "changes", .read, .get, "/api/changes",
        "Tells which projects were written to since a write of the history.",
        parameters: [.init("after", .integer, summary: "the sequence of the last write that is known already")])

    package init(after: Int? = nil) { self.after = after }

    package init(_ arguments: VerbArguments) throws {
        self.init(after: arguments.object["after"]?.wholeNumber)
        guard after.map({ $0 >= 0 }) != false else {
            throw WorkspaceError.invalid("after takes a sequence of the history, 0 or more", code: "invalid_value")
        }
    }

    package var arguments: JSONObject { after.map { ["after": .integer(Int64($0))] } ?? [:] }
}

/// The writes since a moment, by the projects that they touch.
package struct Changes: VerbOutput, Equatable {
    /// Of the last write; 0 before the first.
    package var sequence: Int
    /// nil: any project may have changed, since a record was deleted or the writes are too many to look through.
    package var projects: Set<String>?

    package init(sequence: Int, projects: Set<String>?) {
        self.sequence = sequence
        self.projects = projects
    }

    package init(json: JSON) throws {
        guard let sequence = json["sequence"]?.wholeNumber else {
            throw WorkspaceError.invalid("the answer tells no changes", code: "wrong_type")
        }
        self.init(sequence: sequence, projects: (json["projects"]?.array).map { Set($0.compactMap(\.text)) })
    }

    package var json: JSON {
        [
            "sequence": .integer(Int64(sequence)),
            "projects": projects.map { .array($0.sorted().map(JSON.string)) } ?? .null,
        ]
    }
}
