import Statistics
import Testing

@Suite struct StatisticsErrorTests {
    static let all: [StatisticsError] = [
        .noUsers, .tooFewUsers, .tooFewArms, .controlMeanZero, .controlMeanNegative, .denominatorMeanZero, .noVariance,
        .outOfDomain("alpha must lie between 0 and 1"), .notFinite("the sum"),
    ]

    @Test(arguments: all) func isOneClauseThatFitsIntoAnotherSentence(error: StatisticsError) {
        let sentence = error.description
        #expect(sentence.count > 15)
        #expect(sentence.first?.isLowercase == true)
        #expect(!sentence.contains("."))
        #expect("\(error)" == sentence)
    }

    @Test func saysWhatIsWrong() {
        #expect("\(StatisticsError.controlMeanZero)" == "control mean is zero, so a relative change cannot be computed")
        #expect("\(StatisticsError.notFinite("the sum"))" == "the sum is not a finite number")
        #expect("\(StatisticsError.outOfDomain("a weight must not be negative"))" == "a weight must not be negative")
    }

    @Test func noTwoSentencesAreTheSame() {
        #expect(Set(Self.all.map(\.description)).count == Self.all.count)
    }
}
