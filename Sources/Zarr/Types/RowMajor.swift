/// The order of arrays whose last dimension runs fastest.
package enum RowMajor {
    /// Distances in elements between neighbours along each dimension of an array without gaps.
    ///
    /// The shape's product must fit.
    package static func strides(_ shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for dimension in shape.indices.dropLast().reversed() {
            strides[dimension] = strides[dimension + 1] * shape[dimension + 1]
        }
        return strides
    }
}
