internal import Statistics

/// The time of one comparison inside a process, with inputs that change from one to the next.
enum Comparisons {
    /// Name to nanoseconds: the medians of 21 rounds.
    static func timed() throws -> [(name: String, nanoseconds: Double)] {
        [
            ("gaussian", try nanoseconds(of: 20_000, gaussian)),
            ("exact", try nanoseconds(of: 200, exact)),
            ("best_of_three", try nanoseconds(of: 200, bestOfThree)),
        ]
    }

    private static func gaussian(_ number: Int) throws -> Double {
        let control = try Moments.proportion(n: 48_700, k: 4100 + number % 100)
        let treatment = try Moments.proportion(n: 51_300, k: 4500 + number % 70)
        return try GaussianPosterior(Contrast(control: control, treatment: treatment), inverse: false, prior: nil)
            .probabilityOfWinning
    }

    /// With losses and interval.
    private static func exact(_ number: Int) throws -> Double {
        try ExactPosterior(
            control: Proportion(n: 4870, k: 410 + number % 100), treatment: Proportion(n: 5130, k: 450 + number % 70),
            inverse: false
        )
        .probabilityOfWinning
    }

    /// With losses.
    private static func bestOfThree(_ number: Int) throws -> Double {
        let arms = [410 + number % 100, 450 + number % 70, 430 + number % 90].map { Proportion(n: 5000, k: $0) }
        return try BestArm(proportions: arms, inverse: false).probabilities[0]
    }

    private static func nanoseconds(of size: Int, _ compare: (Int) throws -> Double) throws -> Double {
        var sum = 0.0
        let rounds = try (0..<21).map { _ in
            let start = ContinuousClock.now
            for number in 0..<size { sum += try compare(number) }
            return Double((ContinuousClock.now - start).components.attoseconds) / 1e9 / Double(size)
        }
        // The sum is asked for, so that no comparison can be left out.
        return sum > 0 ? rounds.sorted()[10] : .infinity
    }
}
