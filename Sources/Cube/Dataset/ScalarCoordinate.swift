/// A coordinate of one value: `height = 2 m`, the run of a forecast (CF 1.11, section 5.7).
///
/// It says where or when the whole variable is, without a dimension of its own.
package struct ScalarCoordinate: Sendable, Equatable {
    package let name: String
    package let role: Axis.Role
    /// In its own units, unpacked.
    package let value: Double
    package let units: String?
    /// The value as people read it: a date, or the number.
    package let text: String

    init(name: String, role: Axis.Role, value: Double, units: String?, text: String) {
        self.name = name
        self.role = role
        self.value = value
        self.units = units
        self.text = text
    }
}
