internal import Experiments
internal import HTTPTypes
internal import Hummingbird

/// The pages of projects. Each performs verbs of the workspace, makes a view model of ready strings, and renders it.
struct PageRoutes {
    let door: PageDoor

    func add(to router: Router<BasicRequestContext>) {
        router.get("/") { _, _ in Response.redirect(to: "/projects") }
        router.refuseOtherMethods(than: [.get], of: "/")
        page("/projects", projects, on: router, form: "new-project", back: newProject, perform: create)
        page("/projects/new", newProject, on: router)
        page("/projects/{project}", project, on: router)
        page(
            "/projects/{project}/new-experiment", newExperiment, on: router, form: StartForm.name, back: newExperiment,
            perform: start)
        form("state", on: router) { values, visit in
            let current = try await overview(visit, limit: 0).project
            guard let verb = try ProjectForms.stateVerb(values, of: current) else { return "unchanged" }
            _ = try await door.workspace.perform(verb)
            return "state"
        }
        form("stage", on: router) { values, visit in
            _ = try await door.workspace.perform(
                SetStage(arguments: ["project": .string(try visit.project), "stage": .string(values["stage"])]))
            return "stage"
        }
        form("note", on: router) { values, visit in
            guard let title = values.text("title") else {
                throw WorkspaceError.invalid("title is required: a note needs a line", code: "missing_field")
            }
            _ = try await door.workspace.perform(
                AddActivity(project: visit.project, type: "note", title: title, detail: values.text("detail")))
            return "note"
        }
        form("delete", leadingTo: "/projects", on: router) { values, visit in
            _ = try await door.workspace.perform(
                DeleteProject(
                    arguments: ["project": .string(try visit.project), "confirm": .string(values["confirm"].trimmed)]))
            return "deleted"
        }
    }

    // MARK: - Routes

    private func page(_ path: String, _ page: @escaping PageDoor.Page, on router: Router<BasicRequestContext>) {
        router.get(RouterPath(path)) { request, context in try await door.show(request, context, page) }
        router.refuseOtherMethods(than: [.get], of: path)
    }

    private func page(
        _ path: String, _ page: @escaping PageDoor.Page, on router: Router<BasicRequestContext>, form: String,
        back: @escaping PageDoor.Page,
        perform: @escaping @Sendable (FormValues, PageDoor.Visit) async throws -> PageDoor.Outcome
    ) {
        router.get(RouterPath(path)) { request, context in try await door.show(request, context, page) }
        router.post(RouterPath(path)) { request, context in
            try await door.take(form, request, context, back: back, perform: perform)
        }
        router.refuseOtherMethods(than: [.get, .post], of: path)
    }

    /// A form of the project's page. What it does answers with the word of its notice.
    private func form(
        _ name: String, leadingTo target: String? = nil, on router: Router<BasicRequestContext>,
        perform: @escaping @Sendable (FormValues, PageDoor.Visit) async throws -> String
    ) {
        let path = "/projects/{project}/\(name)"
        router.post(RouterPath(path)) { request, context in
            try await door.take(name, request, context, back: project) { values, visit in
                let notice = try await perform(values, visit)
                return .stored(at: try target ?? PageAddress.project(visit.project), notice: notice)
            }
        }
        router.refuseOtherMethods(than: [.post], of: path)
    }

    // MARK: - Pages

    @Sendable private func projects(_ visit: PageDoor.Visit) async throws -> String {
        let projects = try await door.workspace.perform(ListProjects())
        return door.renderer.page(
            "projects",
            ProjectsPage(
                projects, query: visit.query("q").trimmed, number: visit.number, frame: visit.frame("Projects")))
    }

    @Sendable private func newProject(_ visit: PageDoor.Visit) async throws -> String {
        struct NewProjectPage: Sendable {
            var frame: Frame
            var form: FormView
        }
        return door.renderer.page(
            "new-project",
            NewProjectPage(
                frame: visit.frame("New project", [Crumb(name: "New project")]),
                form: ProjectForms.newView(after: visit.filled)))
    }

    @Sendable private func project(_ visit: PageDoor.Visit) async throws -> String {
        let overview = try await overview(
            visit, offset: (visit.number - 1) * ProjectPage.perPage, limit: ProjectPage.perPage)
        let name = overview.project.name
        let frame = visit.frame(
            name, [Crumb(name: name.shortened(to: 60))], stream: PageAddress.stream(of: overview.project.id))
        return door.renderer.page(
            "project", ProjectPage(overview, number: visit.number, frame: frame, filled: visit.filled))
    }

    @Sendable private func newExperiment(_ visit: PageDoor.Visit) async throws -> String {
        struct NewExperimentPage: Sendable {
            var frame: Frame
            var form: FormView
        }
        let project = try await overview(visit, limit: 0).project
        let crumbs = [
            Crumb(name: project.name.shortened(to: 60), address: PageAddress.project(project.id)),
            Crumb(name: "New experiment"),
        ]
        return door.renderer.page(
            "new-experiment",
            NewExperimentPage(
                frame: visit.frame("New experiment", crumbs), form: StartForm.view(of: project, after: visit.filled)))
    }

    // MARK: - Forms

    @Sendable private func create(_ values: FormValues, _ visit: PageDoor.Visit) async throws -> PageDoor.Outcome {
        let project = try await door.workspace.perform(ProjectForms.newVerb(values))
        return .stored(at: PageAddress.project(project.id), notice: "project")
    }

    @Sendable private func start(_ values: FormValues, _ visit: PageDoor.Visit) async throws -> PageDoor.Outcome {
        let project = try visit.project
        let started = try await door.workspace.perform(StartForm.verb(values, in: project))
        return .stored(
            at: PageAddress.experiment(started.experiment.slug, of: project), notice: "experiment")
    }

    private func overview(_ visit: PageDoor.Visit, offset: Int = 0, limit: Int) async throws -> ProjectOverview {
        try await door.workspace.perform(GetOverview(project: visit.project, offset: offset, limit: limit))
    }
}

extension PageDoor.Visit {
    var project: String { get throws { try parameters.decoded("project") } }
}
