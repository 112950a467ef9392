/// How many users of a flag get one variant, and which.
package struct FlagShare: Sendable, Equatable {
    /// A stretch of the users, who are spread evenly over 0 to 1 by a hash of their keys.
    package struct Range: Sendable, Equatable {
        package var from: Double
        package var to: Double

        package init(from: Double, to: Double) {
            self.from = from
            self.to = to
        }

        package var width: Double { to - from }
    }

    package var variant: String
    /// The share of users, 0 to 1.
    package var weight: Double
    /// Which users; empty where the system of the flag decides that.
    package var ranges: [Range]

    package init(variant: String, weight: Double, ranges: [Range] = []) {
        self.variant = variant
        self.weight = weight
        self.ranges = ranges
    }

    /// The weight is what the ranges cover, without the dust of subtractions.
    package init(variant: String, ranges: [Range]) {
        let width = ranges.map(\.width).reduce(0, +)
        self.init(variant: variant, weight: (width * 1e9).rounded() / 1e9, ranges: ranges)
    }

    package var json: JSON {
        var object: JSONObject = ["variant": .string(variant), "weight": .number(weight)]
        if !ranges.isEmpty { object["ranges"] = .array(ranges.map { [.number($0.from), .number($0.to)] }) }
        return .object(object)
    }
}
