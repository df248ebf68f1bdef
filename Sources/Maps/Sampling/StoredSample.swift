internal import CF

/// A type of stored numbers that the kernels read as they are.
protocol StoredSample: Comparable, BitwiseCopyable, Sendable {
    /// Rounded once where the number has more digits than a double.
    var double: Double { get }
    /// Nil for a number that this type does not hold.
    init?(_ number: StoredNumber)
    /// How a number of this type is written down.
    var number: StoredNumber { get }
    /// The number as an integer; nil when it is none of 64 bits.
    var wholeNumber: Int64? { get }
    /// The least and the greatest that are finite.
    static var lowest: Self { get }
    static var highest: Self { get }
}

extension StoredSample where Self: FixedWidthInteger {
    @inline(__always) var double: Double { Double(self) }

    init?(_ number: StoredNumber) {
        switch number {
        case .signed(let value): self.init(exactly: value)
        case .unsigned(let value): self.init(exactly: value)
        case .floating(let value): self.init(exactly: value)
        }
    }

    var number: StoredNumber {
        Self.isSigned ? .signed(Int64(truncatingIfNeeded: self)) : .unsigned(UInt64(truncatingIfNeeded: self))
    }

    @inline(__always) var wholeNumber: Int64? { Int64(exactly: self) }

    static var lowest: Self { min }
    static var highest: Self { max }
}

extension StoredSample where Self: BinaryFloatingPoint {
    @inline(__always) var double: Double { Double(self) }

    init?(_ number: StoredNumber) { self.init(number.double) }

    var number: StoredNumber { .floating(Double(self)) }

    @inline(__always) var wholeNumber: Int64? { Int64(exactly: self) }

    static var lowest: Self { -.greatestFiniteMagnitude }
    static var highest: Self { .greatestFiniteMagnitude }
}

extension Int8: StoredSample {}
extension Int16: StoredSample {}
extension Int32: StoredSample {}
extension Int64: StoredSample {}
extension UInt8: StoredSample {}
extension UInt16: StoredSample {}
extension UInt32: StoredSample {}
extension UInt64: StoredSample {}
extension Float16: StoredSample {}
extension Float: StoredSample {}
extension Double: StoredSample {}
