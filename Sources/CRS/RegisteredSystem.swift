internal import CProj
internal import Synchronization

/// A horizontal reference system by its code in a registry, with what its definition says of axes and area: for pictures
/// in it (OGC 06-042, section 6.7).
package struct RegisteredSystem: Sendable, Hashable {
    /// Authority and code, `EPSG:3035`.
    package let name: String
    /// From places to its coordinates, x to the east, and back.
    package let projector: Projector
    /// True where its first axis points north and its second east: WMS 1.3.0 writes its boxes that way round.
    package let isNorthFirst: Bool
    /// Where it is meant to be used, in degrees, `west` the larger across the antimeridian; nil where nobody says.
    package let area: (west: Double, south: Double, east: Double, north: Double)?

    package static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// `EPSG:3035` of a code in any of the forms that OGC has (09-048r5), in any case; nil for other texts.
    package static func code(_ text: String) -> String? { AuthorityCode(text)?.text }

    /// - Throws: `notMade` for codes that PROJ does not know, `kind` for systems without places or whose axes two clients
    ///   understand differently.
    package static func named(_ text: String) throws(ReferenceSystemRefusal) -> RegisteredSystem {
        guard let code = AuthorityCode(text)?.text else { throw .unreadable(near: text) }
        if let known = kept.withLock({ $0[code] }) { return known }
        let system = try RegisteredSystem(code)
        kept.withLock { kept in
            if kept.count >= maxKept { kept.removeAll() }
            kept[code] = system
        }
        return system
    }

    /// Systems that were made: a process is asked for those of its configuration and its data, not for any.
    private static let kept = Mutex<[String: RegisteredSystem]>([:])
    private static let maxKept = 256

    /// What is wrong with a code, without making a transformation, which takes milliseconds.
    package static func refusal(of text: String) -> ReferenceSystemRefusal? {
        guard let code = AuthorityCode(text)?.text else { return .unreadable(near: text) }
        do throws(ReferenceSystemRefusal) {
            _ = try Projector.facts(ofCode: code)
            return nil
        } catch {
            return error
        }
    }

    private init(_ code: String) throws(ReferenceSystemRefusal) {
        let facts = try Projector.facts(ofCode: code)
        (name, isNorthFirst, area) = (code, facts.isNorthFirst, facts.area)
        projector = try Projector(text: code)
    }
}

/// What the definition of a system says of itself.
struct SystemFacts {
    let isNorthFirst: Bool
    let area: (west: Double, south: Double, east: Double, north: Double)?
}

extension System {
    /// - Throws: `kind` for a system whose axes two clients understand differently: both point to one pole, and northing
    ///   comes first (QGIS reads x and y there, others y and x).
    func facts(_ context: OpaquePointer?) throws(ReferenceSystemRefusal) -> SystemFacts {
        let axes = axes(context)
        let isNorthFirst = axes.first?.direction == "north" && axes.last?.direction == "east"
        if axes.count == 2, axes[0].direction == axes[1].direction,
            axes[0].name.lowercased().hasPrefix("n")
        {
            throw .kind("a system about whose order of axes clients disagree")
        }
        return SystemFacts(isNorthFirst: isNorthFirst, area: area(context))
    }
}
