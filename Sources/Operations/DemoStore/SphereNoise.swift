internal import Glibc

/// A place on the unit sphere.
struct SpherePoint: Sendable {
    let x, y, z: Double

    init(longitude: Double, latitude: Double) {
        let (east, north) = (longitude / 180 * .pi, latitude / 180 * .pi)
        (x, y, z) = (cos(north) * cos(east), cos(north) * sin(east), sin(north))
    }

    private init(x: Double, y: Double, z: Double) {
        (self.x, self.y, self.z) = (x, y, z)
    }

    /// The place turned eastwards about the axis.
    func turned(radians: Double) -> SpherePoint {
        let (sine, cosine) = (sin(radians), cos(radians))
        return SpherePoint(x: x * cosine - y * sine, y: x * sine + y * cosine, z: z)
    }
}

/// A smooth pattern without seam or pole: plane waves through space, looked at where they meet the sphere.
struct SphereNoise: Sendable {
    private struct Wave {
        let x, y, z, phase, drift, weight: Double
    }

    private let waves: [Wave]

    /// - Parameters:
    ///   - seed: the same seed is the same pattern, on every machine.
    ///   - count: how many waves; their weights fall with their length.
    ///   - lengths: how many radians of phase the waves run through in one radius, shortest to longest wave.
    init(seed: UInt64, count: Int, lengths: ClosedRange<Double>) {
        var random = SplitMix(seed)
        var waves: [Wave] = []
        for index in 0..<count {
            let share = count > 1 ? Double(index) / Double(count - 1) : 0
            let size = lengths.lowerBound * pow(lengths.upperBound / lengths.lowerBound, share)
            let z = 2 * random.next() - 1
            let around = 2 * Double.pi * random.next()
            let flat = (1 - z * z).squareRoot()
            waves.append(
                Wave(
                    x: size * flat * cos(around),
                    y: size * flat * sin(around),
                    z: size * z,
                    phase: 2 * .pi * random.next(),
                    drift: 2 * random.next() - 1,
                    weight: pow(lengths.lowerBound / size, 0.8)
                )
            )
        }
        let total = waves.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
        self.waves = waves.map {
            Wave(x: $0.x, y: $0.y, z: $0.z, phase: $0.phase, drift: $0.drift, weight: $0.weight / total)
        }
    }

    /// About −2…2, mostly within −1…1; `age` lets the waves drift against each other.
    func value(at point: SpherePoint, age: Double = 0) -> Double {
        var sum = 0.0
        for wave in waves {
            let phase = wave.x * point.x + wave.y * point.y + wave.z * point.z
            sum += wave.weight * sin(phase + wave.phase + wave.drift * age)
        }
        return sum * 1.4
    }
}

/// Vigna's SplitMix64: numbers that are the same everywhere.
private struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    /// At least 0, below 1.
    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        return Double(bits >> 11) / 9_007_199_254_740_992
    }
}
