internal import ArgumentParser
internal import Experiments

struct CheckCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: CheckExperiment.declaration.summary,
        discussion: """
            EXAMPLE
              experiment check ID button
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @OptionGroup var options: WorkspaceOptions

    func verb() -> CheckExperiment { CheckExperiment(project: project, slug: slug) }

    func text(_ output: CheckReport) -> String { Self.text(of: output) }

    static func text(of output: CheckReport) -> String {
        var lines = ["\(output.experiment) is \(output.status)."]
        lines += output.faults.map { "Fault    \($0)" }
        if let check = output.sampleCheck {
            let missing = check.missing
            let users = check.users.map { variant in
                let lack = missing.first { $0.name == variant.name }.map {
                    " (\(NumberFormat.count($0.value)) missing)"
                }
                return "\(variant.name) \(NumberFormat.count(variant.value))\(lack ?? "")"
            }
            .joined(separator: ", ")
            let word = check.isEnough ? "enough" : "too few"
            lines.append("Sample   \(word): \(users); at least \(NumberFormat.count(check.minimumPerVariant)) each")
        }
        if let check = output.sampleRatio {
            lines.append("Split    \(TextOutput.split(check))")
        }
        if let days = output.daysObserved {
            lines.append("Days     \(NumberFormat.count(days)) observed, until \(output.windowEnd ?? "open")")
        }
        lines.append("Analyzed \(output.isAnalyzed ? "yes" : "no")")
        if let decision = output.decision { lines.append("Decision \(decision)") }
        return (lines + ["Next     \(output.next)"]).joined(separator: "\n")
    }
}
