import Experiments
import TestSupport
import Testing

@testable import MetricSources

struct ServiceAddressTests {
    private func address(_ url: String?, allowsPlain: Bool = false) throws -> ServiceAddress {
        try ServiceAddress(of: .standIn(.endpoint, url: url), allowsPlain: allowsPlain)
    }

    @Test(arguments: [
        ("https://data.example/", "https://data.example"),
        ("https://data.example:8443/base/", "https://data.example:8443/base"),
        ("http://127.0.0.1:80", "http://127.0.0.1:80"), ("http://localhost", "http://localhost"),
        ("http://[::1]:5000", "http://[::1]:5000"),
    ])
    func goodOnesAreTaken(url: String, base: String) throws {
        #expect(try address(url).base == base)
    }

    @Test(arguments: [
        nil, "", "data.example", "ftp://data.example", "https://", "https://ann:s3cret@data.example",
        "https://data.example?key=s3cret", "http://data.example", "http://127.0.0.1.example",
        "http://localhost.example",
    ])
    func othersAreRefusedWithoutTheirSecrets(url: String?) {
        let error = failure { try address(url) }
        #expect(error?.code == "invalid_source")
        #expect(error?.message.contains("s3cret") == false)
    }

    @Test func plainIsForWhoeverAsksForIt() throws {
        #expect(try address("http://flags.internal", allowsPlain: true).base == "http://flags.internal")
    }
}
