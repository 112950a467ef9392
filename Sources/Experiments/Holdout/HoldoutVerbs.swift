/// What the verbs of a holdout answer: words for people, and their parts as JSON.
package struct HoldoutAnswer: VerbOutput, Equatable {
    package var text: String
    package var json: JSON

    /// - Parameter parts: an object.
    init(text: String, parts: JSON) {
        self.text = text
        var object = parts.object ?? [:]
        object["text"] = .string(text)
        json = .object(object)
    }

    package init(json: JSON) throws {
        guard let text = json["text"]?.text else {
            throw WorkspaceError.invalid("the answer is none of a holdout", code: "wrong_type")
        }
        self.text = text
        self.json = json
    }
}

/// Plans to watch a launch, and creates the experiments that hold its windows.
package struct PlanHoldout: Verb {
    package typealias Output = HoldoutAnswer
    package var project: String
    package var slug: String
    package var plan: HoldoutPlan

    package static let declaration = VerbDeclaration(
        "holdout plan", .write, .post, "/api/projects/{project}/experiments/{slug}/holdout/plan",
        "Plans to watch a launch, and creates the experiments that hold its windows.",
        parameters: [
            .project, .slug,
            .init("percent", .real, required: true, summary: "the share of users who keep the old variant, in percent"),
            .init(
                "days", .json, required: true, summary: "where the windows end, in days after the launch: [30,60,90]"),
            .init("launched", .instant, required: true, summary: "when the change was launched"),
            .init("variant", summary: "the launched variant; the only treatment if not given"),
        ])

    package init(_ arguments: VerbArguments) throws {
        project = arguments.text("project")
        slug = arguments.text("slug")
        let days = try JSON(parsing: arguments.text("days"), field: "days").array?.map(\.wholeNumber)
        guard let days, !days.contains(nil), let launched = arguments.object["launched"].flatMap(Instant.init(json:))
        else {
            throw WorkspaceError.invalid(
                "days takes an array of whole numbers, such as [30,60,90]", code: "invalid_value")
        }
        plan = try HoldoutPlan(
            percent: arguments.object["percent"]?.double ?? 0, days: days.compactMap(\.self), launched: launched,
            variant: arguments.optionalText("variant"))
    }

    package var arguments: JSONObject {
        var object: JSONObject = ["project": .string(project), "slug": .string(slug)]
        object["percent"] = .number(plan.percent)
        object["days"] = .string(JSON.array(plan.days.map { .integer(Int64($0)) }).serialized())
        object["launched"] = .string(plan.launched.jsonText)
        object["variant"] = plan.variant.map(JSON.string)
        return object
    }

    package func answer(_ children: [HoldoutChild], of parent: Experiment) throws -> HoldoutAnswer {
        let variants = try plan.variants(of: parent)
        let names = children.map(\.slug).joined(separator: ", ")
        return HoldoutAnswer(
            text: "\(NumberFormat.significant(plan.percent, digits: 6)) % of users keep \(variants.control). Their "
                + "windows are held by \(names). Next: holdout start prints the change of the flag.",
            parts: ["plan": plan.json, "children": .array(children.map { .string($0.slug) })])
    }
}

