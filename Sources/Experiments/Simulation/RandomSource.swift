#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A seeded stream of random numbers for one simulated experiment: xoshiro256**, Blackman and Vigna (2018),
/// arXiv:1805.01407, started by SplitMix64, Steele, Lea and Flood (2014), https://doi.org/10.1145/2714064.2660195.
///
/// The stream depends on the seed, the name of the cell and the number of the run only, so a run is the same whichever
/// core draws it and whatever else is simulated.
package struct RandomSource: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)
    private var spareNormal: Double?

    package init(seed: UInt64, cell: String, run: Int) {
        var mixer = Mixer(state: seed)
        for byte in cell.utf8 { mixer = Mixer(state: mixer.next() ^ UInt64(byte)) }
        mixer = Mixer(state: mixer.next() ^ UInt64(bitPattern: Int64(run)))
        state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    package mutating func next() -> UInt64 {
        let scrambled = state.1 &* 5
        let result = (scrambled << 7 | scrambled >> 57) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }

    /// In (0, 1).
    package mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

    /// A whole number from 0 to below `bound`, each equally likely but for a part in 2^64 / bound.
    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(max(1, bound))).high)
    }

    /// A standard normal number, by the polar method of Marsaglia and Bray (1964), https://doi.org/10.1137/1006063.
    package mutating func normal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        while true {
            let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
            let square = x * x + y * y
            guard square > 0, square < 1 else { continue }
            let scale = (-2 * log(square) / square).squareRoot()
            spareNormal = y * scale
            return x * scale
        }
    }

    /// SplitMix64.
    private struct Mixer {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
