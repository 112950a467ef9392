internal import Experiments
internal import GRDB

/// Appends to the logs of one connection. It remembers the integers of keys, so after a roll-back another one is needed.
final class EventWriter {
    private let database: Database
    private let exposure: RawStatement
    private let event: RawStatement
    private let insertUser: RawStatement
    private let findUser: RawStatement
    private let insertName: RawStatement
    private let findName: RawStatement
    private var users = KeyTable()
    private var names = KeyTable()

    init(_ database: Database) throws {
        self.database = database
        exposure = try RawStatement(
            database,
            "INSERT INTO Exposure (flag, user, at, variant) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
        event = try RawStatement(
            database,
            "INSERT INTO MetricEvent (event, user, at, value, id) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
        insertUser = try RawStatement(database, "INSERT INTO EventUser (key) VALUES (?) ON CONFLICT DO NOTHING")
        findUser = try RawStatement(database, "SELECT id FROM EventUser WHERE key = ?")
        insertName = try RawStatement(database, "INSERT INTO EventName (name) VALUES (?) ON CONFLICT DO NOTHING")
        findName = try RawStatement(database, "SELECT id FROM EventName WHERE name = ?")
    }

    /// - Returns: false for an exposure that is known already.
    func addExposure(
        user: UnsafeRawBufferPointer, flag: UnsafeRawBufferPointer, variant: UnsafeRawBufferPointer, at: Int64
    ) throws -> Bool {
        exposure.bind(try id(ofName: flag), at: 1)
        exposure.bind(try id(ofUser: user), at: 2)
        exposure.bind(at, at: 3)
        exposure.bind(try id(ofName: variant), at: 4)
        return try exposure.run()
    }

    /// - Returns: false for an event whose id is known already.
    func addEvent(
        user: UnsafeRawBufferPointer, name: UnsafeRawBufferPointer, at: Int64, value: Double?,
        id: UnsafeRawBufferPointer?
    ) throws -> Bool {
        event.bind(try self.id(ofName: name), at: 1)
        event.bind(try self.id(ofUser: user), at: 2)
        event.bind(at, at: 3)
        event.bind(value, at: 4)
        event.bind(id, at: 5)
        return try event.run()
    }

    func add(_ elements: [TrackedElement]) throws -> TrackedCounts {
        var counts = TrackedCounts()
        for element in elements {
            guard let user = element.user else {
                counts.dropped += max(1, element.count)
                continue
            }
            var stored = 0
            for exposure in element.exposures {
                let isNew = try Self.withBytes(user, exposure.flag, exposure.variant) {
                    try addExposure(user: $0, flag: $1, variant: $2, at: exposure.at.milliseconds)
                }
                if isNew { stored += 1 }
            }
            for event in element.events {
                let isNew = try Self.withBytes(user, event.name, event.id ?? "") {
                    try addEvent(
                        user: $0, name: $1, at: event.at.milliseconds, value: event.value,
                        id: event.id == nil ? nil : $2)
                }
                if isNew { stored += 1 }
            }
            counts.accepted += stored
            counts.dropped += element.count - stored
        }
        return counts
    }

    private func id(ofUser key: UnsafeRawBufferPointer) throws -> Int64 {
        let hash = KeyTable.hash(of: key)
        if let id = users.id(of: key, hash: hash) { return id }
        let id = try stored(key, insertUser, findUser)
        users.add(key, hash: hash, id: id)
        return id
    }

    private func id(ofName name: UnsafeRawBufferPointer) throws -> Int64 {
        let hash = KeyTable.hash(of: name)
        if let id = names.id(of: name, hash: hash) { return id }
        let id = try stored(name, insertName, findName)
        names.add(name, hash: hash, id: id)
        return id
    }

    private func stored(
        _ key: UnsafeRawBufferPointer, _ insert: RawStatement, _ find: RawStatement
    ) throws -> Int64 {
        insert.bind(key, at: 1)
        if try insert.run() { return insert.lastInsertedKey }
        find.bind(key, at: 1)
        defer { find.reset() }
        guard try find.step() else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a key has no row") }
        return find.integer(0)
    }

    private static func withBytes<Value>(
        _ first: String, _ second: String, _ third: String,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Value
    ) rethrows -> Value {
        var (first, second, third) = (first, second, third)
        return try first.withUTF8 { first in
            try second.withUTF8 { second in
                try third.withUTF8 { third in
                    try body(
                        UnsafeRawBufferPointer(first), UnsafeRawBufferPointer(second), UnsafeRawBufferPointer(third))
                }
            }
        }
    }
}