/// The change of the flag that begins or ends a holdout.
package struct SetHoldout: Sendable {
    package enum Side: String, Sendable { case start, end }

    package var side: Side
    package var project: String
    package var slug: String
    /// The variant for everybody at the end; nil for the launched one.
    package var winner: String?
    /// Pushes the change; else it is only printed.
    package var isApplying: Bool
    /// The source to push to; nil for the plan's, or the project's only one.
    package var push: String?

    init(_ side: Side, _ arguments: VerbArguments) {
        self.side = side
        project = arguments.text("project")
        slug = arguments.text("slug")
        winner = arguments.optionalText("winner")
        isApplying = arguments.flag("apply")
        push = arguments.optionalText("push")
    }

    fileprivate static let parameters: [VerbDeclaration.Parameter] = [
        .project, .slug, .init("apply", .boolean, summary: "push the change"),
        .init(
            "push", summary: "the source of the kind featbit or webhook to push to; the project's only one if not given"
        ),
    ]

    fileprivate var arguments: JSONObject {
        var object: JSONObject = [
            "project": .string(project), "slug": .string(slug), "apply": .boolean(isApplying),
        ]
        object["winner"] = winner.map(JSON.string)
        object["push"] = push.map(JSON.string)
        return object
    }

    /// - Parameter projectFlag: the project's flag, for an experiment that names none.
    /// - Throws: `WorkspaceError` (kind `ruleBroken`) without a plan or without the flag's key.
    package func rollout(of parent: Experiment, projectFlag: String?) throws -> HoldoutRollout {
        guard let flagKey = try parent.flagKey(orOfProject: projectFlag) else {
            throw WorkspaceError(
                .ruleBroken, code: "flag_key_missing",
                "Neither the experiment (dataSource.flagKey) nor the project names a flag. Set the project's "
                    + "(update-state --flagKey KEY), then try again.")
        }
        let plan = try parent.requiredHoldoutPlan()
        return switch side {
        case .start: try .start(plan, of: parent, flagKey: flagKey)
        case .end: try .end(plan, of: parent, flagKey: flagKey, winner: winner)
        }
    }

    /// - Parameter receipt: of the push; nil where the change is only printed.
    package func answer(_ rollout: HoldoutRollout, receipt: FlagPushReceipt?) -> HoldoutAnswer {
        guard let receipt else { return HoldoutAnswer(text: rollout.text, parts: rollout.json) }
        let done = receipt.isWritten ? "Pushed" : "The flag serves that already"
        var parts = rollout.json.object ?? [:]
        parts["push"] = receipt.json
        return HoldoutAnswer(text: "\(done): \(receipt.text).", parts: .object(parts))
    }
}

/// Prints or pushes the change of the flag that begins a holdout.
package struct StartHoldout: Verb {
    package typealias Output = HoldoutAnswer
    package var change: SetHoldout

    package static let declaration = VerbDeclaration(
        "holdout start", .write, .post, "/api/projects/{project}/experiments/{slug}/holdout/start",
        "Prints or pushes the change of the flag that begins a holdout.", parameters: SetHoldout.parameters,
        patience: 300)

    package init(_ arguments: VerbArguments) { change = SetHoldout(.start, arguments) }

    package var arguments: JSONObject { change.arguments }
}

/// Prints or pushes the change of the flag that ends a holdout.
package struct EndHoldout: Verb {
    package typealias Output = HoldoutAnswer
    package var change: SetHoldout

    package static let declaration = VerbDeclaration(
        "holdout end", .write, .post, "/api/projects/{project}/experiments/{slug}/holdout/end",
        "Prints or pushes the change of the flag that ends a holdout.",
        parameters: SetHoldout.parameters + [
            .init("winner", summary: "the variant for everybody; the launched one if not given")
        ], patience: 300)

    package init(_ arguments: VerbArguments) { change = SetHoldout(.end, arguments) }

    package var arguments: JSONObject { change.arguments }
}

/// Analyzes the windows that are over, and says whether the effect of a launch lasts.
package struct CheckHoldout: Verb {
    package typealias Output = HoldoutAnswer
    package var project: String
    package var slug: String

    package static let declaration = VerbDeclaration(
        "holdout check", .write, .get, "/api/projects/{project}/experiments/{slug}/holdout/check",
        "Analyzes the windows that are over, and says whether the effect of a launch lasts.",
        parameters: [.project, .slug])

    package init(_ arguments: VerbArguments) {
        project = arguments.text("project")
        slug = arguments.text("slug")
    }

    package var arguments: JSONObject { ["project": .string(project), "slug": .string(slug)] }

    package func answer(
        of parent: Experiment, plan: HoldoutPlan, among experiments: HoldoutExperiments, now: Instant
    ) throws -> HoldoutAnswer {
        let check = try HoldoutCheck(of: parent, plan: plan, among: experiments, now: now)
        return HoldoutAnswer(text: check.text, parts: check.json)
    }
}

extension Experiment {
    /// - Throws: `WorkspaceError` (kind `ruleBroken`) where there is no plan.
    package func requiredHoldoutPlan() throws -> HoldoutPlan {
        guard let text = holdoutPlan else {
            throw WorkspaceError(
                .ruleBroken, code: "holdout_not_planned",
                "'\(slug)' has no holdout. Plan one first (holdout plan).")
        }
        return try HoldoutPlan(parsing: text)
    }
}
