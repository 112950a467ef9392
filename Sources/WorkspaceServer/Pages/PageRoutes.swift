internal import Experiments
internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// The web pages. Each performs verbs of the workspace, makes a view model of ready strings, and renders it.
struct PageRoutes<Workspace: WorkspaceService> {
    let workspace: Workspace
    let renderer: PageRenderer

    func add(to router: Router<BasicRequestContext>) {
        let pages: [(String, @Sendable (Request, BasicRequestContext) async throws -> Response)] = [
            ("/", { _, _ in .redirect(to: "/projects") }),
            ("/projects", projects),
            ("/projects/{project}", project),
            ("/projects/{project}/experiments/{slug}", experiment),
            ("/assets/workspace.css", stylesheet),
        ]
        for (path, page) in pages {
            router.get(RouterPath(path), use: page)
            router.refuseOtherMethods(than: [.get], of: path)
        }
    }

    @Sendable private func stylesheet(_ request: Request, _ context: BasicRequestContext) -> Response {
        var response = Response(text: Stylesheet.text, type: "text/css; charset=utf-8", status: 200)
        response.headers[.cacheControl] = "max-age=300"
        return response
    }

    @Sendable private func projects(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let projects = try await workspace.perform(ListProjects())
        return Response(html: renderer.page("projects", ProjectsPage(projects: projects)))
    }

    @Sendable private func project(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let id = try context.parameters.decoded("project")
        let asked = request.uri.queryParameters["page"].flatMap { Int($0) } ?? 1
        let number = min(max(1, asked), 1_000_000)
        let size = ProjectPage.experimentsPerPage
        let overview = try await workspace.perform(
            GetOverview(project: id, offset: (number - 1) * size, limit: size))
        return Response(html: renderer.page("project", ProjectPage(overview, number: number)))
    }

    @Sendable private func experiment(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let id = try context.parameters.decoded("project")
        let experiment = try await workspace.perform(
            GetExperiment(project: id, slug: context.parameters.decoded("slug")))
        let project = try await workspace.perform(GetOverview(project: id, limit: 0)).project
        return Response(html: renderer.page("experiment", ExperimentPage(experiment, of: project)))
    }
}

extension Parameters {
    fileprivate func decoded(_ name: Substring) throws -> String {
        guard let text = self[name]?.removingPercentEncoding, !text.utf8.contains(0) else {
            throw WorkspaceError.invalid("the address holds a broken percent-encoding", code: "malformed_address")
        }
        return text
    }
}
