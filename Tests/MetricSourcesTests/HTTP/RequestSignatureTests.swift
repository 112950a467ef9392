import Experiments
import Testing

@testable import MetricSources

struct RequestSignatureTests {
    /// Made by Python 3.13: hmac.new(b"s3cret", b'1772409600.{"a":1}', hashlib.sha256).hexdigest()
    @Test func theSignatureIsThatOfAnotherImplementation() {
        let headers = RequestSignature(secret: "s3cret")
            .headers(for: Array("{\"a\":1}".utf8), at: Instant(milliseconds: 1_772_409_600_999))
        #expect(headers.map(\.name) == ["X-FeatBit-Timestamp", "X-FeatBit-Signature"])
        #expect(
            headers.map(\.value) == [
                "1772409600", "sha256=69dd7971a14e3e155fc9986526ebd7bce3264d54ffadc6c981291a8981f0c105",
            ])
    }
}
