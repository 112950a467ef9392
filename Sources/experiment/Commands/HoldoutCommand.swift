internal import ArgumentParser
internal import Experiments

struct HoldoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holdout", abstract: "Watches whether the effect of a launch lasts.",
        discussion: """
            A small share of users keeps the old variant after the launch, and both are compared window by window.

            EXAMPLE
              experiment holdout plan ID button --percent 5 \\
                --days 30,60,90 --launched 2026-04-01
              experiment holdout start ID button
              experiment holdout check ID button
              experiment holdout end ID button
            """,
        subcommands: [Plan.self, Start.self, Check.self, End.self])

    struct Plan: VerbCommand {
        static let configuration = CommandConfiguration(abstract: PlanHoldout.declaration.summary)

        @Argument(help: "The project's id.")
        var project: String

        @Argument(help: "The slug of the experiment that was launched.")
        var slug: String

        @Option(help: "The share of users who keep the old variant, in percent.")
        var percent = "5"

        @Option(help: "Where the windows end, in days after the launch.")
        var days = "30,60,90"

        @Option(help: "When the change was launched.")
        var launched: String

        @Option(help: "The launched variant; the only treatment if not given.")
        var variant: String?

        @OptionGroup var options: WorkspaceOptions

        func verb() throws -> PlanHoldout {
            var arguments: JSONObject = [
                "project": .string(project), "slug": .string(slug), "percent": ValueKind.real.value(ofFlag: percent),
                "days": .string("[\(days)]"), "launched": .string(launched),
            ]
            arguments["variant"] = variant.map(JSON.string)
            return try PlanHoldout(arguments: arguments)
        }

        func text(_ output: HoldoutAnswer) -> String { output.text }
    }

    struct Start: VerbCommand {
        static let configuration = CommandConfiguration(abstract: StartHoldout.declaration.summary)

        @Argument(help: "The project's id.")
        var project: String

        @Argument(help: "The experiment's slug.")
        var slug: String

        @Flag(help: "Push the change to the flag system; else it is only printed.")
        var apply = false

        @Option(parsing: .unconditional, help: "The source to push to; the project's only one if not given.")
        var push: String?

        @OptionGroup var options: WorkspaceOptions

        func verb() throws -> StartHoldout {
            var arguments: JSONObject = [
                "project": .string(project), "slug": .string(slug), "apply": .boolean(apply),
            ]
            arguments["push"] = push.map(JSON.string)
            return try StartHoldout(arguments: arguments)
        }

        func text(_ output: HoldoutAnswer) -> String { output.text }
    }

    struct Check: VerbCommand {
        static let configuration = CommandConfiguration(abstract: CheckHoldout.declaration.summary)

        @Argument(help: "The project's id.")
        var project: String

        @Argument(help: "The experiment's slug.")
        var slug: String

        @OptionGroup var options: WorkspaceOptions

        func verb() throws -> CheckHoldout {
            try CheckHoldout(arguments: ["project": .string(project), "slug": .string(slug)])
        }

        func text(_ output: HoldoutAnswer) -> String { output.text }
    }

    struct End: VerbCommand {
        static let configuration = CommandConfiguration(abstract: EndHoldout.declaration.summary)

        @Argument(help: "The project's id.")
        var project: String

        @Argument(help: "The experiment's slug.")
        var slug: String

        @Option(help: "The variant for everybody; the launched one if not given.")
        var winner: String?

        @Flag(help: "Push the change to the flag system; else it is only printed.")
        var apply = false

        @Option(parsing: .unconditional, help: "The source to push to; the project's only one if not given.")
        var push: String?

        @OptionGroup var options: WorkspaceOptions

        func verb() throws -> EndHoldout {
            var arguments: JSONObject = [
                "project": .string(project), "slug": .string(slug), "apply": .boolean(apply),
            ]
            arguments["winner"] = winner.map(JSON.string)
            arguments["push"] = push.map(JSON.string)
            return try EndHoldout(arguments: arguments)
        }

        func text(_ output: HoldoutAnswer) -> String { output.text }
    }
}
