internal import CF
internal import Zarr

extension PlannedRead {
    /// How stored numbers become values; those of reads by index are what they are.
    var packing: Packing { variable?.packing ?? Packing(plain: stored.dataType) }
}

extension Packing {
    /// Numbers that are what they are.
    init(plain type: DataType) {
        let valueType: ValueType =
            switch type {
            case .float16, .float32: .float
            case .float64: .double
            default: type.isSignedInteger ? .signedInteger : .unsignedInteger
            }
        self.init(storedType: type, valueType: valueType)
    }
}
