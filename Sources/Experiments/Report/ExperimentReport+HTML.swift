extension ExperimentReport {
    /// One page of HTML that needs nothing beside it: no script, no picture, no font, no address to be loaded.
    package var html: String {
        let title = Self.escaped(experiment.slug)
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(title): report</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <main>
            <h1>\(title)</h1>
            \(blocks.map(Self.html).joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    private static func html(_ block: ReportBlock) -> String {
        switch block {
        case .heading(let text): "<h2>\(escaped(text))</h2>"
        case .paragraph(let text): "<p>\(escaped(text))</p>"
        case .facts(let facts):
            "<dl>\n"
                + facts.map { "<div><dt>\(escaped($0.name))</dt><dd>\(escaped($0.text))</dd></div>\n" }.joined()
                + "</dl>"
        case .statement(let text): "<pre>\(escaped(text))</pre>"
        case .table(let columns, let rows): table(columns, rows)
        case .head(let head):
            "<footer>History head <code>\(escaped(head))</code>: <code>\(headNote.command)</code> \(headNote.says)</footer>"
        }
    }

    /// The first cell of a row names it. Narrow screens scroll it, by keyboard too.
    private static func table(_ columns: [ReportBlock.Column], _ rows: [[String]]) -> String {
        let head = columns.map { "<th scope=\"col\"\(attributes($0))>\(escaped($0.title))</th>" }.joined()
        let body = rows.map { cells in
            let cells = zip(columns, cells).enumerated().map { place, cell in
                place == 0
                    ? "<th scope=\"row\">\(escaped(cell.1))</th>" : "<td\(attributes(cell.0))>\(escaped(cell.1))</td>"
            }
            return "<tr>\(cells.joined())</tr>\n"
        }
        return """
            <div class="wide" role="region" aria-label="Results" tabindex="0"><table>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body.joined())</tbody>
            </table></div>
            """
    }

    private static func attributes(_ column: ReportBlock.Column) -> String {
        column.isNumber ? " class=\"number\"" : ""
    }

    /// Any text as text, in elements and in quoted attributes.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static let style = """
        :root {
          color-scheme: light dark;
          --ink: #161a23; --soft: #525b6b; --line: #dde2e9; --paper: #ffffff; --ground: #f5f6f8;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root { --ink: #e8ebf1; --soft: #a7b0c0; --line: #343b49; --paper: #12151c; --ground: #1b202a; }
        }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
        main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; overflow-wrap: break-word; }
        h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; }
        h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; }
        dl { margin: 0; border-top: 1px solid var(--line); }
        dl div { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: .25rem 1rem; padding: .4rem 0;
          border-bottom: 1px solid var(--line); }
        dt, thead th { color: var(--soft); }
        dd { margin: 0; white-space: pre-line; }
        p { max-width: 46rem; white-space: pre-line; }
        pre { margin: 0; padding: 1rem; background: var(--ground); border-radius: .5rem; font: .9rem/1.5 ui-monospace, monospace;
          white-space: pre-wrap; overflow-wrap: anywhere; }
        .wide { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .4rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; }
        th { font-weight: 600; }
        .number { text-align: right; }
        td.number { white-space: nowrap; }
        footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
        code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
        @media (max-width: 36rem) { dl div { grid-template-columns: 1fr; } }
        @media print {
          :root { color-scheme: light; }
          body { font-size: 10.5pt; }
          main { max-width: none; padding: 0; }
          h2 { break-after: avoid; }
          pre { padding: 0; background: none; }
          .wide { overflow: visible; }
          table { font-size: 8pt; }
          tr, dl div { break-inside: avoid; }
        }
        """
}
