/// Unpacked values of one variable, row-major in the order of dimensions that was asked for.
///
/// Missing: NaN in floating-point values, and `missing` for integers.
package struct Values: Sendable {
    package enum Storage: Sendable {
        case float([Float])
        case double([Double])
        case signed([Int64])
        case unsigned([UInt64])
    }

    package let storage: Storage
    /// Marks missing integers, one per value; empty when none is missing.
    package let missing: [Bool]
    package let shape: [Int]

    package init(storage: Storage, missing: [Bool] = [], shape: [Int]) {
        self.storage = storage
        self.missing = missing
        self.shape = shape
    }

    package var count: Int { shape.reduce(1, *) }
}
