extension ExperimentReport {
    /// One page of Markdown that needs nothing beside it.
    package var markdown: String {
        (["# \(Self.inline(experiment.slug))"] + blocks.map(Self.markdown)).joined(separator: "\n\n") + "\n"
    }

    private static func markdown(_ block: ReportBlock) -> String {
        switch block {
        case .heading(let text): "## \(inline(text))"
        case .paragraph(let text): inline(text)
        case .facts(let facts): facts.map { "- **\($0.name)**: \(inline($0.text))" }.joined(separator: "\n")
        case .statement(let text): fenced(text)
        case .table(let columns, let rows):
            ([columns.map(\.title)] + rows).map { $0.map(inline) }
                .inserting(columns.map { $0.isNumber ? "---:" : "---" })
                .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
        case .head(let head): "History head `\(head)`: `\(headNote.command)` \(headNote.says)"
        }
    }

    /// A fence longer than any in the text.
    private static func fenced(_ text: String) -> String {
        let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)text\n\(text)\n\(fence)"
    }

    /// A user's text on one line, without a meaning of its own to Markdown or HTML.
    private static func inline(_ text: String) -> String {
        String(text.flatMap { "\\`*_<>&#[]|".contains($0) ? ["\\", $0] : $0.isNewline ? [" "] : [$0] })
    }
}

extension [[String]] {
    /// With a line of its own below the head.
    fileprivate func inserting(_ line: [String]) -> [[String]] { prefix(1) + [line] + dropFirst() }
}
