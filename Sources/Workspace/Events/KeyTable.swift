#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The integers of keys that were seen lately, by the keys' bytes. It holds at most two million keys and 64 MB of them, then
/// begins anew.
struct KeyTable {
    private struct Entry {
        var hash: Int
        var id: Int64
        var start: Int
        var count: Int
    }

    private static let maximumKeys = 2 << 20
    private static let maximumBytes = 64 << 20
    /// Places in `entries` by hash, with linear probing; -1 is free.
    private var slots: [Int32]
    private var entries: [Entry] = []
    private var bytes: [UInt8] = []

    init() { slots = Array(repeating: -1, count: 16) }

    static func hash(of key: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: key)
        return hasher.finalize()
    }

    func id(of key: UnsafeRawBufferPointer, hash: Int) -> Int64? {
        var slot = hash & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.hash == hash, entry.count == key.count, holds(key, at: entry.start) { return entry.id }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func holds(_ key: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard let other = key.baseAddress else { return true }
        return bytes.withUnsafeBytes { own in
            own.baseAddress.map { memcmp($0 + start, other, key.count) == 0 } ?? false
        }
    }

    mutating func add(_ key: UnsafeRawBufferPointer, hash: Int, id: Int64) {
        if entries.count >= Self.maximumKeys || bytes.count + key.count > Self.maximumBytes { self = KeyTable() }
        if 2 * (entries.count + 1) > slots.count { grow() }
        place(Int32(entries.count), hash: hash)
        entries.append(Entry(hash: hash, id: id, start: bytes.count, count: key.count))
        bytes.append(contentsOf: key)
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: 4 * slots.count)
        for (index, entry) in entries.enumerated() { place(Int32(index), hash: entry.hash) }
    }

    private mutating func place(_ index: Int32, hash: Int) {
        var slot = hash & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = index
    }
}
