internal import Crypto
internal import Experiments

/// The signature of a request body: HMAC-SHA256 with the shared secret over `<unix seconds>.<body>`, so that neither the
/// body nor its time can be changed on the way.
struct RequestSignature: Sendable {
    let secret: String

    func headers(for body: [UInt8], at time: Instant) -> [(name: String, value: String)] {
        let seconds = String(time.milliseconds / 1000)
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(seconds).".utf8) + body, using: SymmetricKey(data: Array(secret.utf8)))
        let hex = code.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        return [("X-FeatBit-Timestamp", seconds), ("X-FeatBit-Signature", "sha256=\(hex)")]
    }
}
