/// The words around one rate, up to the next rate or the end of the clause on either side.
struct RateContext {
    private let before: [String]
    private let after: [String]
    /// The end of the clause before an aside.
    private let owner: [String]

    init(at index: Int, in tokens: [String]) {
        let start = tokens[..<index].lastIndex(where: Self.isEnd)
        let first = start.map { $0 + 1 } ?? tokens.startIndex
        let words = Array(tokens[first..<index])
        after = Array(tokens[(index + 1)...].prefix { !Self.isEnd($0) })
        // In `with 95% confidence the signup rate is 4%` the confidence belongs to the rate before, and in `95% CI from
        // 1% to 3%` to both.
        let taken = start.flatMap { Self.isEndOfClause(tokens[$0]) ? nil : Self.ownNoun(in: words) }
        let rest = taken.map { words[($0 + 1)...] } ?? words[...]
        // In `a discount, currently 5%,` the clause before says what the rate is of.
        let isAside =
            words.contains(where: RateVocabulary.present.contains) && words.allSatisfy(RateVocabulary.fillers.contains)
        let clauseBefore = tokens[..<(start ?? 0)].reversed().prefix { !Self.isEnd($0) }
        owner = isAside ? Array(clauseBefore.prefix(4)) : []
        before = rest.allSatisfy(RateVocabulary.fillers.contains) ? words : Array(rest)
    }

    /// A change, a share of traffic, a level of confidence, a price: not a share of users who do something.
    var isOfSomethingElse: Bool {
        if Self.ownNoun(in: after) != nil || after.first == "up" || after.first == "down" { return true }
        // `5% of users are in the test`: what is done to users, or what they are.
        if after.first == "of", after.prefix(6).contains(where: RateVocabulary.statesOfUsers.contains) { return true }
        // `mobile users are 70% of the buyers`: who they are, not what they do.
        if after.first == "of", before.last == "are" || before.last == "make" { return true }
        let subject = subject
        let isPrice = zip(before, before.dropFirst()).contains {
            RateVocabulary.pricesAndSpeeds.contains($0) && ($1 == "rate" || $1 == "rates")
        }
        let isChange = subject.last { $0 != "of" && $0 != "is" }.map(RateVocabulary.changes.contains) ?? false
        return isPrice || isChange || (subject + owner).contains(where: RateVocabulary.otherQuantities.contains)
    }

    /// `to 5%`, `by 5%`, `at least 5%`.
    var isBound: Bool {
        let last = before.last { !RateVocabulary.determiners.contains($0) }
        return last.map(RateVocabulary.boundingWords.contains) ?? false
    }

    /// A rate to be reached or bounded, unless a change of it is what is spoken of: `will raise the 4% signup rate`.
    var isGoal: Bool {
        isBound || isSupposed || wordsSinceVerb.contains(where: RateVocabulary.goalWords.contains)
    }

    /// `a click rate of 5%` is any such rate, unless it is one that we have.
    private var isSupposed: Bool {
        guard let article = before.lastIndex(where: { $0 == "a" || $0 == "an" }) else { return false }
        let isOurs = article > 0 && ["have", "has", "had", "see", "sees", "saw"].contains(before[article - 1])
        return !isOurs && before[article...].contains { ["rate", "ctr", "cvr", "conversion"].contains($0) }
    }

    /// A share of users who do something, as far as the words say what it is of: `raise purchases from 4%`, but not
    /// `lower the image quality from 80%`.
    var isOfAction: Bool {
        let said = subject.filter { !RateVocabulary.fillers.contains($0) }
        return said.isEmpty || said.contains(where: RateVocabulary.isAction) || isFollowedByAction
    }

    /// `from 5 % to 6 % of searches`.
    var isFollowedByAction: Bool {
        after.prefix { !RateVocabulary.prepositions.contains($0) }.contains(where: RateVocabulary.isAction)
    }

    /// For a rate such as `1 in 20`: not of days or boxes, and not what will be.
    var isOfUsers: Bool {
        let words = (before + after).filter { !RateVocabulary.fillers.contains($0) }
        let isExpected = after.contains { ["will", "would", "should", "could"].contains($0) }
        let isOfUsers = words.isEmpty || words.contains { RateVocabulary.isAction($0) || RateVocabulary.isUser($0) }
        let isCounted = after.first { $0 != "of" }.map(RateVocabulary.countedThings.contains) ?? false
        return isOfUsers && !isExpected && !isCounted && !before.contains(where: RateVocabulary.deedsToUsers.contains)
    }

    /// What the rate is said of: the words since the verb of change, or the whole clause where the subject stands before
    /// that verb, as in `the discount rises from 10% to 15%`.
    private var subject: [String] {
        let object = wordsSinceVerb.filter { !RateVocabulary.determiners.contains($0) && $0 != "from" && $0 != "to" }
        return object.isEmpty ? before : object
    }

    private var wordsSinceVerb: [String] {
        // `a boost of 50%` has no verb.
        let verb = before.indices.last {
            RateVocabulary.verbsOfChange.contains(before[$0]) && before[$0...].dropFirst().first != "of"
        }
        return verb.map { Array(before[($0 + 1)...]) } ?? before
    }

    /// Where the noun to which a rate belongs says that it is of something else: `of the traffic`, `two-sided confidence`.
    private static func ownNoun(in after: [String]) -> Int? {
        let phrase = after.enumerated().prefix { !RateVocabulary.prepositions.contains($0.element) }
        let content = phrase.filter { !RateVocabulary.determiners.contains($0.element) && $0.element != "of" }.prefix(4)
        return content.first { RateVocabulary.isOther($0.element) }?.offset
    }

    private static func isEndOfClause(_ token: String) -> Bool { ["|", "(", ">"].contains(token) }

    private static func isEnd(_ token: String) -> Bool {
        isEndOfClause(token) || ["#", "~", "±"].contains(token.first)
    }
}
