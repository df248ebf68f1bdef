package import Cube

/// The names of the dimensions that are none of x, y, z and t: as they are stored, unless that means something else.
package struct CustomDimensionNames: Sendable {
    /// Axes of coverages.
    private static let axes = ["x", "y", "z", "t", "composite"]

    private let reserved: Set<String>

    /// `reserved` are the names that mean something else where coverages are asked for.
    package init(reserved: [String]) {
        self.reserved = Set(Self.axes + reserved)
    }

    package func id(of axis: Axis) -> String {
        reserved.contains(axis.name) ? "dimension-\(axis.name)" : axis.name
    }
}
