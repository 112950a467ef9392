import Foundation
import Testing

/// A page of `docs/methods`, read for the tables of numbers that it shows.
struct MethodsPage {
    let text: String

    init(_ name: String) throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        text = try String(contentsOf: root.appendingPathComponent("docs/methods/\(name)"), encoding: .utf8)
    }

    /// The rows under a header line, cell by cell.
    func table(_ header: String) throws -> [[String]] {
        let lines = text.components(separatedBy: "\n")
        let start = try #require(lines.firstIndex(of: header), "the page has the table \(header)")
        let rows = lines.dropFirst(start + 2).prefix { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        try #require(rows.allSatisfy { $0.count == header.split(separator: "|").count })
        return rows
    }
}

/// Whether a page shows a number as it is, to the digits that it shows.
func shows(_ shown: String, _ value: Double) throws -> Bool {
    let number = try #require(Double(shown), "\(shown) is a number")
    let digits = shown.split(separator: ".").dropFirst().first?.count ?? 0
    return abs(number - value) <= 0.5000001 * pow(10, -Double(digits))
}
