internal import CProj
internal import Execution
internal import Glibc

/// Longitude and latitude in degrees to the coordinates of a projection, and back, through PROJ.
///
/// Thread rule: a PROJ context and everything made in it belong to one thread. Each thread keeps its own context and
/// the transformations it has used; making one costs milliseconds, using one a fraction of a microsecond.
package struct Projector: Sendable {
    package let definition: ProjectionDefinition

    /// True when the definition is a geographic system: its coordinates are degrees already.
    package let isGeographic: Bool
    /// Metres in one unit of the projected coordinates: systems in feet or kilometres exist.
    package let metresPerUnit: Double
    /// Degrees east of Greenwich of the meridian that longitudes of the system count from; 0 for operations.
    package let primeMeridianDegrees: Double
    /// True where the coordinates are degrees about another pole.
    package let isRotatedPole: Bool
    /// Of a geostationary view the height above the ellipsoid.
    package let heightInMetres: Double?

    /// - Throws: `notMade` when PROJ cannot make the projection, `kind` when it is no horizontal system.
    package init(_ definition: ProjectionDefinition) throws(ReferenceSystemRefusal) {
        self.definition = definition
        let made = try ThreadProjections.current.value.transformation(definition)
        isGeographic = made.isGeographic
        metresPerUnit = made.metresPerUnit
        primeMeridianDegrees = made.primeMeridianDegrees
        let words = (try? ProjText(made.words)) ?? nil
        isRotatedPole = words?["proj"] == "ob_tran" && words?["o_proj"] == "longlat"
        heightInMetres = words?["proj"] == "geos" ? words?["h"].flatMap { Double($0) } : nil
    }

    /// The projection that a text of a store names.
    package init(text: String) throws(ReferenceSystemRefusal) {
        try self.init(ProjectionDefinition(text))
    }

    /// What registries and people call the system: nil for operations without a datum, and for systems without a code.
    package var system: NamedSystem? {
        guard definition.form == .system else { return nil }
        return ThreadProjections.current.value.named(definition)
    }

    /// Projects one longitude and latitude: to metres, or degrees for rotated poles; infinity for what is not on the projection.
    package func project(longitude: Double, latitude: Double) -> (x: Double, y: Double) {
        var (x, y) = (longitude, latitude)
        withUnsafeMutablePointer(to: &x) { x in
            withUnsafeMutablePointer(to: &y) { y in project(x, y, count: 1) }
        }
        return (x, y)
    }

    /// Longitude and latitude of projected coordinates; infinity for what is on no place.
    package func unproject(x: Double, y: Double) -> (longitude: Double, latitude: Double) {
        var (longitude, latitude) = (x, y)
        withUnsafeMutablePointer(to: &longitude) { x in
            withUnsafeMutablePointer(to: &latitude) { y in transform(x, y, count: 1, inverse: true) }
        }
        return (longitude, latitude)
    }

    /// Projects `count` longitudes and latitudes in place.
    package func project(_ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, count: Int) {
        transform(x, y, count: count, inverse: false)
    }

    /// Longitudes and latitudes of `count` projected coordinates, in place; infinity for what is on no place.
    package func unproject(_ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, count: Int) {
        transform(x, y, count: count, inverse: true)
    }

    /// What the definition of a code says of axes and area.
    static func facts(ofCode code: String) throws(ReferenceSystemRefusal) -> SystemFacts {
        try ThreadProjections.current.value.facts(ofCode: code)
    }

    private func transform(
        _ x: UnsafeMutablePointer<Double>,
        _ y: UnsafeMutablePointer<Double>,
        count: Int,
        inverse: Bool
    ) {
        guard let transformation = try? ThreadProjections.current.value.transformation(definition) else {
            x.update(repeating: .infinity, count: count)
            y.update(repeating: .infinity, count: count)
            return
        }
        transformation.apply(x, y, count: count, inverse: inverse)
    }
}

/// One thread's PROJ context and its transformations by definition.
private final class ThreadProjections {
    static let current = ThreadLocal { ThreadProjections() }

    /// More than a worker's datasets have; with more the thread starts afresh.
    private static let maxKept = 64

    private let context = ClosedPROJ()
    private var kept: [ProjectionDefinition: Result<Transformation, ReferenceSystemRefusal>] = [:]

    deinit {
        kept = [:]
    }

    func named(_ definition: ProjectionDefinition) -> NamedSystem? {
        (try? System(definition.text, context.pointer))?.named(context.pointer)
    }

    func facts(ofCode code: String) throws(ReferenceSystemRefusal) -> SystemFacts {
        try System(code, context.pointer).facts(context.pointer)
    }

    func transformation(
        _ definition: ProjectionDefinition
    ) throws(ReferenceSystemRefusal) -> Transformation {
        if let known = kept[definition] { return try known.get() }
        if kept.count >= Self.maxKept { kept = [:] }
        let made = Result { () throws(ReferenceSystemRefusal) in
            try Transformation(definition, context: context.pointer)
        }
        kept[definition] = made
        return try made.get()
    }
}

/// A PJ object, owned.
private final class Transformation {
    private let pointer: OpaquePointer
    /// Operations of PROJ take and give angles in radians; `proj_angular_*` tell where.
    private let takesRadians: Bool
    private let givesRadians: Bool
    let isGeographic: Bool
    let metresPerUnit: Double
    let primeMeridianDegrees: Double
    /// The projection in PROJ's own words; empty where it has none.
    let words: String

    init(_ definition: ProjectionDefinition, context: OpaquePointer?) throws(ReferenceSystemRefusal) {
        switch definition.form {
        case .operation:
            guard let made = proj_create(context, definition.text) else { throw .notMade }
            pointer = made
            words = definition.text
            isGeographic = definition.text.contains("+proj=longlat")
            (metresPerUnit, primeMeridianDegrees) = (1, 0)
        case .system:
            let target = try System(definition.text, context)
            guard let made = target.fromCRS84(context) else { throw .notMade }
            pointer = made
            words = target.words(context)
            isGeographic = target.isGeographic(context)
            metresPerUnit = target.metresPerUnit(context)
            primeMeridianDegrees = target.primeMeridianDegrees(context)
        }
        takesRadians = proj_angular_input(pointer, PJ_FWD) != 0
        // A rotated pole gives radians without saying so (PROJ 9.1.1).
        let isRotated = definition.form == .operation && definition.text.contains("+o_proj=longlat")
        givesRadians = isRotated || proj_angular_output(pointer, PJ_FWD) != 0
    }

    deinit {
        proj_destroy(pointer)
    }

    func apply(
        _ x: UnsafeMutablePointer<Double>,
        _ y: UnsafeMutablePointer<Double>,
        count: Int,
        inverse: Bool
    ) {
        if inverse ? givesRadians : takesRadians { Self.scale(x, y, count, by: .pi / 180) }
        let size = MemoryLayout<Double>.stride
        proj_trans_generic(
            pointer,
            inverse ? PJ_INV : PJ_FWD,
            x,
            size,
            count,
            y,
            size,
            count,
            nil,
            0,
            0,
            nil,
            0,
            0
        )
        if inverse ? takesRadians : givesRadians { Self.scale(x, y, count, by: 180 / .pi) }
    }

    private static func scale(
        _ x: UnsafeMutablePointer<Double>,
        _ y: UnsafeMutablePointer<Double>,
        _ count: Int,
        by factor: Double
    ) {
        for index in 0..<count {
            x[index] *= factor
            y[index] *= factor
        }
    }
}
