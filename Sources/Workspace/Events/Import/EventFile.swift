internal import Crypto
internal import Experiments
internal import Foundation

/// Reads a file record by record, through one buffer, and knows the hash of all bytes up to any record.
final class EventFile {
    enum Format: String {
        case csv
        case jsonLines = "jsonl"
    }

    /// A place between two records.
    struct Mark {
        var bytes: Int
        /// Lines before it.
        var lines: Int
        fileprivate var hasher: SHA256

        /// Of all bytes before it, in hex.
        var sha256: String { hasher.finalize().hex }
    }

    /// Longer ones are refused.
    static let maximumRecord = 1 << 20
    private static let chunk = 1 << 20

    let format: Format
    let size: Int
    private let path: String
    private let handle: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: EventFile.chunk + EventFile.maximumRecord, alignment: 16)
    /// Of the buffer: the start of the record that was read last, its end, and the end of what is filled.
    private var start = 0
    private var end = 0
    private var filled = 0
    private var isAtEnd = false
    /// The place of `hashed` in the file, and how far the buffer has gone into the hash.
    private var hasher = SHA256()
    private var hashed = 0
    private var bytesBefore = 0
    private var linesBefore = 0
    private var linesOfRecord = 0
    /// The place before a record that was too long to stay in the buffer.
    private var longRecord: Mark?

    private var scanner = CSVScanner()
    /// Whether the record that was read last ends with a line end.
    private(set) var hasLineEnd = true

    /// - Throws: `WorkspaceError`: `notFound` or `storage` for a file that cannot be read, `busy` while another process
    ///   imports it.
    init(path: String, format: Format) throws {
        self.path = path
        self.format = format
        handle = open(path, O_RDONLY | O_CLOEXEC)
        guard handle >= 0 else {
            guard errno == ENOENT else { throw Self.unreadable(path) }
            throw WorkspaceError.notFound("There is no file \(path).", code: "file_not_found")
        }
        var status = stat()
        guard fstat(handle, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(handle)
            throw WorkspaceError.invalid(
                "\(path) is not a file. An import reads it from its beginning again when it goes on, so it takes no pipe.",
                code: "not_a_file")
        }
        guard flock(handle, LOCK_EX | LOCK_NB) == 0 else {
            close(handle)
            throw WorkspaceError(
                .busy, code: "import_running",
                "Another process imports \(path). Wait for its end, then import again to see that nothing is missing.")
        }
        size = Int(status.st_size)
        try fill()
        if filled >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { end = 3 }
        start = end
    }

    deinit {
        close(handle)
        buffer.deallocate()
    }

    // MARK: - Records

    /// Reads the next record that is not empty.
    ///
    /// - Returns: false at the end of the file.
    /// - Throws: `RowFault` for a record that is malformed or too long; the next call goes on after it.
    func next() throws -> Bool {
        repeat {
            linesBefore += linesOfRecord
            start = end
            linesOfRecord = 0
            longRecord = nil
            guard try readRecord() else { return false }
        } while isBlank
        return true
    }

    private func readRecord() throws -> Bool {
        while true {
            let rest = UnsafeRawBufferPointer(rebasing: buffer[start..<filled])
            if rest.isEmpty, isAtEnd { return false }
            let isAll = isAtEnd || rest.count >= Self.maximumRecord
            switch scan(rest, isAll: isAll) {
            case .record(let next, let hasLineEnd):
                try take(next, hasLineEnd)
                return true
            case .malformed(let next, let hasLineEnd, let what):
                try take(next, hasLineEnd)
                throw RowFault(what: what)
            case .incomplete:
                try fill()
            }
        }
    }

    private func scan(_ bytes: UnsafeRawBufferPointer, isAll: Bool) -> CSVScanner.Outcome {
        if format == .csv { return scanner.scan(bytes, isAll: isAll) }
        if let end = CSVScanner.find(UInt8(ascii: "\n"), in: bytes, from: 0) {
            return .record(next: end + 1, hasLineEnd: true)
        }
        return isAll ? .record(next: bytes.count, hasLineEnd: false) : .incomplete
    }

    private func take(_ length: Int, _ hasLineEnd: Bool) throws {
        end = start + length
        self.hasLineEnd = hasLineEnd
        let bytes = record
        var position = 0
        while let found = CSVScanner.find(UInt8(ascii: "\n"), in: bytes, from: position) {
            linesOfRecord += 1
            position = found + 1
        }
        if hasLineEnd || (end == filled && isAtEnd) { return }
        // The buffer ended before the line did: the rest of it belongs to no record.
        longRecord = mark(afterRecord: false)
        while true {
            if let found = CSVScanner.find(UInt8(ascii: "\n"), in: UnsafeRawBufferPointer(buffer), from: end),
                found < filled
            {
                end = found + 1
                break
            }
            end = filled
            start = end
            guard !isAtEnd else { break }
            try fill()
        }
        linesOfRecord = 1
        self.hasLineEnd = true
        throw RowFault(what: "is longer than \(Self.maximumRecord >> 20) MiB")
    }

    /// The record that was read last, with its line end.
    var record: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[start..<end]) }

    /// Its fields, as places in the record.
    var fields: [CSVScanner.Field] { scanner.fields }

    /// The number of its first line, from 1.
    var line: Int { linesBefore + 1 }

    private var isBlank: Bool {
        record.allSatisfy { $0 == 0x0A || $0 == 0x0D || (format == .jsonLines && ($0 == 0x20 || $0 == 0x09)) }
    }

    /// Moves what has not been read yet to the buffer's beginning, and reads on.
    private func fill() throws {
        hash(upTo: start)
        let rest = filled - start
        if start > 0, let base = buffer.baseAddress { memmove(base, base + start, rest) }
        bytesBefore += start
        (hashed, start, end, filled) = (hashed - start, 0, end - start, rest)
        let count = min(Self.chunk, buffer.count - filled)
        let got = read(handle, buffer.baseAddress.map { $0 + filled }, count)
        guard got >= 0 else { throw Self.unreadable(path) }
        isAtEnd = got == 0
        filled += got
    }

    private func hash(upTo position: Int) {
        guard position > hashed else { return }
        hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[hashed..<position]))
        hashed = position
    }

    // MARK: - Places

    /// The place after the record that was read last, or before it.
    func mark(afterRecord: Bool = true) -> Mark {
        if !afterRecord, let longRecord { return longRecord }
        hash(upTo: start)
        guard afterRecord else { return Mark(bytes: bytesBefore + start, lines: linesBefore, hasher: hasher) }
        hash(upTo: end)
        return Mark(
            bytes: bytesBefore + end, lines: linesBefore + max(linesOfRecord, end > start ? 1 : 0), hasher: hasher)
    }

    /// The hash of all bytes before the line end of the record that was read last, and of a text after them.
    ///
    /// A last record without line end has the same hash once the file has grown.
    func recordHash(with text: String) -> String {
        hash(upTo: start)
        var hasher = hasher
        var line = record
        while let byte = line.last, byte == 0x0A || byte == 0x0D { line = .init(rebasing: line.dropLast()) }
        hasher.update(bufferPointer: line)
        hasher.update(data: Array("\n\(text)".utf8))
        return hasher.finalize().hex
    }

    /// The place that has these bytes before it, with the hash of them; nil where the file is shorter.
    func skip(toBytes bytes: Int, lines: Int) throws -> Mark? {
        while bytesBefore + filled < bytes {
            start = filled
            end = filled
            try fill()
            if isAtEnd { return nil }
        }
        guard bytes >= bytesBefore + end else { return nil }
        end = bytes - bytesBefore
        start = end
        (linesBefore, linesOfRecord) = (lines, 0)
        return mark()
    }

    func goBack(to mark: Mark) throws {
        guard lseek(handle, off_t(mark.bytes), SEEK_SET) >= 0 else { throw Self.unreadable(path) }
        (start, end, filled, hashed, isAtEnd) = (0, 0, 0, 0, false)
        (bytesBefore, linesBefore, linesOfRecord, hasher) = (mark.bytes, mark.lines, 0, mark.hasher)
        try fill()
    }

    private static func unreadable(_ path: String) -> WorkspaceError {
        WorkspaceError(.storage, code: "file_error", "\(path) cannot be read: \(String(cString: strerror(errno))).")
    }
}

extension SHA256Digest {
    fileprivate var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
