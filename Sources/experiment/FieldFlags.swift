internal import ArgumentParser
internal import Experiments

/// The flags of the inherited commands, read as the client that they replace reads them: `--field value`, and a bare
/// `--field` for true. A value may begin with a single `-`; one that begins with `--` is given as `--field=value`.
struct FieldFlags {
    /// Field to text, in the order given.
    private(set) var values: [(name: String, text: String)] = []
    var options: WorkspaceOptions

    /// - Parameters:
    ///   - known: the fields that the command takes.
    ///   - command: whose help `--help` shows.
    ///   - options: takes `--workspace`, `--server` and `--format`, wherever they stand.
    init(_ arguments: [String], known: [String], of command: any ParsableCommand.Type, options: WorkspaceOptions) throws
    {
        self.options = options
        do {
            try read(arguments[...], known: known, of: command)
        } catch let error as WorkspaceError {
            let wantsJSON = zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "json" }
            throw CommandFailure(
                error: error, isJSON: wantsJSON || arguments.contains("--format=json") || options.format == .json)
        }
    }

    private mutating func read(
        _ arguments: ArraySlice<String>, known: [String], of command: any ParsableCommand.Type
    ) throws {
        var rest = arguments
        while let flag = rest.popFirst() {
            if flag == "--help" || flag == "-h" { throw CleanExit.helpRequest(command) }
            guard flag.hasPrefix("--"), flag.count > 2 else {
                throw WorkspaceError.invalid("\"\(flag)\" is no flag; write --field value", code: "unexpected_argument")
            }
            let parts = flag.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            var text = parts.count > 1 ? String(parts[1]) : nil
            if text == nil, let next = rest.first, !next.hasPrefix("--") { text = rest.removeFirst() }
            try set(name, to: text ?? "true", known: known)
        }
    }

    private mutating func set(_ name: String, to text: String, known: [String]) throws {
        switch name {
        case "workspace": options.workspace = text
        case "server": options.server = text
        case "format":
            guard let format = WorkspaceOptions.Format(rawValue: text) else {
                throw WorkspaceError.invalid("--format takes text or json, not \"\(text)\"", code: "invalid_value")
            }
            options.format = format
        case _ where known.contains(name):
            guard !values.contains(where: { $0.name == name }) else {
                throw WorkspaceError.invalid("--\(name) is given twice", code: "duplicate_key")
            }
            values.append((name, text))
        default:
            throw WorkspaceError.invalid(
                "there is no flag --\(name); the fields are: \(known.joined(separator: ", "))", code: "unknown_field")
        }
    }
}
