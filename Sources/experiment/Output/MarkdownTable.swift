/// A table in Markdown whose source is aligned, so that it reads well in a terminal and in a document.
struct MarkdownTable {
    private let header: [String]
    private let rightAligned: Set<Int>
    private var rows: [[String]] = []

    init(_ header: [String], rightAligned: Set<Int> = []) {
        self.header = header
        self.rightAligned = rightAligned
    }

    mutating func add(_ row: [String]) { rows.append(row.map { $0.replacing("|", with: "\\|") }) }

    var text: String {
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        let rule = header.indices.map { column in
            rightAligned.contains(column)
                ? String(repeating: "-", count: max(2, widths[column]) - 1) + ":"
                : String(repeating: "-", count: widths[column])
        }
        return ([header, rule] + rows).map { line($0, widths: widths) }.joined(separator: "\n")
    }

    private func line(_ cells: [String], widths: [Int]) -> String {
        let padded = cells.enumerated().map { column, cell in
            let space = String(repeating: " ", count: widths[column] - cell.count)
            return rightAligned.contains(column) ? space + cell : cell + space
        }
        return "| " + padded.joined(separator: " | ") + " |"
    }
}
