package import Experiments
internal import Foundation

/// Reads the secrets that configurations name, from this process's environment and files.
package struct SecretReader: Sendable {
    private let environment: @Sendable (String) -> String?

    package init(environment: @escaping @Sendable (String) -> String?) { self.environment = environment }

    /// - Returns: the secret without white space around it, such as a line end; nil where the configuration names none.
    /// - Throws: `WorkspaceError`, `invalid`, where the named variable or file holds nothing (code `secret_missing`), or a
    ///   control character, which no header can carry (`invalid_source`). The sentence names the place, never a value.
    package func secret(of configuration: SourceConfiguration) throws -> String? {
        if let variable = configuration.secretEnv {
            guard let secret = environment(variable)?.trimmed, !secret.isEmpty else {
                throw WorkspaceError.invalid(
                    "The source \"\(configuration.name)\" takes its secret from the environment variable \(variable), which "
                        + "is not set where this program runs. Set it there and try again.", code: "secret_missing")
            }
            return try checked(secret, of: configuration, in: "the environment variable \(variable)")
        }
        guard let path = configuration.secretFile else { return nil }
        guard let secret = try? String(contentsOfFile: path, encoding: .utf8).trimmed, !secret.isEmpty else {
            throw WorkspaceError.invalid(
                "The source \"\(configuration.name)\" takes its secret from the file \(path), which cannot be read or is "
                    + "empty. Write the secret there, readable by this program alone, and try again.",
                code: "secret_missing")
        }
        return try checked(secret, of: configuration, in: "the file \(path)")
    }

    private func checked(_ secret: String, of configuration: SourceConfiguration, in place: String) throws -> String {
        guard secret.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw WorkspaceError.invalid(
                "The source \"\(configuration.name)\" takes its secret from \(place), which holds a line end or another "
                    + "control character. Write the secret alone there, on one line, and try again.",
                code: "invalid_source")
        }
        return secret
    }
}

extension SecretReader {
    /// - Throws: `WorkspaceError`, `invalid` (code `secret_missing`), where the configuration names no secret too.
    func requiredSecret(of configuration: SourceConfiguration) throws -> String {
        guard let secret = try secret(of: configuration) else {
            throw WorkspaceError.invalid(
                "The source \"\(configuration.name)\" is a \(configuration.kind.rawValue) and needs a secret: name the "
                    + "environment variable or the file that holds it (secretEnv, secretFile).", code: "secret_missing")
        }
        return secret
    }
}
