/// The values of one metric, one per user, as read from a CSV file.
package struct UnitValues: Sendable, Equatable {
    /// The column they come from.
    package let column: String
    package let values: [Double]

    package static let fewest = 200

    /// Whether every value is 0 or 1, so that the metric is a share of users.
    package var isProportion: Bool { values.allSatisfy { $0 == 0 || $0 == 1 } }

    package var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// Reads a column of CSV text (RFC 4180) whose first line names the columns.
    ///
    /// - Parameter column: the column's name; nil takes the only one that starts with a number.
    /// - Throws: `WorkspaceError` (kind `invalid`, code `bad_csv`) that names the line, or the columns to choose from.
    package init(csv text: String, column: String?) throws {
        var lines = CSVLines(text)
        guard let header = try lines.next() else { throw Self.fault("the file is empty") }
        let names = header.cells.map(\.trimmed)
        guard let first = try lines.next(columns: names.count) else { throw Self.fault("the file has a header only") }
        let chosen = try column.map { try Self.index(of: $0, in: names) } ?? Self.numericIndex(first.cells, names)
        var values = [try Self.number(first, chosen, names)]
        while let line = try lines.next(columns: names.count) { values.append(try Self.number(line, chosen, names)) }
        guard values.count >= Self.fewest else {
            let rows = NumberFormat.count(values.count, of: "row")
            throw Self.fault("there are \(rows); at least \(Self.fewest) are needed")
        }
        guard values.contains(where: { $0 != values[0] }) else {
            throw Self.fault("every value of column \"\(names[chosen])\" is the same, so nothing can be compared")
        }
        self.column = names[chosen]
        self.values = values
    }

    private static func index(of column: String, in names: [String]) throws -> Int {
        guard let index = names.firstIndex(of: column) else {
            throw fault("there is no column \"\(column)\"; the columns are \(list(names))")
        }
        guard names.lastIndex(of: column) == index else { throw fault("two columns are named \"\(column)\"") }
        return index
    }

    private static func numericIndex(_ cells: [String], _ names: [String]) throws -> Int {
        let numeric = names.indices.filter { number(cells[$0]) != nil }
        guard let index = numeric.first else {
            throw fault("no column starts with a number; the columns are \(list(names))")
        }
        guard numeric.count == 1 else {
            throw fault("several columns are numeric: \(list(numeric.map { names[$0] })). Choose one with --column")
        }
        return index
    }

    private static func number(_ line: CSVLines.Line, _ index: Int, _ names: [String]) throws -> Double {
        guard let number = number(line.cells[index]) else {
            let (cell, name) = (line.cells[index], names[index])
            throw fault("line \(line.number): \"\(cell)\" in column \"\(name)\" is not a number")
        }
        return number
    }

    private static func number(_ cell: String) -> Double? {
        Double(cell.trimmed).flatMap { $0.isFinite ? $0 : nil }
    }

    private static func list(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }

    static func fault(_ what: String) -> WorkspaceError { .invalid(what, code: "bad_csv") }
}
