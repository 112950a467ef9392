import Foundation

/// `docs/methods/holdout-trend.md`, read for the tables of numbers that it shows.
struct HoldoutPage {
    let text: String
    /// Header line to the rows under it, cell by cell.
    let tables: [String: [[String]]]

    init() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        text = try String(contentsOf: root.appendingPathComponent("docs/methods/holdout-trend.md"), encoding: .utf8)
        var tables: [String: [[String]]] = [:]
        var header: String?
        for line in text.components(separatedBy: "\n") {
            guard line.hasPrefix("|") else {
                header = nil
                continue
            }
            guard let known = header else {
                header = line
                continue
            }
            if line.hasPrefix("|---") { continue }
            tables[known, default: []].append(
                line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) })
        }
        self.tables = tables
    }

    /// The cells after the first one of the row that begins with this name.
    func row(_ name: String) -> [String]? {
        tables.values.joined().first { $0.first == name }.map { Array($0.dropFirst()) }
    }
}
