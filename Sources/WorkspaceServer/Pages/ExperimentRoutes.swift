internal import Experiments
internal import HTTPTypes
internal import Hummingbird

/// The pages, forms and drawings of experiments.
struct ExperimentRoutes {
    let door: PageDoor

    private static let path = "/projects/{project}/experiments/{slug}"

    func add(to router: Router<BasicRequestContext>) {
        for tab in ExperimentTab.allCases {
            let path = tab == .overview ? Self.path : "\(Self.path)/\(tab.rawValue)"
            router.get(RouterPath(path)) { request, context in
                try await door.show(request, context) { try await page(tab, $0) }
            }
            router.refuseOtherMethods(than: [.get], of: path)
        }
        for form in ExperimentForm.allCases {
            let path = "\(Self.path)/\(form.rawValue)"
            router.post(RouterPath(path)) { request, context in
                try await door.take(form.rawValue, request, context, back: { try await page(form.tab, $0) }) {
                    values, visit in
                    try await form.perform(values, of: subject(visit), on: door.workspace)
                }
            }
            // Whoever reloads the address of a form gets the page that holds it.
            router.get(RouterPath(path)) { request, context in
                Response.redirect(to: try await subject(door.visit(request, context)).address(form.tab))
            }
            router.refuseOtherMethods(than: [.get, .post], of: path)
        }
        router.get(RouterPath("\(Self.path)/plot/{file}"), use: plot)
        router.refuseOtherMethods(than: [.get], of: "\(Self.path)/plot/{file}")
    }

    @Sendable private func subject(_ visit: PageDoor.Visit) async throws -> ExperimentSubject {
        let id = try visit.project
        let experiment = try await door.workspace.perform(
            GetExperiment(project: id, slug: visit.parameters.decoded("slug")))
        return ExperimentSubject(
            experiment, of: try await door.workspace.perform(GetOverview(project: id, limit: 0)).project)
    }

    // MARK: - Pages

    private func page(_ tab: ExperimentTab, _ visit: PageDoor.Visit) async throws -> String {
        var subject = try await subject(visit)
        let project = subject.project
        let slug = subject.experiment.slug
        let check = try await door.workspace.perform(CheckExperiment(project: project.id, slug: slug))
        subject.isStale =
            subject.experiment.inputData != nil && !check.isAnalyzed && (subject.result != nil || subject.bandit != nil)
        let frame = visit.frame(
            slug,
            [
                Crumb(name: project.name.shortened(to: 60), address: PageAddress.project(project.id)),
                Crumb(name: slug.shortened(to: 60)),
            ], stream: PageAddress.stream(of: project.id))
        var page = ExperimentPage(subject, tab: tab, frame: frame)
        switch tab {
        case .overview:
            page.overview = try await OverviewTab(
                subject, check: check,
                recommendation: report(of: subject).recommendation, filled: visit.filled)
            page.overview?.turn = visit.answer
        case .results:
            page.results = ResultsTab(subject, number: visit.number)
        case .health:
            page.health = try await HealthTab(
                subject, check: check,
                latest: snapshots(of: subject).first)
        case .time:
            page.time = try await TimeTab(subject, analyses: analyses(of: subject))
        case .data:
            page.data = try await DataTab(
                subject, snapshots: snapshots(of: subject),
                sources: door.workspace.perform(ListSources(project: project.id)),
                statement: visit.query("statement").isEmpty ? nil : statement(of: subject), filled: visit.filled)
        case .holdout:
            let found: Result<HoldoutCheck?, any Error>
            do { found = .success(try await holdout(of: subject)) } catch { found = .failure(error) }
            page.holdout = HoldoutTab(subject, found: found, answer: visit.answer, filled: visit.filled)
        case .history:
            page.history = try await history(of: subject, isVerifying: !visit.query("verify").isEmpty)
        case .report:
            page.report = try await ReportTab(subject, report: report(of: subject), filled: visit.filled)
        }
        return door.renderer.page("experiment", page)
    }

    private func report(of subject: ExperimentSubject) async throws -> ExperimentReport {
        try await door.workspace.perform(
            ReportExperiment(project: subject.project.id, slug: subject.experiment.slug))
    }

    private func snapshots(of subject: ExperimentSubject) async throws -> [Snapshot] {
        try await door.workspace.perform(ListSnapshots(project: subject.project.id, slug: subject.experiment.slug))
    }

    private func analyses(of subject: ExperimentSubject) async throws -> [StoredAnalysis] {
        try await door.workspace.perform(ListAnalyses(project: subject.project.id, slug: subject.experiment.slug))
    }

    /// What collecting would ask, or why nothing can be asked.
    private func statement(of subject: ExperimentSubject) async throws -> String {
        do {
            let shown = try await door.workspace.perform(
                ShowSQL(project: subject.project.id, slug: subject.experiment.slug))
            return shown.statement ?? "\(shown.source) takes no statement."
        } catch let error as WorkspaceError where error.kind != .internal {
            return error.message
        }
    }

    private func history(of subject: ExperimentSubject, isVerifying: Bool) async throws -> HistoryTab {
        let (project, slug) = (subject.project.id, subject.experiment.slug)
        return try await HistoryTab(
            subject, entries: door.workspace.perform(ListHistory(project: project, slug: slug, limit: 100)),
            verified: isVerifying ? door.workspace.perform(VerifyHistory()) : nil,
            replayed: isVerifying ? door.workspace.perform(ReplayAnalyses(project: project, slug: slug)) : nil)
    }

    /// What is known of a holdout without storing anything; nil without a plan.
    ///
    /// - Throws: `WorkspaceError` for a plan that cannot be read, or that no longer fits the experiment.
    private func holdout(of subject: ExperimentSubject) async throws -> HoldoutCheck? {
        guard let plan = try subject.experiment.holdoutPlan.map(HoldoutPlan.init(parsing:)) else { return nil }
        let project = subject.project.id
        var children = HoldoutExperiments([])
        for day in plan.days {
            let slug = HoldoutChild.slug(of: subject.experiment.slug, day: day)
            do {
                let child = try await door.workspace.perform(GetExperiment(project: project, slug: slug))
                children.all.append(child)
                children.latestSnapshots[child.id] =
                    try await door.workspace.perform(ListSnapshots(project: project, slug: slug)).first
            } catch let error as WorkspaceError where error.kind == .notFound {
                continue
            }
        }
        return try HoldoutCheck(of: subject.experiment, plan: plan, among: children, now: .now)
    }

    // MARK: - Drawings

    @Sendable private func plot(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let visit = door.visit(request, context)
        let file = try context.parameters.decoded("file")
        let subject = try await subject(visit)
        let name = file.hasSuffix(".svg") ? String(file.dropLast(4)) : file
        let needsAnalyses = name.hasPrefix("over-time-") || name == "weights" || name == "best-arm"
        let plot = try await ExperimentPlots.plot(
            name, of: subject, analyses: needsAnalyses ? analyses(of: subject) : [],
            holdout: name == "holdout" ? holdout(of: subject) : nil)
        guard let plot else {
            throw WorkspaceError.notFound(
                "There is no drawing \"\(file.shortened(to: 80))\" of '\(subject.experiment.slug)'.")
        }
        var response = Response(text: plot.standalone, type: "image/svg+xml; charset=utf-8", status: 200)
        response.headers[.contentSecurityPolicy] = PlotStyle.policy
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
