/// One write of one record, chained to the one before it.
package struct HistoryEntry: WorkspaceRecord {
    /// From 1 on, without a gap.
    package var sequence = 0
    package var at = Instant(milliseconds: 0)
    /// Who wrote, as the door knows: `command ann`, `server`.
    package var actor = ""
    /// `create`, `update`, `delete`, or `adopt` for what an older file held.
    package var action = ""
    /// The record's table.
    package var entity = ""
    package var entityId = ""
    /// The record after the write as canonical JSON of its stored values; `null` after a deletion.
    package var payload = ""
    /// 64 zeros before the first.
    package var previousHash = ""
    /// SHA-256 in hexadecimal digits over the other fields, each on a line of its own.
    package var hash = ""

    package init() {}

    package var id: String { String(sequence) }

    package static let beginning = String(repeating: "0", count: 64)

    package static let table = "History"
    package static let fields: [Field<HistoryEntry>] = [
        .count("sequence", \.sequence),
        .instant("at", \.at),
        .text("actor", \.actor),
        .text("action", \.action),
        .text("entity", \.entity),
        .text("entityId", \.entityId),
        .text("payload", \.payload),
        .text("previousHash", \.previousHash),
        .text("hash", \.hash),
    ]
}
