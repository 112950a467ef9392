import Statistics

/// One arm in a golden file, in any of the shapes that have moments.
struct MomentsArm: Decodable, Sendable {
    let n: Int
    let k: Int?
    let sum: Double?
    let sum_squares: Double?
    let num_sum: Double?
    let num_sum_squares: Double?
    let den_sum: Double?
    let den_sum_squares: Double?
    let num_den_sum: Double?

    struct UnknownShape: Error {}

    func moments() throws -> Moments {
        if let k {
            return try .proportion(n: n, k: k)
        }
        if let sum, let sum_squares {
            return try .sums(n: n, sum: sum, sumSquares: sum_squares)
        }
        if let num_sum, let num_sum_squares, let den_sum, let den_sum_squares, let num_den_sum {
            return try .ratio(
                n: n, numeratorSum: num_sum, numeratorSumSquares: num_sum_squares, denominatorSum: den_sum,
                denominatorSumSquares: den_sum_squares, productSum: num_den_sum)
        }
        throw UnknownShape()
    }
}
