/// A text with its rates singled out, so that a pattern can say `from #0 to #1` whatever way the rates are written.
///
/// A sentence is its words in lower case with these signs among them: `#0`, `#1` … for the rates in their order, `~0` for
/// a bare fraction such as `0.04`, `n` for another number, `±` for what is no rate (a range, a bound, a difference),
/// `>` for an arrow, `(` where an aside begins and `|` where a clause ends.
struct RateText {
    struct Mention {
        /// nil for one that is not strictly between 0 and 1.
        var rate: Rate?
        /// As it stands in the text.
        var text: String
        /// `1 in 20`, not `5 %`.
        var isRatio = false
    }

    private(set) var mentions: [Mention] = []
    private(set) var sentences: [[String]] = [[]]

    private let text: String
    private let lexemes: [Substring]
    /// The lexemes in lower case.
    private let words: [String]
    private var position = 0

    init(_ text: String) {
        self.text = text
        lexemes = text.matches(
            of: /[0-9]+(?:[.,][0-9]+)*|\p{L}[\p{L}0-9_]*(?:['’\-]\p{L}[\p{L}0-9_]*)*|-+>|=+>|\n|[^\s]/
        ).map(\.output)
        words = lexemes.map { $0.lowercased().replacing("’", with: "'") }
        while position < lexemes.count { readNext() }
        sentences.removeAll(where: \.isEmpty)
    }

    private mutating func readNext() {
        if readSigned() || readRange() || readRatio() || readPercent() || readNumber() { return }
        let lexeme = lexemes[position]
        let word = words[position]
        let isLast = position + 1 == lexemes.count
        position += 1
        switch word {
        case "!", "?", ";", "\n", "\r\n": sentences.append([])
        case "." where isLast || isFollowedBySpace(lexeme) && !Self.abbreviations.contains(lastWord ?? ""):
            sentences.append([])
        case "(": append("(")
        case ",", ")", "–", "—", "\"", "“", "”": append("|")
        // A colon and an equals sign say what a value is of.
        case ":", "=": append("is")
        case "→", "⟶", "➜", "⇒": append(">")
        case _ where word.hasSuffix(">") && word.count > 1: append(">")
        case _ where Self.approximations.contains(word): break
        case _ where word.first?.isLetter == true || word == "/": append(word)
        default: break
        }
    }

    private mutating func append(_ token: String) { sentences[sentences.count - 1].append(token) }

    private mutating func append(_ mention: Mention) {
        append("#\(mentions.count)")
        mentions.append(mention)
    }

    private var lastWord: String? { sentences.last?.last }

    private func isFollowedBySpace(_ lexeme: Substring) -> Bool { text[lexeme.endIndex...].first?.isWhitespace ?? true }

    // MARK: - Numbers

    /// `+2 pp`, `< 5 %`, `± 3 %`: a difference or a bound.
    private mutating func readSigned() -> Bool {
        guard ["+", "±", "-", "−", "<", ">", "≤", "≥"].contains(lexemes[position]), isNumber(at: position + 1) else {
            return false
        }
        // A hyphen that begins a line begins an item of a list.
        if lexemes[position] == "-", sentences.last?.isEmpty == true, isFollowedBySpace(lexemes[position]) {
            position += 1
            return true
        }
        position = endOfQuantity(at: position + 1)
        append("±")
        return true
    }

    /// `4–5 %`, `50/50`: two numbers of which neither is the rate.
    private mutating func readRange() -> Bool {
        guard isNumber(at: position) else { return false }
        let sign = endOfQuantity(at: position)
        guard ["-", "–", "—", "−", "/"].contains(lexeme(at: sign)), isNumber(at: sign + 1) else { return false }
        position = endOfQuantity(at: sign + 1)
        append("±")
        return true
    }

    /// `1 in 20`, `3 out of 100`, `one in every twenty`.
    private mutating func readRatio() -> Bool {
        guard isNumber(at: position) else { return false }
        var next = position + 1
        switch lexeme(at: next) {
        case "in": next += 1
        case "out" where lexeme(at: next + 1) == "of": next += 2
        default: return false
        }
        if ["a", "every", "each"].contains(lexeme(at: next)) { next += 1 }
        let rest = lexeme(at: next + 1)
        // `1 in 20 %` and `1 in 20 thousand` are something else.
        guard let whole = Self.count(lexeme(at: next)), let part = Self.count(lexeme(at: position)), part < whole,
            endOfUnit(at: next + 1) == nil, !isNumber(at: next + 1), !["k", "m", "thousand", "million"].contains(rest)
        else { return false }
        append(Mention(rate: Rate(part, of: whole), text: source(position...next), isRatio: true))
        position = next + 1
        return true
    }

    /// `12.5 %`, `four per cent`; also the first number of `4 to 5 percent`.
    private mutating func readPercent() -> Bool {
        guard isNumber(at: position) else { return false }
        var end = endOfUnit(at: position + 1)
        if end == nil, ["to", "→", "->"].contains(lexeme(at: position + 1)), isNumber(at: position + 2) {
            end = endOfUnit(at: position + 3)
            guard let end, !isPoint(at: end) else { return false }
            append(Mention(rate: percent(at: position), text: source(position...end - 1)))
            position += 1
            return true
        }
        guard let end else { return false }
        if isPoint(at: end) || lexeme(at: end - 1) == "pp" || isTailOfNumber {
            append("±")
            position = endOfQuantity(at: position)
        } else {
            append(Mention(rate: percent(at: position), text: source(position...end - 1)))
            position = end
        }
        return true
    }

    private mutating func readNumber() -> Bool {
        guard isNumber(at: position) else { return false }
        if let rate = Rate(decimal: lexemes[position], of: 1) {
            append("~\(mentions.count)")
            mentions.append(Mention(rate: rate, text: String(lexemes[position])))
        } else {
            append("n")
        }
        position += 1
        return true
    }

    private func percent(at index: Int) -> Rate? {
        Rate(decimal: words[index], of: 100) ?? Self.numbers[words[index]].flatMap { Rate($0, of: 100) }
    }

    /// `four point five percent` and `one hundred and five percent` end in a number that is not the rate.
    private var isTailOfNumber: Bool {
        guard position > 0, lexemes[position].first?.isLetter == true else { return false }
        return lexeme(at: position - 1) == "point" || isNumber(at: position - 1)
            || lexeme(at: position - 1) == "and" && isNumber(at: position - 2)
    }

    // MARK: - Lexemes

    private func lexeme(at index: Int) -> String {
        words.indices.contains(index) ? words[index] : ""
    }

    private func isNumber(at index: Int) -> Bool {
        let lexeme = lexeme(at: index)
        return lexeme.utf8.first.map(Self.isDigit) == true || Self.count(lexeme) != nil
    }

    /// The index after a unit of percent; nil where there is none.
    private func endOfUnit(at index: Int) -> Int? {
        switch lexeme(at: index) {
        case "%", "percent", "pct", "per-cent", "percentage", "pp": index + 1
        case "per" where lexeme(at: index + 1) == "cent": index + 2
        case "-" where lexeme(at: index + 1) == "percent": index + 2
        default: nil
        }
    }

    /// The index after a number and what belongs to it.
    private func endOfQuantity(at index: Int) -> Int {
        let end = endOfUnit(at: index + 1) ?? index + 1
        return isPoint(at: end) ? end + (lexeme(at: end) == "-" ? 2 : 1) : end
    }

    /// `points` after a percent sign: a difference of two rates.
    private func isPoint(at index: Int) -> Bool {
        let word = lexeme(at: index) == "-" ? lexeme(at: index + 1) : lexeme(at: index)
        return word == "point" || word == "points" || word == "pts"
    }

    private func source(_ range: ClosedRange<Int>) -> String {
        String(text[lexemes[range.lowerBound].startIndex..<lexemes[range.upperBound].endIndex])
    }

    /// A whole number in digits, grouped or not, or in words.
    static func count(_ text: String) -> Int? {
        if text.utf8.first.map(isDigit) == true {
            let groups = text.split(separator: ",", omittingEmptySubsequences: false)
            let isGrouped = groups.dropFirst().allSatisfy { $0.count == 3 } && groups[0].count <= 3
            return groups.count == 1 || isGrouped ? Int(groups.joined()) : nil
        }
        if let number = numbers[text] { return number }
        let parts = text.split(separator: "-").map { numbers[String($0)] }
        if parts.count == 2, let tens = parts[0], let ones = parts[1], tens >= 20, tens < 100, ones < 10 {
            return tens + ones
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static let numbers: [String: Int] = [
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
        "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
        "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000,
    ]

    /// Left out, since `about 4 %` and `4 %` are the same estimate.
    private static let approximations: Set<String> = [
        "about", "around", "roughly", "approximately", "approx", "circa", "ca", "only", "just", "nearly", "almost",
        "some", "mere", "merely", "barely", "still", "maybe", "perhaps", "~", "≈",
    ]

    private static let abbreviations: Set<String> = ["vs", "e", "g", "i", "resp"]
}
