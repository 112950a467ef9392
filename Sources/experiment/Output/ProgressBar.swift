internal import Experiments
internal import Foundation

/// How far a long computation is, on one line of standard error; nothing where that is not a terminal.
struct ProgressBar {
    private let isShown = isatty(STDERR_FILENO) == 1
    private var percent = -1
    private static let width = 40

    mutating func show(_ share: Double) {
        let percent = Int(share * 100)
        guard isShown, percent > self.percent else { return }
        self.percent = percent
        let filled = percent * Self.width / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        write("\r\(bar) \(percent) %")
    }

    func clear() {
        if isShown { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
