internal import RegexBuilder

/// The phrases by which a sentence says that a rate is today's, over the signs of `RateText`.
///
/// One value serves all sentences of a text, since building the patterns takes longer than matching them.
struct RatePatterns {
    private typealias OneRate = Regex<(Substring, Substring)>
    private typealias TwoRates = Regex<(Substring, Substring, Substring)>

    /// `from 4% to 5%`, `4 % → 5 %`, `to 5% from 4%`: today's rate and the goal.
    func moves(in sentence: String) -> [(from: Int, to: Int)] {
        let forwards = (sentence.matches(of: forward) + sentence.matches(of: arrow)).map { ($0.1, $0.2) }
        let backwards = sentence.matches(of: backward).map { ($0.2, $0.1) }
        return (forwards + backwards).compactMap { from, to in
            guard let from = Int(from), let to = Int(to) else { return nil }
            return (from, to)
        }
    }

    /// `currently around 12.5 percent`, `baseline of 4%`, `4% today`, `a lift from 4%`.
    func datedToday(in sentence: String) -> [Int] {
        places([baselineFirst, todayFirst, todayLast, baselineLast, start, fraction], in: sentence)
    }

    /// `sign-up rate is 4 %`, `the 4% signup rate`, `4% of visitors buy`: how things are, unless the sentence is of goals.
    func levels(in sentence: String) -> [Int] {
        places([rateIs, thatRate, share], in: sentence)
    }

    private func places(_ patterns: [OneRate], in sentence: String) -> [Int] {
        patterns.flatMap { pattern in sentence.matches(of: pattern).compactMap { Int($0.1) } }
    }

    // MARK: - Moves

    private let forward = TwoRates {
        #/\bfrom /#
        Self.words(upTo: 3)
        Self.rate
        Self.words(upTo: 4)
        #/(?:to|towards?|>) /#
        Self.words(upTo: 5)
        Self.rate
    }

    private let arrow = TwoRates {
        Self.rate
        Self.words(upTo: 3)
        #/> /#
        Self.words(upTo: 3)
        Self.rate
    }

    private let backward = TwoRates {
        #/\bto /#
        Self.words(upTo: 3)
        Self.rate
        Self.words(upTo: 2)
        #/(?:[|(] )?(?:up |down )?from /#
        Self.words(upTo: 3)
        Self.rate
    }

    // MARK: - Rates of today

    private let baselineFirst = OneRate {
        #/\b(?:baseline|status quo|base rate) (?:[|(] )?/#
        Self.words(upTo: 5)
        Self.rate
    }

    /// In `we now give 5% to charity` what stands between says of what the rate is, so little may.
    private let todayFirst = OneRate {
        #/\b(?:currently|presently|today|now|so far|at present|at the moment) (?:[|(] )?/#
        #/(?:(?:we|it|our|the|an?|is|are|at|has|have|converts?|converting|stands|sits|on|average) )*/#
        Self.rate
    }

    private let todayLast = OneRate {
        Self.rate
        Self.words(upTo: 4)
        #/(?:[|(] )?(?:currently|presently|today|now|so far|at present|at the moment)\b/#
    }

    /// Not `5% above the baseline`.
    private let baselineLast = OneRate {
        Self.rate
        #/(?:[a-z\-]+ )??(?:[a-z\-]+ )??baseline\b/#
    }

    /// What a change starts from is today's rate even where the goal is not named.
    private let start = OneRate {
        #/\b(?:up|down|starting|start|lift|uplift|increase|improvement|rise) from /#
        Self.words(upTo: 2)
        Self.rate
    }

    /// A bare fraction is a rate only where it is called one and has no unit after it.
    private let fraction = OneRate {
        #/\b(?:current|currently|today's|existing|baseline) /#
        Self.words(upTo: 3)
        #/(?:(?:rate|ctr|cvr|conversion) )?(?:(?:is|of|at|was) )*~/#
        Capture { #/[0-9]+/# }
        #/ (?:[|>]|to |$)/#
    }

    // MARK: - Levels

    private let rateIs = OneRate {
        Self.metric
        Self.words(upTo: 4)
        #/(?:is|was|been|are|were|of|at|averages|remains|hovers|stands|sits|\() /#
        Self.words(upTo: 2)
        Self.rate
    }

    /// `a 5% signup rate` may be a goal; `the 4% signup rate` is there already.
    private let thatRate = OneRate {
        #/\b(?:the|our|this|that|its|their|your|today's|current|existing|(?:have|has|had|see|sees|saw) an?) /#
        Self.rate
        Self.words(upTo: 3)
        Self.metric
    }

    private let share = OneRate {
        Self.rate
        #/of /#
        Self.words(atLeast: 1, upTo: 6)
        Self.verb
    }

    // MARK: - Parts

    private static var rate: OneRate { #/#([0-9]+) /# }

    /// Words of one clause that neither begin another part of it nor hold a rate.
    private static func words(atLeast least: Int = 0, upTo most: Int) -> Repeat<Substring> {
        Repeat(least...most) { #/(?!(?:and|or|but|to|will|would|should|could) )[^ #~±|>(]+ /# }
    }

    private static var metric: ChoiceOf<Substring> {
        ChoiceOf {
            #/\b(?:rates?|ctr|cvr|conversions?|retention|churn|adoption|activation|completions?|opt-ins?|bounce) /#
            #/\b(?:click-?through|sign-?ups?|abandonment) /#
        }
    }

    /// What users do that experiments count; not `see` or `get`, which is what experiments do to them.
    private static var verb: ChoiceOf<Substring> {
        ChoiceOf {
            #/(?:sign|buy|click|convert|complete|finish|purchase|subscribe|upgrade|activate|return|book|order)s? /#
            #/(?:open|abandon|churn|cancel|tap|register|renew|pay|submit|invite|share|leave|contact|drop)s? /#
            #/(?:bounce|install|stream|reply|replies|watch|watches|search|searches) /#
        }
    }
}
