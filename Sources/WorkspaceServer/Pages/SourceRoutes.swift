internal import Experiments
internal import HTTPTypes
internal import Hummingbird

/// The page of a project's sources and its forms.
struct SourceRoutes {
    let door: PageDoor

    private static let path = "/projects/{project}/sources"

    func add(to router: Router<BasicRequestContext>) {
        router.get(RouterPath(Self.path)) { request, context in
            try await door.show(request, context) { try await page($0, report: nil) }
        }
        router.post(RouterPath(Self.path)) { request, context in
            try await door.take(SourceForms.add, request, context, back: { try await page($0, report: nil) }) {
                values, visit in
                _ = try await door.workspace.perform(SourceForms.addVerb(values, in: visit.project))
                return .stored(at: "\(PageAddress.project(try visit.project))/sources", notice: "source")
            }
        }
        router.refuseOtherMethods(than: [.get, .post], of: Self.path)
        router.post(RouterPath("\(Self.path)/{name}/test"), use: test)
        router.refuseOtherMethods(than: [.post], of: "\(Self.path)/{name}/test")
        router.post(RouterPath("\(Self.path)/{name}/remove"), use: remove)
        router.refuseOtherMethods(than: [.post], of: "\(Self.path)/{name}/remove")
    }

    private func page(_ visit: PageDoor.Visit, report: SourceReport?) async throws -> String {
        let project = try await door.workspace.perform(GetOverview(project: visit.project, limit: 0)).project
        let crumbs = [
            Crumb(name: project.name.shortened(to: 60), address: PageAddress.project(project.id)),
            Crumb(name: "Sources"),
        ]
        return door.renderer.page(
            "sources",
            SourcesPage(
                try await door.workspace.perform(ListSources(project: project.id)), of: project,
                frame: visit.frame("Sources", crumbs), report: report, filled: visit.filled))
    }

    /// A test stores nothing: what it found is shown at once.
    @Sendable private func test(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let found = Found()
        return try await door.take(
            "source-test", request, context, back: { try await page($0, report: await found.report) }
        ) { _, visit in
            let report = try await door.workspace.perform(
                TestSource(project: visit.project, name: visit.parameters.decoded("name")))
            await found.keep(report)
            return .answered(report.source)
        }
    }

    @Sendable private func remove(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        try await door.take("source-remove", request, context, back: { try await page($0, report: nil) }) { _, visit in
            let project = try visit.project
            _ = try await door.workspace.perform(
                RemoveSource(project: project, name: visit.parameters.decoded("name")))
            return .stored(at: "\(PageAddress.project(project))/sources", notice: "removed")
        }
    }

    /// Carries a report from the verb to the page of the same request.
    private actor Found {
        var report: SourceReport?
        func keep(_ report: SourceReport) { self.report = report }
    }
}
