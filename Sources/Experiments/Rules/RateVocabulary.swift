/// The words by which the parts of a hypothesis are told apart.
enum RateVocabulary {
    /// Belongs, after a rate, to one that is a change or of something else.
    static func isOther(_ word: String) -> Bool {
        changes.contains(word) || otherQuantities.contains(word) || ["above", "below", "over", "than"].contains(word)
    }

    /// Names something that users do, or the rate at which they do it.
    static func isAction(_ word: String) -> Bool {
        // `cta_clicked` and `opt-in-rate` name one in a part.
        ([word] + word.split { $0 == "_" || $0 == "-" }.map(String.init)).contains { part in
            actions.contains(part) || actionStems.contains(where: part.hasPrefix)
        }
    }

    static func isUser(_ word: String) -> Bool { userStems.contains(where: word.hasPrefix) }

    private static let actions: Set<String> = [
        "rate", "rates", "cta", "ctas", "ctr", "cvr", "sales", "cart", "carts", "add", "tap", "taps", "pay", "pays",
        "paid", "paying", "payers", "paywall", "use", "uses", "usage", "shares", "try", "trial", "trials", "lead",
        "leads", "demo", "demos", "nps", "login", "logins", "opt", "opt-in", "opt-ins", "opt-out", "add-to-cart",
        "self-service", "views", "viewed", "watch", "read", "reads", "reading", "play", "plays", "playing", "played",
        "post", "posts", "posted", "sign", "signs", "signed", "signup", "signups", "sign-up", "sign-ups", "signing",
    ]

    private static let actionStems = [
        "conver", "click", "regist", "enrol", "subscri", "unsubscri", "purchas", "order", "buy", "bought", "check",
        "book", "reserv", "upgrad", "activat", "adopt", "retention", "retain", "return", "churn", "cancel", "abandon",
        "bounc", "complet", "finish", "submi", "open", "instal", "uninstal", "download", "invit", "refer", "follow",
        "watch", "stream", "listen", "contact", "ticket", "refund", "repl", "respon", "engag", "renew", "request",
        "quote", "apply", "applie", "applic", "deflect", "solv", "resolv", "error", "crash", "fail", "timeout",
        "complain", "comment", "vote", "donat", "search", "onboard", "tutorial", "escalat", "visit",
    ]

    private static let userStems = [
        "user", "visitor", "customer", "people", "person", "shopper", "buyer", "player", "reader", "viewer", "listener",
        "member", "subscriber", "guest", "travel", "passenger", "patient", "student", "client", "account", "session",
        "seller", "driver", "applicant", "learner",
    ]

    /// Say nothing of what a rate is of.
    static let fillers: Set<String> = determiners.union([
        "from", "to", "of", "is", "are", "was", "were", "be", "been", "at", "on", "in", "it", "us", "them", "we", "i",
        "that", "which", "has", "have", "had", "and", "with", "by", "baseline", "currently", "presently", "now",
        "today", "so", "far", "status", "quo", "base", "average", "present", "moment", "sits", "stands", "up", "down",
        "hypothesis", "metric", "result", "results", "starting", "start", "n", "/", "goal", "then", "as", "say",
        "think", "believe", "hovers", "remains", "averages",
    ])

    static let determiners: Set<String> = [
        "a", "an", "the", "our", "its", "their", "your", "this", "that", "all", "current", "existing", "new", "today's",
    ]

    static let prepositions: Set<String> = [
        "with", "at", "on", "in", "for", "by", "from", "to", "and", "or", "but", "when", "because", "while", "after",
        "before", "if", "thanks", "through", "via", "within", "during", "since", "so", "among", "until", "is", "was",
        "will", "are", "who", "which", "today", "currently", "now",
    ]

    static let boundingWords: Set<String> = [
        "to", "by", "least", "most", "than", "below", "above", "under", "over", "exceed", "for", "on", "with", "within",
        "plus", "minus", "until", "towards", "toward", "beyond", "reach", "hit",
    ]

    static let goalWords: Set<String> = [
        "will", "would", "want", "wants", "aim", "aims", "aiming", "goal", "goals", "target", "targets", "targeting",
        "expect", "expects", "expected", "should", "could", "can", "may", "might", "hope", "hoping", "achieve",
        "achieves", "achieving", "reach", "reaches", "reaching", "get", "gets", "become", "becomes", "if", "unless",
        "once", "when", "until", "assuming", "desired", "wish", "like", "need", "needs", "forecast", "predict",
        "predicted", "ideally", "hit", "hits", "exceed", "exceeds", "minimum", "maximum", "limit", "threshold",
    ]

