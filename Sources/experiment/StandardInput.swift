internal import Experiments
internal import Foundation

/// What a command reads where its flags do not say it.
enum StandardInput {
    /// - Parameter flags: what to give instead, as in "--control k/n and --treatment k/n".
    /// - Throws: `WorkspaceError` (kind `invalid`) at a terminal, where nobody would know what is waited for, and where
    ///   nothing comes.
    static func json(orGive flags: String) throws -> JSON {
        let data = isatty(STDIN_FILENO) == 1 ? Data() : FileHandle.standardInput.readDataToEndOfFile()
        guard !data.isEmpty else {
            throw WorkspaceError.invalid(
                "there is nothing to compute: give \(flags), or one JSON object on standard input (--help shows both)",
                code: "missing_field")
        }
        return try JSON(parsing: data)
    }
}
