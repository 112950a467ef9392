internal import Experiments
internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// What all pages go through: a frame for a browser, an answer for it, and forms with their refusals.
struct PageDoor: Sendable {
    let workspace: any WorkspaceService
    let renderer: PageRenderer
    let antiForgery: AntiForgery

    /// One request for a page.
    struct Visit: Sendable {
        var request: Request
        var parameters: Parameters
        var pass: AntiForgery.Pass
        /// After a form that was refused.
        var filled: FilledForm?
        /// What a verb printed that stores nothing.
        var answer: String?

        func frame(_ title: String, _ crumbs: [Crumb] = [], stream: String? = nil) -> Frame {
            Frame(
                title: title, crumbs: crumbs, stream: stream,
                notice: filled == nil
                    ? request.uri.queryParameters["done"].flatMap { Notices.sentence(String($0)) } : nil,
                refusal: filled?.error.message, token: pass.token)
        }

        /// The page of a list that is asked for, from 1 on.
        var number: Int { min(max(1, request.uri.queryParameters["page"].flatMap { Int($0) } ?? 1), 1_000_000) }

        func query(_ name: String) -> String {
            (try? FormValues(encoded: request.uri.query ?? ""))?[name] ?? ""
        }
    }

    typealias Page = @Sendable (Visit) async throws -> String

    /// What became of a form.
    enum Outcome: Sendable {
        /// Stored: go on there, with a notice.
        case stored(at: String, notice: String)
        /// This is to be shown, on the page that holds the form.
        case answered(String)
    }

    func visit(_ request: Request, _ context: BasicRequestContext) -> Visit {
        Visit(request: request, parameters: context.parameters, pass: antiForgery.pass(for: request))
    }

    func show(_ request: Request, _ context: BasicRequestContext, _ page: Page) async throws -> Response {
        let visit = visit(request, context)
        return answer(try await page(visit), status: 200, visit)
    }

    /// Takes a form: checks where it comes from, lets `perform` have its values, and leads on; or shows the page that
    /// holds the form again, with the refusal and what was typed.
    func take(
        _ form: String, _ request: Request, _ context: BasicRequestContext, back page: Page,
        perform: @Sendable (FormValues, Visit) async throws -> Outcome
    ) async throws -> Response {
        var visit = visit(request, context)
        let values = try await FormValues(reading: request)
        do {
            try antiForgery.check(values[AntiForgery.field], of: request)
            switch try await perform(values, visit) {
            case .stored(let address, let notice):
                return .redirect(to: "\(address)\(address.contains("?") ? "&" : "?")done=\(notice)")
            case .answered(let text):
                visit.answer = text
                return answer(try await page(visit), status: 200, visit)
            }
        } catch let error as WorkspaceError where error.kind != .internal {
            visit.filled = FilledForm(form: form, values: values, error: error)
            // What the page itself cannot be shown for, such as a project that is gone, is the refusal.
            guard let html = try? await page(visit) else { throw error }
            return answer(html, status: error.kind.httpStatus, visit)
        }
    }

    private func answer(_ html: String, status: Int, _ visit: Visit) -> Response {
        var response = Response(html: html, status: status)
        // A page shows records as they are now, and holds a proof for its forms.
        response.headers[.cacheControl] = "no-store"
        AntiForgery.keep(visit.pass, in: &response)
        return response
    }
}

/// What is said after a form. The address carries a word of this list and nothing else of it is shown.
enum Notices {
    static func sentence(_ word: String) -> String? {
        switch word {
        case "project": "The project is created."
        case "deleted": "The project is deleted."
        case "state": "The decision state is saved."
        case "stage": "The project has moved."
        case "note": "The note is added."
        case "experiment": "The experiment is created. What it assumes stands under Definition."
        case "started": "The experiment is started."
        case "definition": "The definition is saved."
        case "input": "The data are stored as a snapshot. Analyze them next."
        case "collected": "The data are collected. Analyze them next."
        case "source": "The source is added. Test it next."
        case "removed": "The source is removed. Snapshots that came from it stay."
        case "analyzed": "The data are analyzed."
        case "decided": "The decision is recorded. It stands once the experiment is closed."
        case "closed": "The experiment is closed."
        case "archived": "The experiment is archived."
        case "reopened": "The experiment is open again."
        case "learning": "What was learned is saved."
        case "planned": "The holdout is planned."
        case "checked": "The holdout is checked."
        case "unchanged": "Nothing was changed."
        default: nil
        }
    }
}

extension Parameters {
    func decoded(_ name: Substring) throws -> String {
        guard let text = self[name]?.removingPercentEncoding, !text.utf8.contains(0) else {
            throw WorkspaceError.invalid("the address holds a broken percent-encoding", code: "malformed_address")
        }
        return text
    }
}