    static let verbsOfChange: Set<String> = [
        "raise", "raises", "raising", "increase", "increases", "increasing", "lift", "lifts", "lifting", "improve",
        "improves", "improving", "grow", "grows", "move", "moves", "moving", "boost", "boosts", "push", "drive",
        "drives", "take", "takes", "bring", "brings", "reduce", "reduces", "reducing", "cut", "cuts", "lower", "lowers",
        "decrease", "decreases", "drop", "drops", "rise", "rises", "go", "goes", "climb", "climbs", "fall", "falls",
        "change", "changes", "double", "doubles", "shift", "shifts",
    ]

    static let changes: Set<String> = [
        "lift", "increase", "increases", "uplift", "improvement", "gain", "gains", "growth", "rise", "jump", "boost",
        "change", "drop", "decrease", "decline", "reduction", "more", "fewer", "less", "higher", "lower", "better",
        "worse", "faster", "slower", "point", "points", "relative", "effect", "win", "difference", "mde", "shorter",
        "longer", "cheaper",
    ]

    static let otherQuantities: Set<String> = [
        // The statistics of the test
        "confidence", "power", "false", "type", "fdr", "significance", "significant", "interval", "credible",
        "probability", "chance",
        "likelihood", "certainty", "certain", "sure", "ci", "alpha", "beta", "p-value", "p", "error-margin",
        "threshold", "mde", "prior", "limit", "limits",
        // Who takes part
        "traffic", "rollout", "roll-out", "roll", "rolled", "rolling", "ramp", "ramp-up", "ramped", "ramping", "split",
        "allocation", "holdout", "hold-out", "sample", "exposure", "exposed", "expose", "exposing", "bucket", "canary",
        "audience", "cohort", "enabled", "enable", "launch", "launched", "release", "released", "deploy", "deployed",
        "expand", "extend",
        // Other people's rates
        "competitor", "competitors", "industry", "market", "benchmark", "peers",
        // Prices and products
        "value", "total", "investment", "source", "discount", "discounts", "discounted", "coupon", "coupons", "voucher",
        "vouchers", "cashback", "fee", "fees",
        "commission", "tax", "vat", "interest", "apr", "apy", "bonus", "rebate", "price", "prices", "pricing", "off",
        "promo", "promotion", "sale", "margin", "tip", "yield", "currency", "inflation", "revenue", "cost", "costs",
        "budget", "salary", "equity", "growth",
        // Machines and progress
        "uptime", "availability", "sla", "cpu", "memory", "battery", "disk", "quota", "progress", "zoom", "opacity",
        "load", "time", "times", "duration", "size", "accuracy", "precision", "volume", "coverage", "goal", "target",
        "rated", "rating", "score", "scored", "stars", "satisfaction", "latency", "quality", "storage", "stock",
        "health", "damage", "speed", "brightness",
    ]

    static let deedsToUsers: Set<String> = [
        "ask", "asks", "show", "shows", "give", "gives", "send", "sends", "offer", "offers", "email", "notify",
        "sample", "pick",
    ]

    /// `varies from 1% to 9%`: no rate of such a sentence is the one of today.
    static let spreads: Set<String> = [
        "range", "ranges", "ranged", "ranging", "vary", "varies", "varied", "varying", "differ", "differs", "differed",
        "fluctuates", "fluctuate",
    ]

    static let present: Set<String> = ["currently", "presently", "now", "today", "present", "moment"]

    static let statesOfUsers: Set<String> = [
        "are", "were", "see", "sees", "get", "gets", "receive", "receives", "never", "what", "come", "comes",
    ]

    /// `the loan application rate` is a share of users; `the loan rate` is a price.
    static let pricesAndSpeeds: Set<String> = [
        "mortgage", "loan", "savings", "deposit", "exchange", "sampling", "frame", "refresh", "bit", "growth", "credit",
        "compression", "heart", "drop", "win", "spawn",
    ]

    static let countedThings: Set<String> = [
        "day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "minutes", "seconds",
        "sprints", "releases", "variants", "arms", "tests", "experiments", "ideas", "stars", "points", "steps", "teams",
        "engineers", "developers", "servers", "builds", "countries", "markets", "stores", "pages", "languages",
    ]
}
