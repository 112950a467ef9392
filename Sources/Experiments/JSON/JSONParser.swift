extension JSON {
    /// Reads one JSON value (RFC 8259) from UTF-8 text.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`, code `malformed_json` or `duplicate_key`) naming line and column of
    ///   the fault: anything but one value, a repeated key, a number beyond Double's range, nesting beyond 64 levels.
    package init(parsing text: String) throws {
        var parser = JSONParser(bytes: Array(text.utf8))
        self = try parser.parseDocument()
    }

    /// As `init(parsing:)` from bytes, which must be UTF-8.
    package init(parsing bytes: some Collection<UInt8>) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WorkspaceError.invalid("the text is not UTF-8", code: "malformed_json")
        }
        try self.init(parsing: text)
    }
}

private struct JSONParser {
    static let maximumDepth = 64
    let bytes: [UInt8]
    var position = 0

    mutating func parseDocument() throws -> JSON {
        let value = try parseValue(depth: 0)
        skipWhitespace()
        guard position == bytes.count else { throw fault("something follows the value") }
        return value
    }

    private mutating func parseValue(depth: Int) throws -> JSON {
        guard depth < Self.maximumDepth else { throw fault("nesting is deeper than \(Self.maximumDepth) levels") }
        skipWhitespace()
        switch peek() {
        case UInt8(ascii: "{"): return .object(try parseObject(depth: depth))
        case UInt8(ascii: "["): return .array(try parseArray(depth: depth))
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .boolean(true))
        case UInt8(ascii: "f"): return try parseWord("false", .boolean(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"): return try parseNumber()
        case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try parseNumber()
        case nil: throw fault("the text ends where a value is expected")
        default: throw fault("a value is expected")
        }
    }

    private mutating func parseObject(depth: Int) throws -> JSONObject {
        var object = JSONObject()
        position += 1
        skipWhitespace()
        if consume("}") { return object }
        repeat {
            skipWhitespace()
            guard peek() == UInt8(ascii: "\"") else { throw fault("a key in double quotes is expected") }
            let key = try parseString()
            guard object[key] == nil else { throw fault("the key \"\(key)\" is repeated", code: "duplicate_key") }
            skipWhitespace()
            guard consume(":") else { throw fault("a colon is expected after the key \"\(key)\"") }
            object[key] = try parseValue(depth: depth + 1)
            skipWhitespace()
        } while consume(",")
        guard consume("}") else { throw fault("a comma or } is expected") }
        return object
    }

    private mutating func parseArray(depth: Int) throws -> [JSON] {
        var array: [JSON] = []
        position += 1
        skipWhitespace()
        if consume("]") { return array }
        repeat {
            array.append(try parseValue(depth: depth + 1))
            skipWhitespace()
        } while consume(",")
        guard consume("]") else { throw fault("a comma or ] is expected") }
        return array
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSON) throws -> JSON {
        for expected in word.description.utf8 {
            guard peek() == expected else { throw fault("a value is expected") }
            position += 1
        }
        return value
    }

    private mutating func parseNumber() throws -> JSON {
        let start = position
        _ = consume("-")
        let firstDigit = peek()
        let wholeDigits = skipDigits()
        guard wholeDigits > 0, wholeDigits == 1 || firstDigit != UInt8(ascii: "0") else {
            throw fault("a number is malformed")
        }
        var isInteger = true
        if consume(".") {
            isInteger = false
            guard skipDigits() > 0 else { throw fault("a number has no digit after its point") }
        }
        if consume("e") || consume("E") {
            isInteger = false
            _ = consume("+") || consume("-")
            guard skipDigits() > 0 else { throw fault("a number has no digit in its exponent") }
        }
        let token = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, token != "-0", let integer = Int64(token) { return .integer(integer) }
        guard let number = Double(token), number.isFinite else { throw fault("the number \(token) is too large") }
        return .number(number)
    }

    private mutating func parseString() throws -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try parseEscape(into: &text)
            case 0..<0x20:
                throw fault("a control character stands unescaped in a string")
            default:
                text.append(byte)
            }
        }
        throw fault("a string is not closed")
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws {
        guard let byte = peek() else { throw fault("a string is not closed") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let high = try parseHexadecimal()
            var code = high
            if (0xD800..<0xDC00).contains(high), consume("\\"), consume("u") {
                let low = try parseHexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw fault("a surrogate pair is broken") }
                code = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw fault("a surrogate stands alone in a string") }
            text.append(contentsOf: String(Character(scalar)).utf8)
        default:
            throw fault("a string holds an unknown escape")
        }
    }

    private mutating func parseHexadecimal() throws -> UInt32 {
        let digits = bytes[position..<min(position + 4, bytes.count)]
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault("\\u needs four hexadecimal digits") }
        position += 4
        return value
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func consume(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    private mutating func skipWhitespace() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private func fault(_ what: String, code: String = "malformed_json") -> WorkspaceError {
        let read = bytes.prefix(position)
        let line = read.count { $0 == 0x0A } + 1
        let column = position - (read.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return .invalid("malformed JSON at line \(line), column \(column): \(what)", code: code)
    }
}
