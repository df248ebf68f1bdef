/// Places as unit vectors in fixed point: 3 mm on the Earth in twelve bytes a place.
///
/// A place that is none (no number, or beyond all degrees) has the vector 0.
package struct FixedVectors: Sendable, Equatable {
    /// x, y and z of one place after the other.
    let components: FlatArray<Int32>

    package static let bytesPerPlace = 3 * MemoryLayout<Int32>.size
    /// What stands for 1.
    private static let scale = Double(Int32.max)
    /// Degrees beyond which numbers are no longitudes and latitudes.
    private static let farthest = (longitude: 1080.0, latitude: 90.001)

    /// Places by their degrees; the lists are of one length, the shorter counts.
    init(longitudes: [Double], latitudes: [Double]) {
        let count = min(longitudes.count, latitudes.count)
        components = FlatArray(unsafeUninitializedCapacity: 3 * count) { components, written in
            for place in 0..<count {
                let (x, y, z) = Self.numbers(longitudes[place], latitudes[place])
                components.initializeElement(at: 3 * place, to: x)
                components.initializeElement(at: 3 * place + 1, to: y)
                components.initializeElement(at: 3 * place + 2, to: z)
            }
            written = 3 * count
        }
    }

    /// Of three numbers for each place.
    init(components: FlatArray<Int32>) {
        self.components = components
    }

    /// Places by their vectors; nil is none.
    init(count: Int, _ vector: (Int) -> UnitVector?) {
        components = FlatArray(unsafeUninitializedCapacity: 3 * count) { components, written in
            for place in 0..<count {
                let numbers = vector(place).map { (Self.fixed($0.x), Self.fixed($0.y), Self.fixed($0.z)) }
                components.initializeElement(at: 3 * place, to: numbers?.0 ?? 0)
                components.initializeElement(at: 3 * place + 1, to: numbers?.1 ?? 0)
                components.initializeElement(at: 3 * place + 2, to: numbers?.2 ?? 0)
            }
            written = 3 * count
        }
    }

    /// Of a list of places, in its order; those outside are none.
    package func selected(_ places: [Int32]) -> FixedVectors {
        FixedVectors(count: places.count) { centre(of: Int(places[$0])) }
    }

    package var count: Int { components.count / 3 }

    /// Whether a place is one.
    static func isPlace(longitude: Double, latitude: Double) -> Bool {
        abs(longitude) <= farthest.longitude && abs(latitude) <= farthest.latitude
    }

    /// The three numbers of a place in degrees; 0 for no place.
    private static func numbers(_ longitude: Double, _ latitude: Double) -> (Int32, Int32, Int32) {
        guard isPlace(longitude: longitude, latitude: latitude) else { return (0, 0, 0) }
        let vector = UnitVector(longitude: longitude, latitude: latitude)
        return (fixed(vector.x), fixed(vector.y), fixed(vector.z))
    }

    /// A number of −1…1.
    private static func fixed(_ number: Double) -> Int32 {
        Int32((max(-1, min(number, 1)) * scale).rounded())
    }

    /// The vector of a place, of length 1 or 0; the caller has checked the index.
    @inline(__always)
    static func vector(_ components: UnsafePointer<Int32>, _ place: Int) -> UnitVector {
        let first = components + 3 * place
        return UnitVector(
            x: Double(first[0]) * (1 / scale),
            y: Double(first[1]) * (1 / scale),
            z: Double(first[2]) * (1 / scale)
        )
    }

    /// Whether there is a place; the caller has checked the index.
    @inline(__always)
    static func isPlace(_ components: UnsafePointer<Int32>, _ place: Int) -> Bool {
        let first = components + 3 * place
        return first[0] | first[1] | first[2] != 0
    }
}

extension FixedVectors: SphereCentres {
    func centre(of item: Int) -> UnitVector? {
        guard item >= 0, item < count else { return nil }
        return components.withUnsafeBufferPointer { components in
            guard let components = components.baseAddress, Self.isPlace(components, item) else { return nil }
            return Self.vector(components, item)
        }
    }
}
