/// What one user saw and did, as an SDK sends it.
package struct TrackedElement: Sendable, Equatable {
    package struct Exposure: Sendable, Equatable {
        package var flag: String
        package var variant: String
        package var at: Instant

        package init(flag: String, variant: String, at: Instant) {
            self.flag = flag
            self.variant = variant
            self.at = at
        }
    }

    package struct Event: Sendable, Equatable {
        package var name: String
        package var at: Instant
        package var value: Double?
        /// Unique over all metric events of the workspace.
        package var id: String?

        package init(name: String, at: Instant, value: Double? = nil, id: String? = nil) {
            self.name = name
            self.at = at
            self.value = value
            self.id = id
        }
    }

    /// nil where the element names no user: nothing of it can be counted.
    package var user: String?
    package var exposures: [Exposure]
    package var events: [Event]

    package init(user: String?, exposures: [Exposure] = [], events: [Event] = []) {
        self.user = user
        self.exposures = exposures
        self.events = events
    }

    package var count: Int { exposures.count + events.count }
}

extension TrackedElement {
    /// - Parameter index: the element's place in the body, from 0; nil for a body of one element.
    /// - Throws: `WorkspaceError`, `invalid`, naming the element and the field.
    package init(json: JSON, index: Int?) throws {
        let reader = Reader(index: index)
        guard let object = json.object else {
            throw reader.fault("", "takes an object such as {\"user\":{\"keyId\":\"u1\"}}, not \(json.typeName)")
        }
        user = try reader.user(object["user"])
        exposures = try reader.list(object["variations"], "variations").enumerated().map { number, json in
            let place = "variations[\(number)]"
            let item = try reader.object(json, place)
            return Exposure(
                flag: try reader.key(item["flagKey"], "\(place).flagKey"),
                variant: try reader.key(item["variant"], "\(place).variant"),
                at: try reader.time(item["timestamp"], "\(place).timestamp"))
        }
        events = try reader.list(object["metrics"], "metrics").enumerated().map { number, json in
            let place = "metrics[\(number)]"
            let item = try reader.object(json, place)
            return Event(
                name: try reader.key(item["eventName"], "\(place).eventName"),
                at: try reader.time(item["timestamp"], "\(place).timestamp"),
                value: try reader.value(item["numericValue"], "\(place).numericValue"),
                id: try item["id"].flatMap { $0 == .null ? nil : try reader.key($0, "\(place).id") })
        }
    }

    package var json: JSON {
        var object: JSONObject = ["user": user.map { ["keyId": .string($0)] } ?? [:]]
        if !exposures.isEmpty {
            object["variations"] = .array(
                exposures.map {
                    [
                        "flagKey": .string($0.flag), "variant": .string($0.variant),
                        "timestamp": .integer($0.at.milliseconds),
                    ]
                })
        }
        if !events.isEmpty {
            object["metrics"] = .array(
                events.map { event in
                    var item: JSONObject = [
                        "eventName": .string(event.name), "timestamp": .integer(event.at.milliseconds),
                    ]
                    item["numericValue"] = event.value.map(JSON.number)
                    item["id"] = event.id.map(JSON.string)
                    return .object(item)
                })
        }
        return .object(object)
    }

    /// Reads fields; those that it is not asked for, such as a user's properties, are passed over, as SDKs send more.
    private struct Reader {
        var index: Int?

        func user(_ json: JSON?) throws -> String? {
            guard let json, json != .null else { return nil }
            guard let object = json.object else {
                throw fault("user", "takes an object such as {\"keyId\":\"u1\"}, not \(json.typeName)")
            }
            guard let key = object["keyId"], key != .null, key.text?.isEmpty != true else { return nil }
            return try self.key(key, "user.keyId")
        }

        func list(_ json: JSON?, _ place: String) throws -> [JSON] {
            guard let json, json != .null else { return [] }
            guard let list = json.array else { throw fault(place, "takes an array, not \(json.typeName)") }
            return list
        }

        func object(_ json: JSON, _ place: String) throws -> JSONObject {
            guard let object = json.object else { throw fault(place, "takes an object, not \(json.typeName)") }
            return object
        }

        func key(_ json: JSON?, _ place: String) throws -> String {
            guard let json else { throw fault(place, "is required") }
            guard let text = json.text else { throw fault(place, "takes a text, not \(json.typeName)") }
            if let what = EventKey.fault(in: text) { throw fault(place, what) }
            return text
        }

        func time(_ json: JSON?, _ place: String) throws -> Instant {
            guard let json else { throw fault(place, "is required") }
            guard let time = EventTime.read(json) else {
                let shown = json.double == nil && json.text == nil ? json.typeName : json.serialized()
                throw fault(place, "\(EventTime.expectation), not \(shown.prefix(60))")
            }
            return time
        }

        func value(_ json: JSON?, _ place: String) throws -> Double? {
            guard let json, json != .null else { return nil }
            guard let number = json.double else { throw fault(place, "takes a number, not \(json.typeName)") }
            return number
        }

        func fault(_ place: String, _ what: String) -> WorkspaceError {
            let element = index.map { "element \($0)" } ?? "the element"
            var details: JSONObject = [:]
            details["element"] = index.map { .integer(Int64($0)) }
            if !place.isEmpty { details["field"] = .string(place) }
            return WorkspaceError(
                .invalid, code: "invalid_event",
                "\(element)\(place.isEmpty ? "" : ", \(place)") \(what). Nothing was stored.", details: details)
        }
    }
}
