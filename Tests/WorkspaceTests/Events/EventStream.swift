import Experiments

/// A seeded stream of exposures and events such as real ones are: late, repeated, before the window, ahead of time, in
/// variants that nobody asked for, with keys that look alike.
struct EventStream {
    private var random: RandomSource
    private(set) var log = NaiveCollection()
    private var identifiers: Set<String> = []

    static let start: Int64 = 1_770_000_000_000
    static let day: Int64 = 86_400_000
    static let users = (0..<40).map { ["u\($0)", "U\($0)", "ü \($0)", "it's \"\($0)\""][$0 % 4] }
    static let variants = ["on", "off", "On"]
    static let events = ["paid", "Paid", "view", "refund, partial"]

    init(seed: UInt64) { random = RandomSource(seed: seed, cell: "events", run: 0) }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[random.below(list.count)] }

    mutating func chance(_ share: Double) -> Bool { random.uniform() < share }

    mutating func number(_ bound: Int) -> Int { random.below(bound) }

    /// Elements that arrive at a time, with what they must come to.
    mutating func batch(at now: Int64, size: Int) -> (elements: [TrackedElement], counts: TrackedCounts) {
        var elements: [TrackedElement] = []
        var counts = TrackedCounts()
        for _ in 0..<size {
            if chance(0.03) {
                elements.append(
                    TrackedElement(user: nil, events: [.init(name: "paid", at: Instant(milliseconds: now))]))
                counts.dropped += 1
                continue
            }
            let user = pick(Self.users)
            var element = TrackedElement(user: user)
            if chance(0.4) {
                let exposure = NaiveCollection.Exposure(
                    user: user, flag: chance(0.9) ? "checkout" : "other", variant: pick(Self.variants), at: time(now))
                element.exposures.append(
                    .init(flag: exposure.flag, variant: exposure.variant, at: Instant(milliseconds: exposure.at)))
                let isNew = log.exposures.insert(exposure).inserted
                counts.accepted += isNew ? 1 : 0
                counts.dropped += isNew ? 0 : 1
            }
            for _ in 0..<number(3) {
                let value = chance(0.2) ? nil : chance(0.5) ? Double(number(9)) - 2 : random.normal() * 1e3
                let event = NaiveCollection.Event(user: user, name: pick(Self.events), at: time(now), value: value)
                let id: String? = chance(0.5) ? "id \(number(4000))" : nil
                element.events.append(
                    .init(name: event.name, at: Instant(milliseconds: event.at), value: event.value, id: id))
                if let id, !identifiers.insert(id).inserted {
                    counts.dropped += 1
                } else {
                    log.events.append(event)
                    counts.accepted += 1
                }
            }
            elements.append(element)
        }
        return (elements, counts)
    }

    /// Mostly of the last day, in steps that make ties likely.
    private mutating func time(_ now: Int64) -> Int64 {
        let step = Self.day / 24
        let hours = chance(0.2) ? number(24 * 20) - 24 * 2 : number(26)
        return max(Self.start - 5 * Self.day, now - Int64(hours - 2) * step) / step * step
    }
}
