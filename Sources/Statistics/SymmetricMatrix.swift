/// A symmetric matrix of a few rows.
struct SymmetricMatrix {
    let size: Int
    /// Row after row.
    var values: [Double]

    init(size: Int) {
        self.size = size
        values = [Double](repeating: 0, count: size * size)
    }

    subscript(row: Int, column: Int) -> Double {
        get { values[row * size + column] }
        set { values[row * size + column] = newValue }
    }

    static func += (matrix: inout SymmetricMatrix, more: SymmetricMatrix) {
        for index in matrix.values.indices { matrix.values[index] += more.values[index] }
    }

    /// The product of a matrix with itself on both sides of another: A M A.
    func around(_ middle: SymmetricMatrix) -> SymmetricMatrix {
        let half = times(middle)
        return half.times(self)
    }

    /// The product with a column.
    func times(_ column: [Double]) -> [Double] {
        (0..<size).map { row in column.indices.reduce(0) { $0 + self[row, $1] * column[$1] } }
    }

    private func times(_ other: SymmetricMatrix) -> SymmetricMatrix {
        var product = SymmetricMatrix(size: size)
        for i in 0..<size {
            for j in 0..<size {
                var sum = 0.0
                for k in 0..<size { sum += self[i, k] * other[k, j] }
                product[i, j] = sum
            }
        }
        return product
    }

    /// Eigenvalues, and per eigenvalue its vector of length 1.
    ///
    /// Formula: rotations that take one element off the diagonal to 0, until all are below 1e-17 of the largest on it.
    ///
    /// Source: Jacobi (1846); Golub and Van Loan, Matrix Computations (2013), 8.5. Checked through `BatchedEffects`.
    func eigenvalues() -> [(value: Double, vector: [Double])] {
        var matrix = self
        var vectors = SymmetricMatrix(size: size)
        for i in 0..<size { vectors[i, i] = 1 }
        // A matrix of a few rows needs about six sweeps; the bound is for one that holds no numbers.
        for _ in 0..<50 {
            let largest = (0..<size).reduce(0) { max($0, abs(matrix[$1, $1])) }
            var isDone = true
            for p in 0..<size {
                for q in (p + 1)..<max(size, p + 1) where abs(matrix[p, q]) > 1e-17 * largest {
                    isDone = false
                    matrix.rotate(p, q, &vectors)
                }
            }
            if isDone { break }
        }
        return (0..<size).map { i in (matrix[i, i], (0..<size).map { vectors[$0, i] }) }
    }

    private mutating func rotate(_ p: Int, _ q: Int, _ vectors: inout SymmetricMatrix) {
        let theta = (self[q, q] - self[p, p]) / (2 * self[p, q])
        let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let cosine = 1 / (t * t + 1).squareRoot()
        let sine = t * cosine
        for k in 0..<size {
            let (a, b) = (self[k, p], self[k, q])
            self[k, p] = cosine * a - sine * b
            self[k, q] = sine * a + cosine * b
        }
        for k in 0..<size {
            let (a, b) = (self[p, k], self[q, k])
            self[p, k] = cosine * a - sine * b
            self[q, k] = sine * a + cosine * b
        }
        for k in 0..<size {
            let (a, b) = (vectors[k, p], vectors[k, q])
            vectors[k, p] = cosine * a - sine * b
            vectors[k, q] = sine * a + cosine * b
        }
    }

    /// Σ f(λ) v v' over the eigenvalues λ above 1e-11 of the largest, and how many these are.
    func mapped(_ function: (Double) -> Double) -> (matrix: SymmetricMatrix, rank: Int) {
        let pairs = eigenvalues()
        let largest = pairs.reduce(0) { max($0, $1.value) }
        var result = SymmetricMatrix(size: size)
        var rank = 0
        for (value, vector) in pairs where value > 1e-11 * largest {
            rank += 1
            let factor = function(value)
            for i in 0..<size {
                for j in 0..<size { result[i, j] += factor * vector[i] * vector[j] }
            }
        }
        return (result, rank)
    }
}
