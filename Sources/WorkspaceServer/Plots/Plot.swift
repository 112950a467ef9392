internal import Crypto
internal import Experiments
internal import Foundation

/// One drawing with its words: what it is called, what it shows in a sentence, and the same numbers as a table.
struct Plot: Sendable {
    struct Table: Sendable {
        var heads: [Head]
        var rows: [Row]

        /// The name of a column, and whether it holds numbers, which stand flush right.
        struct Head: Sendable, ExpressibleByStringLiteral {
            var name: String
            var isNumber = false

            init(stringLiteral name: String) { self.name = name }

            static func number(_ name: String) -> Head {
                var head = Head(stringLiteral: name)
                head.isNumber = true
                return head
            }
        }

        struct Row: Sendable {
            var head: String
            var cells: [String]
        }
    }

    /// How much room there is: of a page, or of a telephone.
    enum Size {
        case wide, narrow
    }

    /// SVG elements, and the room they take.
    struct Drawing: Sendable {
        var width: Double
        var height: Double
        var marks: [String]
    }

    var title: String
    /// What a reader sees in it, for those who do not see it.
    var summary: String
    var drawing: Drawing
    /// The same for a narrow page, where shrunken letters could not be read.
    var narrow: Drawing
    var table: Table

    init(title: String, summary: String, table: Table, draw: (Size) -> Drawing) {
        self.title = title
        self.summary = summary
        self.table = table
        drawing = draw(.wide)
        narrow = draw(.narrow)
    }

    /// For the middle of a page, where the stylesheet gives the looks and shows the one that fits.
    var inline: String {
        svg(drawing, "wide-only") + svg(narrow, "narrow-only")
    }

    private func svg(_ drawing: Drawing, _ style: String) -> String {
        "<svg class=\"figure-plot \(style)\" viewBox=\"0 0 \(SVG.number(drawing.width)) \(SVG.number(drawing.height))\" "
            + "role=\"img\" aria-label=\"\(SVG.escaped("\(title). \(summary)"))\">\(drawing.marks.joined())</svg>"
    }

    /// For a file of its own, which brings its looks along.
    var standalone: String {
        let (width, height) = (drawing.width, drawing.height)
        return
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(SVG.number(width)) "
            + "\(SVG.number(height + 28))\" width=\"\(SVG.number(width * 1.5))\" height=\"\(SVG.number((height + 28) * 1.5))\" role=\"img\" "
            + "aria-labelledby=\"title description\"><title id=\"title\">\(SVG.escaped(title))</title>"
            + "<desc id=\"description\">\(SVG.escaped(summary))</desc><style>\(PlotStyle.standalone)</style>"
            + SVG.rectangle(0, 0, width: width, height: height + 28, "ground")
            + SVG.text(10, 18, title, "caption")
            + "<g transform=\"translate(0 28)\">\(drawing.marks.joined())</g></svg>"
    }
}

/// The looks of a plot outside our pages. The same classes as in the stylesheet, in its light colours.
enum PlotStyle {
    static let standalone =
        "svg{font:12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}" + ".ground{fill:#fff}"
        + ".caption{font-size:13px;font-weight:600;fill:#161a23}.label{fill:#525b6b}.label.strong{fill:#161a23;font-weight:600}"
        + ".grid{stroke:#e1e5eb;stroke-width:1;fill:none}.zero{stroke:#5f6877;stroke-width:1;fill:none}"
        + ".limit{stroke:#805300;stroke-width:1.5;stroke-dasharray:4 3;fill:none}"
        + ".interval{fill:#5c6575}.interval.better{fill:#08713f}.interval.worse{fill:#b0241c}"
        + ".band{fill:#e8ebf0}.band.better{fill:#d7efe2}.band.worse{fill:#fae0dd}"
        + ".whisker{stroke:#5c6575;stroke-width:2;fill:none}.whisker.better{stroke:#08713f}.whisker.worse{stroke:#b0241c}"
        + ".point{fill:#5c6575;stroke:#fff;stroke-width:1.5}.point.better{fill:#08713f}.point.worse{fill:#b0241c}"
        + ".curve{stroke:#161a23;stroke-width:1.5;fill:none}.area{fill:#e8ebf0}.area.better{fill:#bfe3cf}.area.worse{fill:#f3c3be}"
        + ".bar{fill:#2f43cf}.bar.ghost{fill:#d5d9f4}"
        + ".series{stroke-width:2;fill:none}" + series

    private static let series = zip(0..., ["#2f43cf", "#08713f", "#a2480a", "#7a2fb0", "#0a6f86", "#8c5a00"])
        .map { ".s\($0){stroke:\($1)}.f\($0){fill:\($1)}" }.joined()

    /// What lets a browser apply this style and no other.
    static let policy =
        "default-src 'none'; style-src 'sha256-\(Data(SHA256.hash(data: Data(standalone.utf8))).base64EncodedString())'; "
        + "frame-ancestors 'none'"
}
