package import Execution

/// How much somebody has used, or wants.
package struct Use: Sendable, Equatable {
    package var requests: UInt64
    /// Of decoded chunks, as planned.
    package var bytes: UInt64
    package var cpuNanoseconds: UInt64

    package init(requests: UInt64 = 0, bytes: UInt64 = 0, cpuNanoseconds: UInt64 = 0) {
        (self.requests, self.bytes, self.cpuNanoseconds) = (requests, bytes, cpuNanoseconds)
    }

    package subscript(unit: UseUnit) -> UInt64 {
        get {
            switch unit {
            case .requests: requests
            case .bytes: bytes
            case .cpuSeconds: cpuNanoseconds
            }
        }
        set {
            switch unit {
            case .requests: requests = newValue
            case .bytes: bytes = newValue
            case .cpuSeconds: cpuNanoseconds = newValue
            }
        }
    }

    /// The sum, or the greatest number where that is more.
    package static func + (left: Use, right: Use) -> Use { combined(left, right, Self.sum) }

    /// What is left, never less than nothing.
    package static func - (left: Use, right: Use) -> Use {
        combined(left, right) { $0 > $1 ? $0 - $1 : 0 }
    }

    package static func += (left: inout Use, right: Use) { left = left + right }

    static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, overflows) = left.addingReportingOverflow(right)
        return overflows ? .max : sum
    }

    private static func combined(_ left: Use, _ right: Use, _ body: (UInt64, UInt64) -> UInt64) -> Use {
        Use(
            requests: body(left.requests, right.requests),
            bytes: body(left.bytes, right.bytes),
            cpuNanoseconds: body(left.cpuNanoseconds, right.cpuNanoseconds)
        )
    }
}
