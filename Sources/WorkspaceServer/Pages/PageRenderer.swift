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
        let title = error.kind == .notFound ? "Not found" : "This did not work"
        return page("error", ErrorPage(frame: Frame(title: title), error: error.message))
    }
}

private struct ErrorPage: Sendable {
    var frame: Frame
    var error: String
}
