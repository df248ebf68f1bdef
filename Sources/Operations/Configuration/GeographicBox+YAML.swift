internal import Grids
internal import Yams

extension GeographicBox {
    /// West, south, east and north in degrees, as a list or with commas between them; nil where the key is missing.
    ///
    /// A west beyond the east crosses the antimeridian.
    init?(_ mapping: StrictMapping, key: String) throws(ConfigurationError) {
        guard mapping.has(key) else { return nil }
        let node = mapping.node(key)
        let words =
            node?.sequence.map { $0.map { $0.scalar?.string ?? "" } }
            ?? node?.scalar?.string.split(separator: ",", omittingEmptySubsequences: false).map {
                String($0.filter { $0 != " " })
            } ?? []
        let numbers = words.compactMap { Double($0) }
        guard words.count == 4, numbers.count == 4, numbers.allSatisfy(\.isFinite),
            abs(numbers[0]) <= 360, abs(numbers[2]) <= 360, abs(numbers[1]) <= 90, abs(numbers[3]) <= 90,
            let box = GeographicBox(west: numbers[0], south: numbers[1], east: numbers[2], north: numbers[3])
        else {
            throw mapping.error(
                key,
                "must be four numbers in degrees: west, south, east, north; a west beyond the east crosses the "
                    + "antimeridian"
            )
        }
        self = box
    }
}
