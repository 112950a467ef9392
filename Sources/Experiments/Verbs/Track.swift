/// Keeps exposures and metric events of several users, all of them or none.
package struct Track: Verb {
    package typealias Output = TrackedCounts
    package var elements: [TrackedElement]

    package static let declaration = VerbDeclaration(
        "track", .write, .post, "/api/track", "Keeps exposures and metric events, as SDKs send them.",
        parameters: [.init("elements", .json, required: true, summary: "an array, an element for each user")],
        wholeBody: "elements")

    package init(elements: [TrackedElement]) { self.elements = elements }

    /// - Throws: `WorkspaceError`, `invalid`, naming the first element and field that is not right.
    package init(_ arguments: VerbArguments) throws {
        let body = arguments.object["elements"] ?? .null
        guard let list = body.array else {
            throw WorkspaceError.invalid(
                "the body must be an array of elements, not \(body.typeName); POST /api/track/event takes one element",
                code: "wrong_type")
        }
        elements = try list.enumerated().map { try TrackedElement(json: $1, index: $0) }
    }

    package var arguments: JSONObject { ["elements": .array(elements.map(\.json))] }
}

/// Keeps what one user saw and did.
package struct TrackEvent: Verb {
    package typealias Output = TrackedCounts
    package var element: TrackedElement

    package static let declaration = VerbDeclaration(
        "track-event", .write, .post, "/api/track/event", "Keeps what one user saw and did: one element of track.",
        parameters: [.init("element", .json, required: true, summary: "one element")], wholeBody: "element")

    package init(element: TrackedElement) { self.element = element }

    package init(_ arguments: VerbArguments) throws {
        element = try TrackedElement(json: arguments.object["element"] ?? .null, index: nil)
    }

    package var arguments: JSONObject { ["element": element.json] }
}

/// What became of exposures and events that were sent.
package struct TrackedCounts: VerbOutput, Equatable {
    /// Stored, and on the disk.
    package var accepted = 0
    /// Known before, or of an element without a user.
    package var dropped = 0

    package init(accepted: Int = 0, dropped: Int = 0) {
        self.accepted = accepted
        self.dropped = dropped
    }

    package var json: JSON { ["accepted": .integer(Int64(accepted)), "dropped": .integer(Int64(dropped))] }

    package init(json: JSON) throws {
        guard let accepted = json["accepted"]?.wholeNumber, let dropped = json["dropped"]?.wholeNumber else {
            throw WorkspaceError.invalid("the answer counts nothing", code: "wrong_type")
        }
        self.init(accepted: accepted, dropped: dropped)
    }
}
