extension Collection where Element == String {
    /// The names that may have been meant by one that is not among these: those a few slips of the pen away, nearest
    /// first.
    package func nearest(to name: String) -> [String] {
        let (wanted, reach) = (Array(name.lowercased()), Swift.max(2, name.count / 3))
        return map { (name: $0, slips: Self.slips(from: wanted, to: Array($0.lowercased()))) }
            .filter { $0.slips <= reach }
            .sorted { ($0.slips, $0.name) < ($1.slips, $1.name) }
            .prefix(3).map(\.name)
    }

    /// Levenshtein's distance: the characters to insert, delete or replace.
    private static func slips(from first: [Character], to second: [Character]) -> Int {
        var row = Array(0...second.count)
        for (index, character) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (place, other) in second.enumerated() {
                let replaced = diagonal + (character == other ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = Swift.min(replaced, diagonal + 1, row[place] + 1)
            }
        }
        return row[second.count]
    }
}
