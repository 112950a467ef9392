/// Whether the workspace can be read, and by which version.
package struct GetHealth: Verb {
    package typealias Output = Health

    package static let declaration = VerbDeclaration("health", .read, .get, "/health", "Whether the workspace answers.")

    package init() {}
    package init(_ arguments: VerbArguments) {}
    package var arguments: JSONObject { [:] }
}

package struct Health: VerbOutput, Equatable {
    package var version: String

    package init(version: String) { self.version = version }
    package init(json: JSON) throws {
        guard let version = json["version"]?.text else {
            throw WorkspaceError.invalid("the answer lacks version", code: "wrong_type")
        }
        self.version = version
    }

    package var json: JSON { ["status": "ok", "version": .string(version)] }
}
