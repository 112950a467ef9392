/// The lines of CSV text, with quoted fields and either end of line; empty lines are left out.
struct CSVLines {
    struct Line {
        /// Where it starts in the file, from 1.
        var number: Int
        var cells: [String]
    }

    private let bytes: [UInt8]
    private var position: Int
    private var number = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
        // A byte order mark is no part of the first name.
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    mutating func next() throws -> Line? {
        while position < bytes.count {
            let start = number
            let cells = try line()
            if cells != [""] { return Line(number: start, cells: cells) }
        }
        return nil
    }

    /// The next line, which must have as many cells as there are columns.
    mutating func next(columns: Int) throws -> Line? {
        guard let line = try next() else { return nil }
        guard line.cells.count == columns else {
            let found = NumberFormat.count(line.cells.count, of: "field")
            throw UnitValues.fault("line \(line.number) has \(found), the header has \(columns)")
        }
        return line
    }

    private mutating func line() throws -> [String] {
        var cells: [String] = []
        while true {
            cells.append(peek == UInt8(ascii: "\"") ? try quoted() : plain())
            guard peek == UInt8(ascii: ",") else { break }
            position += 1
        }
        if peek == UInt8(ascii: "\r") { position += 1 }
        guard peek == nil || peek == UInt8(ascii: "\n") else {
            throw UnitValues.fault("line \(number): something follows a closing quote")
        }
        position += 1
        number += 1
        return cells
    }

    private mutating func plain() -> String {
        let start = position
        while let byte = peek, byte != UInt8(ascii: ","), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quoted() throws -> String {
        let start = number
        var text: [UInt8] = []
        position += 1
        while let byte = peek {
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard peek == UInt8(ascii: "\"") else { return String(decoding: text, as: UTF8.self) }
                position += 1
            }
            if byte == UInt8(ascii: "\n") { number += 1 }
            text.append(byte)
        }
        throw UnitValues.fault("line \(start): a quote is not closed")
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }
}
