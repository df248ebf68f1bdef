internal import CF
internal import Zarr

/// Numbers of whole arrays.
extension FeatureReader {
    /// Makes something of all numbers of an array, those of one feature after those of the other, NaN for missing ones.
    ///
    /// The memory for reading is taken meanwhile, and `bytes` stay.
    ///
    /// - Returns: nil where that is over a limit, with a finding.
    /// - Throws: as `CoordinateReader.made`, and what `make` throws.
    func numbers<Made>(
        of array: StoredVariable,
        holding bytes: Int,
        _ make: ([Double]) throws -> Made
    ) throws -> Made? {
        let first = array.dimensions.indices.filter { array.dimensions[$0] == source.instance }
        let order = first + array.dimensions.indices.filter { !first.contains($0) }
        let fill = DefaultFill.value(of: array.dataType)
        return try reader.made(of: array, order: order, holding: bytes) { values in
            let numbers = values.doubles
            guard let fill, numbers.contains(fill) else { return try make(numbers) }
            return try make(numbers.map { $0 == fill ? .nan : $0 })
        }
    }
}
