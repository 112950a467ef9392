package import Experiments
internal import Foundation

/// Reads the secrets that configurations name, from this process's environment and files.
package struct SecretReader: Sendable {
    private let environment: @Sendable (String) -> String?

    package init(environment: @escaping @Sendable (String) -> String?) { self.environment = environment }

    /// - Returns: nil where the configuration names no secret.
    /// - Throws: `WorkspaceError`, `invalid` (code `secret_missing`), where the named variable or file holds nothing. The
    ///   sentence names the place, never a value.
    package func secret(of configuration: SourceConfiguration) throws -> String? {
        if let variable = configuration.secretEnv {
            guard let secret = environment(variable), !secret.isEmpty else {
                throw WorkspaceError.invalid(
                    "The source \"\(configuration.name)\" takes its secret from the environment variable \(variable), which "
                        + "is not set where this program runs. Set it there and try again.", code: "secret_missing")
            }
            return secret
        }
        guard let path = configuration.secretFile else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), !text.trimmed.isEmpty else {
            throw WorkspaceError.invalid(
                "The source \"\(configuration.name)\" takes its secret from the file \(path), which cannot be read or is "
                    + "empty. Write the secret there, readable by this program alone, and try again.",
                code: "secret_missing")
        }
        return text.trimmed
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
