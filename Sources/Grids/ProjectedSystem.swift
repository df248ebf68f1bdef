package import CRS

/// A reference system of pictures that is reached through PROJ.
package struct ProjectedSystem: Sendable, Hashable {
    /// Authority and code, by which two of them are told apart.
    package let name: String
    package let projector: Projector

    package init(name: String, projector: Projector) {
        (self.name, self.projector) = (name, projector)
    }

    package static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
