/// What a key of a user, flag, variant, event or row may be. Keys are compared byte by byte.
package enum EventKey {
    package static let maximumBytes = 512

    /// What is wrong with a key of this many bytes of UTF-8, as the end of a sentence; nil where nothing is.
    package static func fault(count: Int, holdsNul: Bool) -> String? {
        if count == 0 { return "is empty" }
        if count > maximumBytes { return "has \(count) bytes; it takes at most \(maximumBytes)" }
        return holdsNul ? "holds a NUL character (U+0000), which the file cannot keep" : nil
    }

    package static func fault(in key: String) -> String? {
        fault(count: key.utf8.count, holdsNul: key.utf8.contains(0))
    }
}
