/// A running sum of twice Double's precision: high + low, low at most half a unit in the last place of high.
///
/// Terms that were added can be taken away again. What is then left is exact to about 2^-104 of the largest number that
/// passed through, which `scale` remembers.
///
/// Source: Knuth's two-sum, and the addition of a Double to a double-double by Hida, Li and Bailey (2001), "Algorithms for
/// quad-double precision floating point arithmetic".
struct CompensatedSum: Equatable {
    private(set) var high = 0.0
    private(set) var low = 0.0
    private(set) var scale = 0.0

    init() {}

    init(high: Double, low: Double, scale: Double) {
        self.high = high
        self.low = low
        self.scale = scale
    }

    mutating func add(_ term: Double) {
        let sum = high + term
        let part = sum - high
        let rest = (high - (sum - part)) + (term - part) + low
        high = sum + rest
        low = rest - (high - sum)
        scale = max(scale, abs(high), abs(term))
    }

    /// False where so much has been cancelled that the last digits of the sum may be wrong.
    var isReliable: Bool { scale == 0 || abs(high) >= scale * 0x1p-50 }

    var isFinite: Bool { high.isFinite && low.isFinite }
}
