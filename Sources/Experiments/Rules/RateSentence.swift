/// What the rates of one sentence of a hypothesis are: today's, explained otherwise, or neither.
struct RateSentence {
    /// Places in `RateText.mentions`.
    private(set) var baselines: Set<Int> = []
    /// Rates that may be today's as well: neither a goal, nor a change, nor the rate of something else.
    private(set) var unexplained: Set<Int> = []

    init(_ tokens: [String], mentions: [RateText.Mention], patterns: RatePatterns) {
        guard !tokens.contains(where: RateVocabulary.spreads.contains) else { return }
        let sentence = tokens.map { $0 + " " }.joined()
        let contexts = tokens.indices.reduce(into: [Int: RateContext]()) { contexts, index in
            guard let place = Self.place(tokens[index]) else { return }
            contexts[place] = RateContext(at: index, in: tokens)
        }
        let moves = patterns.moves(in: sentence)
        let goals = Set(moves.map(\.to)).union(contexts.filter { $0.value.isGoal }.keys)
        let others = Set(contexts.filter { $0.value.isOfSomethingElse }.keys)
        let bounds = Set(contexts.filter { $0.value.isBound }.keys)
        let ratios = contexts.filter { mentions[$0.key].isRatio && $0.value.isOfUsers }.keys

        let actions = Set(contexts.filter { $0.value.isOfAction }.keys)

        // The plainest phrases hold in a sentence about goals too; the others only outside one.
        let moved = moves.filter { from, to in
            !others.contains(to) && (actions.contains(from) || contexts[to]?.isFollowedByAction == true)
        }
        let dated = patterns.datedToday(in: sentence).filter(actions.contains)
        baselines = Set(moved.map(\.from) + dated).subtracting(bounds)
        baselines.formUnion(Set(patterns.levels(in: sentence) + ratios).subtracting(goals))
        baselines.subtract(Set(moves.map(\.to)).union(others))

        let rates = contexts.keys.filter { mentions[$0].rate != nil && !tokens.contains("~\($0)") }
        // A goal may be said twice.
        let named = goals.compactMap { mentions[$0].rate }
        let repeated = rates.filter { place in named.contains { $0 == mentions[place].rate } }
        unexplained = Set(rates).subtracting(goals.union(others).union(baselines).union(repeated))
    }

    /// The place that a token such as `#3` or `~3` stands for.
    private static func place(_ token: String) -> Int? {
        token.hasPrefix("#") || token.hasPrefix("~") ? Int(token.dropFirst()) : nil
    }
}
