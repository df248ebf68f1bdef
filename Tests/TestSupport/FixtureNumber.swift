package import Zarr

/// A Swift type of numbers whose values a fixture's array holds, in the stored type of the same width.
package protocol FixtureNumber: BitwiseCopyable {
    static var dataType: DataType { get }
}

extension Int8: FixtureNumber { package static var dataType: DataType { .int8 } }
extension UInt8: FixtureNumber { package static var dataType: DataType { .uint8 } }
extension Int16: FixtureNumber { package static var dataType: DataType { .int16 } }
extension UInt16: FixtureNumber { package static var dataType: DataType { .uint16 } }
extension Int32: FixtureNumber { package static var dataType: DataType { .int32 } }
extension UInt32: FixtureNumber { package static var dataType: DataType { .uint32 } }
extension Int64: FixtureNumber { package static var dataType: DataType { .int64 } }
extension UInt64: FixtureNumber { package static var dataType: DataType { .uint64 } }
extension Float16: FixtureNumber { package static var dataType: DataType { .float16 } }
extension Float: FixtureNumber { package static var dataType: DataType { .float32 } }
extension Double: FixtureNumber { package static var dataType: DataType { .float64 } }
