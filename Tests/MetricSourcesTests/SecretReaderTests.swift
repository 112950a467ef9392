import Experiments
import Foundation
import TestSupport
import Testing

@testable import MetricSources

struct SecretReaderTests {
    private func configuration(_ change: (inout SourceConfiguration) -> Void) -> SourceConfiguration {
        var configuration = SourceConfiguration()
        configuration.name = "shop"
        change(&configuration)
        return configuration
    }

    @Test func aVariableIsRead() throws {
        let reader = SecretReader { $0 == "SHOP_PASSWORD" ? "s3cret" : nil }
        #expect(try reader.secret(of: configuration { $0.secretEnv = "SHOP_PASSWORD" }) == "s3cret")
        #expect(try reader.secret(of: configuration { _ in }) == nil)
    }

    @Test func aFileIsReadWithoutItsLineEnd() throws {
        let path = NSTemporaryDirectory() + "secret-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "s3cret\n".write(toFile: path, atomically: true, encoding: .utf8)
        let reader = SecretReader { _ in nil }
        #expect(try reader.secret(of: configuration { $0.secretFile = path }) == "s3cret")
    }

    @Test(arguments: ["s3cret\n", " s3cret\r\n", "\ts3cret "])
    func aVariableIsReadWithoutItsLineEnd(value: String) throws {
        let reader = SecretReader { _ in value }
        #expect(try reader.secret(of: configuration { $0.secretEnv = "SHOP_PASSWORD" }) == "s3cret")
    }

    @Test(arguments: ["s3c\nret", "s3c\r\nret", "s3c\0ret", "s3c\u{1B}ret", "s3c\u{7F}ret"])
    func aControlCharacterIsRefusedWithoutTheSecret(value: String) throws {
        let path = NSTemporaryDirectory() + "secret-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try value.write(toFile: path, atomically: true, encoding: .utf8)
        let reader = SecretReader { _ in value }
        for (place, change) in [
            ("SHOP_PASSWORD", { $0.secretEnv = "SHOP_PASSWORD" }), (path, { $0.secretFile = path }),
        ] as [(String, (inout SourceConfiguration) -> Void)] {
            let error = failure { try reader.secret(of: configuration(change)) }
            #expect(error?.code == "invalid_source" && error?.message.contains(place) == true)
            #expect(error?.message.contains("s3c") == false && error?.message.contains("ret\"") == false)
        }
    }

    @Test(arguments: [nil, "", " \n"])
    func aMissingSecretIsNamedByItsPlace(value: String?) throws {
        let reader = SecretReader { _ in value }
        let error = #expect(throws: WorkspaceError.self) {
            try reader.secret(of: configuration { $0.secretEnv = "SHOP_PASSWORD" })
        }
        #expect(error?.code == "secret_missing")
        #expect(error?.message.contains("SHOP_PASSWORD") == true)
        #expect(throws: WorkspaceError.self) {
            try reader.secret(of: configuration { $0.secretFile = "/nowhere/at/all" })
        }
    }
}
