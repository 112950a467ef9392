/// What a person answers to the question of how many users of the control fire the event today.
enum BaselineAnswer: Equatable {
    case rate(Rate)
    /// n users, k of whom fired the event.
    case counts(n: Int, k: Int)
    case unknown

    /// - Throws: `WorkspaceError` (kind `invalid`, code `invalid_answer`) for what can be read as no rate, or as two.
    init(reading answer: String) throws {
        if answer.firstMatch(of: /[0-9]/) == nil, Self.isUnknown(answer.trimmed.lowercased()) {
            self = .unknown
        } else if let counts = try Self.counts(in: answer) {
            self = counts
        } else if let rate = try Self.rate(in: answer) {
            self = .rate(rate)
        } else {
            throw Self.fault(
                "\"\(answer)\" cannot be read as a rate; answer with a rate (5 %), with k of n users (12/300), "
                    + "or with \"don't know\"")
        }
    }

    private static func isUnknown(_ answer: String) -> Bool {
        let phrases =
            /(?:do not|don't|don’t|dont) know|not sure|unsure|no idea|no clue|unknown|can(?:no|')t (?:say|tell)/
        return ["", "?", "-", "no", "none", "skip", "n/a"].contains(answer) || answer.firstMatch(of: phrases) != nil
    }

    /// `12/300`, `12 out of 300`, `n = 300, k = 12`; nil where there are other numbers, or no such pair.
    private static func counts(in answer: String) throws -> BaselineAnswer? {
        let answer = answer.lowercased()
        guard answer.matches(of: /[0-9][0-9.,]*[0-9]|[0-9]/).count == 2, !answer.contains("%") else { return nil }
        let written: (k: Substring, n: Substring)
        if let match = answer.firstMatch(of: /([0-9][0-9,]*)\s*(?:\/|(?:out )?of)\s*([0-9][0-9,]*)(?!\.[0-9])/) {
            written = (match.1, match.2)
        } else if let match = answer.firstMatch(
            of: /\bn\s*[=:]?\s*([0-9][0-9,]*[0-9]|[0-9])\b.*\bk\s*[=:]?\s*([0-9][0-9,]*)/)
        {
            written = (match.2, match.1)
        } else if let match = answer.firstMatch(
            of: /\bk\s*[=:]?\s*([0-9][0-9,]*[0-9]|[0-9])\b.*\bn\s*[=:]?\s*([0-9][0-9,]*)/)
        {
            written = (match.1, match.2)
        } else {
            return nil
        }
        guard let k = RateText.count(String(written.k)), let n = RateText.count(String(written.n)) else { return nil }
        guard n > 0, k <= n else {
            throw fault("\"\(answer)\" says that \(k) of \(n) users fired the event; give k of n, with k at most n")
        }
        return .counts(n: n, k: k)
    }

    private static func rate(in answer: String) throws -> Rate? {
        let text = RateText(answer)
        let tokens = text.sentences.flatMap(\.self)
        let quantities = tokens.indices.filter { ["#", "~", "±"].contains(tokens[$0].first) || tokens[$0] == "n" }
        guard let index = quantities.first, quantities.count == 1 else { return nil }
        if tokens[index].hasPrefix("#") {
            let context = RateContext(at: index, in: tokens)
            return context.isBound || context.isOfSomethingElse ? nil : text.mentions[0].rate
        }
        guard tokens[index] != "±" else { return nil }
        // A number alone is a rate; a number of something is not.
        let others = tokens.enumerated().filter { $0.offset != index }.map(\.element)
        guard others.allSatisfy(fillers.contains), let number = answer.firstMatch(of: /[0-9]+(?:[.,][0-9]+)?/)?.output
        else { return nil }
        guard tokens[index].hasPrefix("~"), let fraction = Rate(decimal: number, of: 1) else {
            return Rate(decimal: number, of: 100)
        }
        guard fraction.value < 0.1 else {
            throw fault("\"\(answer)\" may mean \(number) % or a share of \(number); write it with a percent sign")
        }
        return fraction
    }

    private static let fillers: Set<String> = [
        "i", "think", "guess", "say", "i'd", "it's", "it", "is", "at", "the", "a", "rate", "probably", "likely", "or",
        "so", "|", "today", "currently",
    ]

    private static func fault(_ message: String) -> WorkspaceError { .invalid(message, code: "invalid_answer") }
}
