internal import ArgumentParser
internal import Experiments

struct VerifyCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: VerifyHistory.declaration.summary,
        discussion: """
            Ends with exit code 1 where anything differs. Keep the head that it prints elsewhere: only with it can a \
            chain be told apart from one that was rewritten or cut as a whole.

            EXAMPLE
              experiment verify
              experiment verify --expect HEAD
            """)

    @Option(help: "A head that verify printed before.")
    var expect: String?

    @OptionGroup var options: WorkspaceOptions

    func verb() throws -> VerifyHistory {
        try VerifyHistory(arguments: expect.map { ["expect": .string($0)] } ?? [:])
    }

    func text(_ output: HistoryVerification) -> String { Self.text(of: output) }

    static func text(of output: HistoryVerification) -> String {
        var lines = [output.isSound ? "SOUND: the history is whole, and the records are what it says." : "BROKEN"]
        if let broken = output.firstBroken { lines.append("Entry \(broken.sequence): \(broken.reason).") }
        for difference in output.differences {
            lines.append("\(difference.entity) \(difference.id): \(difference.finding.sentence).")
        }
        if output.isExpectedHeadFound == false {
            lines.append("The expected head is not in the chain: it was rewritten, or cut off before that head.")
        }
        return (lines + ["Entries  \(NumberFormat.count(output.entries))", "Head     \(output.head)"])
            .joined(separator: "\n")
    }

    func isFinding(_ output: HistoryVerification) -> Bool { !output.isSound }
}

extension HistoryVerification.Difference.Finding {
    fileprivate var sentence: String {
        switch self {
        case .changedOutside: "another program changed it"
        case .missing: "it is gone, and no deletion was recorded"
        case .unrecorded: "another program wrote it"
        }
    }
}
