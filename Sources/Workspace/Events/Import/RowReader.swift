internal import Experiments

/// Reads the rows of a file in either format.
final class RowReader {
    let file: EventFile
    private let request: ImportRequest
    /// The place of each of our fields among the file's columns; nil where an optional one is not there. CSV alone.
    private var columns: [Int?] = []
    private var columnCount = 0
    /// Memory for values that do not stand in the file as they are.
    private var scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
    private var scratchUsed = 0
    private(set) var row = ImportRow()

    /// Reads a CSV file's header.
    ///
    /// - Throws: `WorkspaceError`, `invalid`, for a file without the columns that are needed.
    init(_ request: ImportRequest) throws {
        self.request = request
        file = try EventFile(path: request.path, format: request.format)
        if file.format == .csv { try readHeader() }
    }

    deinit { scratch.deallocate() }

    private func readHeader() throws {
        let hasHeader: Bool
        do {
            hasHeader = try file.next()
        } catch let fault as RowFault {
            throw WorkspaceError.invalid("\(request.path), line 1: \(fault.what)", code: "bad_header")
        }
        guard hasHeader else { throw WorkspaceError.invalid("\(request.path) is empty", code: "bad_header") }
        reserve(file.record.count)
        let names = file.fields.map { String(decoding: value($0), as: UTF8.self) }
        guard !names.contains(where: { $0.utf8.contains(UInt8(ascii: "\r")) }) else {
            throw WorkspaceError.invalid(
                "\(request.path) has line ends of the old Macintosh (CR). Convert them to LF, as with "
                    + "tr '\\r' '\\n' < old.csv > new.csv, and import that.", code: "bad_header")
        }
        columnCount = names.count
        columns = try request.kind.fields.map { field in
            let column = request.column(field)
            let places = names.indices.filter { names[$0].utf8.elementsEqual(column.utf8) }
            guard places.count <= 1 else {
                throw WorkspaceError.invalid(
                    "\(request.path) has \(places.count) columns \"\(column)\"", code: "bad_header")
            }
            if places.isEmpty, request.kind.required.contains(field) || request.map[field] != nil {
                throw WorkspaceError.invalid(
                    "\(request.path) has no column \"\(column)\". Its columns are: \(names.joined(separator: ", ")). "
                        + "Say which one is \(field) with --map \(field)=COLUMN.", code: "bad_header")
            }
            return places.first
        }
    }

    /// Reads the next row into `row`.
    ///
    /// - Returns: false at the end.
    /// - Throws: `RowFault` for a row that cannot be read; the next call goes on after it.
    func next() throws -> Bool {
        guard try file.next() else { return false }
        reserve(2 * file.record.count)
        if file.format == .csv { try readCSV() } else { try readJSON() }
        return true
    }

    /// Whether a row that can be read might be the beginning of a longer one: it has no line end, and none of a closing
    /// quote or brace.
    var mayBeCutOff: Bool { !file.hasLineEnd && file.format == .csv && file.fields.last?.isQuoted != true }

    // MARK: - CSV

    private func readCSV() throws {
        let fields = file.fields
        guard fields.count == columnCount else {
            throw RowFault(what: "has \(fields.count) fields, and the header \(columnCount)")
        }
        func bytes(_ field: Int) -> UnsafeRawBufferPointer? { columns[field].map { value(fields[$0]) } }
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        row.user = try RowValue.key(bytes(0) ?? none, "user_key")
        switch request.kind {
        case .exposures:
            row.name = try RowValue.key(bytes(1) ?? none, "flag_key")
            row.variant = try RowValue.key(bytes(2) ?? none, "variant")
            row.at = try RowValue.time(bytes(3) ?? none, "timestamp")
        case .events:
            row.name = try RowValue.key(bytes(1) ?? none, "event_name")
            row.at = try RowValue.time(bytes(2) ?? none, "timestamp")
            row.value = try RowValue.number(bytes(3) ?? none, "value")
            let id = bytes(4) ?? none
            row.id = id.isEmpty ? nil : try RowValue.key(id, "id")
        }
    }

    private func value(_ field: CSVScanner.Field) -> UnsafeRawBufferPointer {
        let raw = UnsafeRawBufferPointer(rebasing: file.record[field.start..<field.end])
        guard field.isEscaped else { return raw }
        let start = scratchUsed
        var isSecond = false
        for byte in raw {
            isSecond = byte == UInt8(ascii: "\"") && !isSecond
            if isSecond { continue }
            scratch[scratchUsed] = byte
            scratchUsed += 1
        }
        return UnsafeRawBufferPointer(rebasing: scratch[start..<scratchUsed])
    }

    private func reserve(_ count: Int) {
        scratchUsed = 0
        guard scratch.count < count else { return }
        scratch.deallocate()
        scratch = .allocate(byteCount: 2 * count, alignment: 16)
    }

    // MARK: - JSON lines

    private func readJSON() throws {
        let object: JSONObject
        do {
            guard let read = try JSON(parsing: file.record).object else { throw RowFault(what: "is not a JSON object") }
            object = read
        } catch let error as WorkspaceError {
            throw RowFault(what: "is not JSON: \(error.message)")
        }
        func key(_ field: String) throws -> UnsafeRawBufferPointer? {
            switch object[request.column(field)] {
            case .string(let text): return try RowValue.key(store(text), field)
            // Many exports have users as numbers.
            case .integer(let number): return try RowValue.key(store(String(number)), field)
            case .null, nil: return nil
            case let other?: throw RowFault(what: "\(field) takes a text, not \(other.typeName)")
            }
        }
        func required(_ field: String) throws -> UnsafeRawBufferPointer {
            guard let key = try key(field) else { throw RowFault(what: "lacks \(request.column(field))") }
            return key
        }
        row.user = try required("user_key")
        row.name = try required(request.kind == .exposures ? "flag_key" : "event_name")
        if request.kind == .exposures { row.variant = try required("variant") }
        guard let time = object[request.column("timestamp")] else {
            throw RowFault(what: "lacks \(request.column("timestamp"))")
        }
        guard let at = EventTime.read(time) else {
            throw RowFault(what: "timestamp \(EventTime.expectation), not \(time.serialized().prefix(60))")
        }
        row.at = at.milliseconds
        guard request.kind == .events else { return }
        let value = object[request.column("value")] ?? .null
        guard value == .null || value.double != nil else {
            throw RowFault(what: "value takes a number, not \(value.typeName)")
        }
        row.value = value.double
        row.id = try key("id")
    }

    /// The text's bytes, kept until the next row. They are never more than twice those of the line.
    private func store(_ text: String) -> UnsafeRawBufferPointer {
        let start = scratchUsed
        for byte in text.utf8 {
            scratch[scratchUsed] = byte
            scratchUsed += 1
        }
        return UnsafeRawBufferPointer(rebasing: scratch[start..<scratchUsed])
    }
}
