internal import Crypto
internal import Experiments
internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// Proves that a form was sent from a page of ours.
///
/// A browser gets a random cookie that only same-site requests carry. Each form holds that value's HMAC under a key of
/// this process, which no other site can know. With the check of `Origin` that makes three walls, each enough alone.
struct AntiForgery: Sendable {
    static let field = "token"
    private static let cookie = "experiment_forms"
    private let key = SymmetricKey(size: .bits256)

    /// One browser's value and what its forms hold.
    struct Pass: Sendable {
        var value: String
        var token: String
        var isNew: Bool
    }

    func pass(for request: Request) -> Pass {
        if let value = request.cookies[Self.cookie]?.value, Self.isWellFormed(value) {
            return Pass(value: value, token: token(of: value), isNew: false)
        }
        let value = (0..<4).map { _ in String(UInt64.random(in: 0...UInt64.max), radix: 36) }.joined(separator: "-")
        return Pass(value: value, token: token(of: value), isNew: true)
    }

    /// - Throws: `WorkspaceError`, `forbidden`, for a form that none of our pages made for this browser.
    func check(_ token: String?, of request: Request) throws {
        guard let value = request.cookies[Self.cookie]?.value, Self.isWellFormed(value), let token,
            let given = Data(base64Encoded: token),
            HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: Data(value.utf8), using: key)
        else {
            throw WorkspaceError(
                .forbidden, code: "form_not_ours",
                "This form was made before the server was started, or without cookies. Nothing was stored; send it again."
            )
        }
    }

    static func keep(_ pass: Pass, in response: inout Response) {
        guard pass.isNew else { return }
        response.headers[values: .setCookie].append("\(cookie)=\(pass.value); Path=/; HttpOnly; SameSite=Strict")
    }

    private func token(of value: String) -> String {
        Data(HMAC<SHA256>.authenticationCode(for: Data(value.utf8), using: key)).base64EncodedString()
    }

    private static func isWellFormed(_ value: String) -> Bool {
        (16...128).contains(value.utf8.count)
            && value.utf8.allSatisfy { $0 == 0x2D || ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7A) }
    }
}
