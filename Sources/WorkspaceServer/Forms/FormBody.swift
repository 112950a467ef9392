internal import Experiments
internal import Foundation
internal import Hummingbird
internal import NIOCore

/// What a browser sends with a form: each field's text. A file counts where its field was left empty.
struct FormValues: Sendable {
    private(set) var texts: [String: String] = [:]

    init(_ texts: [String: String] = [:]) { self.texts = texts }

    /// Of an address's query, which is written as a form is.
    init(encoded text: String) throws { try read(encoded: text) }

    subscript(name: String) -> String { texts[name] ?? "" }

    /// nil for a field that was left empty.
    func text(_ name: String) -> String? {
        let text = self[name].trimmed
        return text.isEmpty ? nil : text
    }

    /// What the form showed in a field; nil for a form that does not say.
    func shown(_ name: String) -> String? { texts["shown-\(name)"] }

    /// The fields that whoever sent the form has changed.
    ///
    /// - Parameter current: what the record holds now.
    /// - Throws: `WorkspaceError`, `ruleBroken`, where somebody else has changed such a field to something else meanwhile.
    func changed(_ names: [String], current: (String) -> String?) throws -> [String] {
        func plain(_ text: String?) -> String { (text ?? "").replacing("\r\n", with: "\n").trimmed }
        return try names.filter { name in
            guard texts[name] != nil else { return false }
            let (given, now) = (plain(texts[name]), plain(current(name)))
            let shown = shown(name).map(plain) ?? now
            guard given != shown, given != now else { return false }
            guard shown == now else {
                throw WorkspaceError(
                    .ruleBroken, code: "changed_meanwhile",
                    "\(name) was changed by somebody else meanwhile, to \"\(now.shortened(to: 200))\". Load the page again, "
                        + "then make the change; nothing was stored.")
            }
            return true
        }
    }

    func isChecked(_ name: String) -> Bool { !self[name].isEmpty }

    /// - Throws: `WorkspaceError`: a body that is too large, or no form.
    init(reading request: Request) async throws {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: RequestArguments.maximumBody)
        } catch is NIOTooManyBytesError {
            throw RequestArguments.tooLarge
        }
        try self.init(body: Data(buffer.readableBytesView), type: request.headers[.contentType] ?? "")
    }

    /// - Parameter type: the body's media type with its parameters.
    init(body: Data, type: String) throws {
        if type.hasPrefix("application/x-www-form-urlencoded") {
            try read(encoded: String(decoding: body, as: UTF8.self))
        } else if type.hasPrefix("multipart/form-data"), let boundary = type.firstMatch(of: /boundary="?([^";]+)/) {
            try read(parts: body, boundary: String(boundary.1))
        } else {
            throw WorkspaceError(
                .unsupportedMediaType, code: "unsupported_media_type", "A form is sent as a browser sends it.")
        }
    }

    private mutating func read(encoded text: String) throws {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { $0.replacing("+", with: " ").removingPercentEncoding }
            guard let name = decoded[0], let value = decoded.count > 1 ? decoded[1] : "" else {
                throw WorkspaceError.invalid("the form holds a broken percent-encoding", code: "malformed_form")
            }
            keep(value, as: name)
        }
    }

    private mutating func read(parts body: Data, boundary: String) throws {
        let separator = Data("--\(boundary)".utf8)
        var rest = body[...]
        while let start = rest.range(of: separator) {
            rest = rest[start.upperBound...]
            guard let end = rest.range(of: separator) else { return }
            try read(part: rest[..<end.lowerBound])
            rest = rest[end.lowerBound...]
        }
    }

    private mutating func read(part: Data) throws {
        guard let blank = part.range(of: Data("\r\n\r\n".utf8)) else { return }
        let head = String(decoding: part[..<blank.lowerBound], as: UTF8.self)
        guard let name = head.firstMatch(of: /[; ]name="([^"]*)"/) else { return }
        // The line break before the next boundary belongs to the boundary.
        guard let text = String(validating: part[blank.upperBound...].dropLast(2), as: UTF8.self) else {
            throw WorkspaceError.invalid(
                "the file is not text in UTF-8; save it as UTF-8, then choose it again", code: "malformed_form")
        }
        keep(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text, as: String(name.1))
    }

    /// Browsers send lines of a text with CRLF.
    private mutating func keep(_ value: String, as name: String) {
        if texts[name]?.isEmpty == false { return }
        texts[name] = value.replacing("\r\n", with: "\n")
    }
}
