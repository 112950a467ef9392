/// The rate of today that a hypothesis names in free text.
///
/// A wrong rate is worse than none, since it looks right and the next step would have asked. So a rate is read only where
/// the words around it say that it is today's, and none where two different rates could be meant.
package struct BaselineRate: Sendable, Equatable {
    package var rate: Rate
    /// As the hypothesis writes it.
    package var text: String

    /// nil where no rate, or more than one, could be meant.
    package init?(namedIn hypothesis: String) {
        let text = RateText(hypothesis)
        guard !text.mentions.isEmpty else { return nil }
        let patterns = RatePatterns()
        var named: [RateText.Mention] = []
        for tokens in text.sentences {
            let sentence = RateSentence(tokens, mentions: text.mentions, patterns: patterns)
            guard !sentence.baselines.isEmpty else { continue }
            named += sentence.baselines.union(sentence.unexplained).sorted().map { text.mentions[$0] }
        }
        guard let first = named.first, let rate = first.rate, named.allSatisfy({ $0.rate == rate }) else { return nil }
        self.rate = rate
        self.text = first.text
    }
}
