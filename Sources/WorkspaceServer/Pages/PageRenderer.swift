internal import Experiments
internal import Mustache

/// Renders view models with the templates. Everything in a view model is escaped, but for the SVG that we draw.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary

    init() throws {
        library = MustacheLibrary(templates: try Templates.all.mapValues { try MustacheTemplate(string: $0) })
    }

    func page(_ name: String, _ model: some Sendable) -> String {
        library.render(model, withTemplate: name) ?? ""
    }

    func error(_ error: WorkspaceError) -> String {
        page(
            "error", ErrorPage(title: error.kind == .notFound ? "Not found" : "This did not work", error: error.message)
        )
    }
}

private struct ErrorPage: Sendable {
    var title: String
    var error: String
    var crumbs: [Crumb] = []
}

/// One step of the way from the list of projects to a page.
struct Crumb: Sendable {
    var name: String
    /// nil for the page itself.
    var address: String?
}

/// Addresses of pages.
enum PageAddress {
    static func project(_ id: String) -> String { "/projects/\(id.percentEncoded)" }

    static func experiment(_ slug: String, of project: String) -> String {
        "\(self.project(project))/experiments/\(slug.percentEncoded)"
    }
}
