internal import Experiments
internal import Foundation

/// What stands around the content of every page.
struct Frame: Sendable {
    var title: String
    var crumbs: [Crumb] = []
    /// Where the page hears of changes; nil for pages that do not change.
    var stream: String?
    /// What was just done, after a form.
    var notice: String?
    /// Why a form was refused; it stands at its field too, where the page has it.
    var refusal: String?
    /// The proof that a form of this page is ours.
    var token = ""
}

/// One step of the way from the list of projects to a page.
struct Crumb: Sendable {
    var name: String
    /// nil for the page itself.
    var address: String?
}

/// The way to the pages before and after one page of a list.
struct Pager: Sendable {
    var newer: String?
    var older: String?
    var place: String
    var newerWord: String
    var olderWord: String

    /// nil where everything is on one page.
    init?(page: Int, size: Int, of count: Int, at address: String, newer: String = "Newer", older: String = "Older") {
        guard count > size || page > 1 else { return nil }
        let separator = address.contains("?") ? "&" : "?"
        self.newer = page > 1 ? "\(address)\(separator)page=\(page - 1)" : nil
        self.older = page * size < count ? "\(address)\(separator)page=\(page + 1)" : nil
        let pages = (count + size - 1) / size
        place = "Page \(NumberFormat.count(page)) of \(NumberFormat.count(max(1, pages)))"
        newerWord = newer
        olderWord = older
    }
}

/// Addresses of pages.
enum PageAddress {
    static func project(_ id: String) -> String { "/projects/\(id.percentEncoded)" }

    static func newExperiment(in project: String) -> String { "\(self.project(project))/new-experiment" }

    static func experiment(_ slug: String, of project: String, _ tab: ExperimentTab = .overview) -> String {
        let base = "\(self.project(project))/experiments/\(slug.percentEncoded)"
        return tab == .overview ? base : "\(base)/\(tab.rawValue)"
    }

    static func plot(_ name: String, of slug: String, in project: String) -> String {
        "\(experiment(slug, of: project))/plot/\(name.percentEncoded).svg"
    }

    static func stream(of project: String) -> String { "/api/projects/\(project.percentEncoded)/stream" }
}

/// One name and what is known under it.
struct Fact: Sendable {
    var name: String
    var text: String

    /// Without those that say nothing.
    static func list(_ texts: [(String, String?)]) -> [Fact] {
        texts.compactMap { name, text in text.flatMap { $0.trimmed.isEmpty ? nil : Fact(name: name, text: $0) } }
    }
}

/// A table of texts.
struct TableView: Sendable {
    struct Row: Sendable {
        var head: String
        var cells: [Cell]
    }

    struct Cell: Sendable {
        var text: String
        /// Of its column, for pages too narrow for columns.
        var name: String
        var isNumber: Bool
    }

    var caption: String
    var heads: [Plot.Table.Head]
    var rows: [Row]

    init(caption: String, heads: [Plot.Table.Head], rows: [Plot.Table.Row]) {
        self.caption = caption
        self.heads = heads
        self.rows = rows.map { row in
            Row(
                head: row.head,
                cells: zip(heads.dropFirst(), row.cells).map {
                    Cell(text: $1, name: $0.name, isNumber: $0.isNumber)
                })
        }
    }
}

/// A plot on a page.
struct FigureView: Sendable {
    struct Legend: Sendable {
        struct Entry: Sendable {
            var look: String
            var words: String
        }
        var entries: [Entry]
    }

    var heading: String
    var lead: String?
    /// SVG drawn by us.
    var drawing: String
    var legend: Legend?
    var numbers: TableView
    var alone: String?

    init(
        _ plot: Plot, heading: String? = nil, lead: String? = nil, legend: [(look: String, words: String)] = [],
        alone: String? = nil
    ) {
        self.heading = heading ?? plot.title
        self.lead = lead
        drawing = plot.inline
        self.legend = legend.isEmpty ? nil : Legend(entries: legend.map { .init(look: $0.look, words: $0.words) })
        numbers = TableView(caption: plot.title, heads: plot.table.heads, rows: plot.table.rows)
        self.alone = alone
    }
}

/// Something that the reader must know.
struct Note: Sendable {
    /// `blocked`, `warn` or `plain`.
    var tone: String
    var word: String
    var text: String
}

extension Instant {
    /// For people: `2026-03-01 10:02 UTC`.
    var minute: String { "\(jsonText.prefix(16).replacing("T", with: " ")) UTC" }

    static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}

extension String {
    /// Cut to a length that a list bears.
    func shortened(to length: Int) -> String { count > length ? prefix(length - 1) + "…" : self }

    /// A number and its percent sign stay on one line.
    var withUnbrokenPercents: String { replacing(" %", with: "\u{A0}%") }
}
