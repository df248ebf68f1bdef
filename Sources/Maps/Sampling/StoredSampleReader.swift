internal import Zarr

/// Work that is written once for every type of stored numbers.
protocol StoredSampleReader {
    associatedtype Result
    func read<Sample: StoredSample>(_ type: Sample.Type) -> Result
}

extension DataType {
    /// Chooses the concrete type, once for many numbers.
    @inline(__always)
    func read<Reader: StoredSampleReader>(by reader: Reader) -> Reader.Result {
        switch self {
        case .bool, .uint8: reader.read(UInt8.self)
        case .int8: reader.read(Int8.self)
        case .int16: reader.read(Int16.self)
        case .uint16: reader.read(UInt16.self)
        case .int32: reader.read(Int32.self)
        case .uint32: reader.read(UInt32.self)
        case .int64: reader.read(Int64.self)
        case .uint64: reader.read(UInt64.self)
        case .float16: reader.read(Float16.self)
        case .float32: reader.read(Float.self)
        case .float64: reader.read(Double.self)
        }
    }
}
