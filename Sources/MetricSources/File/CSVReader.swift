internal import Experiments

/// The rows of a CSV text (RFC 4180), each with the line on which it begins. Empty lines are passed over.
struct CSVReader {
    struct Row {
        let line: Int
        let cells: [String]
    }

    /// A text that is no CSV.
    struct Fault: Error {
        let line: Int
        let sentence: String
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private var cells: [String] = []
    private var cell: [UInt8] = []
    private var wasQuoted = false
    private var rows: [Row] = []

    /// - Throws: `Fault`.
    static func rows(_ bytes: some Collection<UInt8>) throws -> [Row] {
        var reader = CSVReader()
        try reader.read(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes.dropFirst(0))
        return reader.rows
    }

    private mutating func read(_ bytes: some Collection<UInt8>) throws {
        var (line, firstLine) = (1, 1)
        var isQuoted = false
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            bytes.formIndex(after: &index)
            if isQuoted {
                if byte != Self.quote {
                    if byte == Self.newline { line += 1 }
                    cell.append(byte)
                } else if index < bytes.endIndex, bytes[index] == Self.quote {
                    cell.append(byte)
                    bytes.formIndex(after: &index)
                } else {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case Self.quote:
                guard cell.isEmpty, !wasQuoted else {
                    throw Fault(line: line, sentence: "has a quotation mark inside a cell that does not begin with one")
                }
                (isQuoted, wasQuoted) = (true, true)
            case Self.comma:
                try endCell(line)
            case Self.newline:
                try endRow(firstLine)
                line += 1
                firstLine = line
            case Self.carriageReturn where index < bytes.endIndex && bytes[index] == Self.newline:
                break
            default:
                guard !wasQuoted else {
                    throw Fault(line: line, sentence: "has more in a cell after its quotation mark")
                }
                cell.append(byte)
            }
        }
        guard !isQuoted else { throw Fault(line: firstLine, sentence: "opens a quotation mark that is never closed") }
        try endRow(firstLine)
    }

    private mutating func endCell(_ line: Int) throws {
        guard let text = String(validating: cell, as: UTF8.self) else {
            throw Fault(line: line, sentence: "is not UTF-8")
        }
        cells.append(wasQuoted ? text : text.trimmed)
        cell = []
        wasQuoted = false
    }

    private mutating func endRow(_ line: Int) throws {
        guard !cells.isEmpty || !cell.isEmpty || wasQuoted else { return }
        try endCell(line)
        rows.append(Row(line: line, cells: cells))
        cells = []
    }
}
